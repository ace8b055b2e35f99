// Our engine beside ONNX Runtime Web in one page of Chromium, same weights and photo, by turns:
//   node tests/perf/bench_browser.mjs [runs] [simd | relaxed]
// after web/demo.sh --no-serve has built the site. Prints one table for one thread and for two: how many times ONNX
// Runtime's time ours is, then both times (median and quartiles), and how large each one's WebAssembly memory became.
// Ours is the engine that the page picks in this browser, or the one with plain or relaxed SIMD.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spread } from './spread.mjs';

const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { chromium } = createRequire(join(project, 'web/package.json'))('@playwright/test');
const runs = Number(process.argv[2] ?? 21);
const port = 4175;
/** The engines for one thread and for several. */
const engines = { simd: ['simd', 'threads'], relaxed: ['relaxed', 'relaxed-threads'] };

/** Runs in a worker of the page. Measures both sides alternately; posts samples and memory. */
const workerCode = `
const memories = { ours: undefined, theirs: undefined };
let side;
const Memory = WebAssembly.Memory;
WebAssembly.Memory = class extends Memory { constructor(d) { super(d); memories[side] ??= this; } };
for (const name of ['instantiate', 'instantiateStreaming']) {
  const original = WebAssembly[name];
  WebAssembly[name] = async (...args) => {
    const result = await original.apply(WebAssembly, args);
    const exported = Object.values((result.instance ?? result).exports).find((e) => e instanceof Memory);
    if (exported) memories[side] ??= exported;
    return result;
  };
}
const bytesOf = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());
self.onmessage = async ({ data: { base, engineName, threads, runs, sizePx } }) => {
  try {
    side = 'ours';
    const { default: create } = await import(base + 'engine/engine-' + engineName + '.mjs');
    const engine = new (await create()).Engine(threads);
    const check = (answer) => { if (answer.error) throw new Error(answer.error.message); return answer; };
    check(engine.loadModel(await bytesOf(base + 'bench/model.safetensors')));
    check(engine.openPhoto(await bytesOf(base + 'samples/coupe-1957.jpg'), 64));
    check(engine.predict());
    const { input, logitsGradient } = check(engine.comparison('top', 0));

    side = 'theirs';
    const ort = await import(base + 'ort/ort.wasm.min.mjs');
    ort.env.wasm.numThreads = threads;
    ort.env.wasm.wasmPaths = base + 'ort/';
    const open = async (name) => ort.InferenceSession.create(await bytesOf(base + 'bench/' + name), { executionProviders: ['wasm'] });
    const image = new ort.Tensor('float32', input, [1, 3, sizePx, sizePx]);
    const seed = new ort.Tensor('float32', logitsGradient, [1, logitsGradient.length]);
    const floor = new ort.Tensor('float32', new Float32Array([-3.4028234663852886e38]), []);
    const scores = await open('scores.onnx');
    const forward = () => scores.run({ image });
    await forward();
    const forwardMemory = memories.theirs.buffer.byteLength;
    const gradientGraph = await open('gradient.onnx');
    const both = () => gradientGraph.run({ image, logits_gradient: seed, relu_floor: floor });

    // After a run ONNX Runtime's threads wait in a loop, which takes cores from the next one: 20 ms are not enough.
    const rest = () => new Promise((done) => setTimeout(done, 200));
    const time = async (work) => { const start = performance.now(); await work(); return performance.now() - start; };
    const work = {
      'forward': { ours: () => check(engine.predict()), theirs: forward },
      'forward + gradient': { ours: () => { check(engine.predict()); check(engine.explain('gradient', 'top', 0)); }, theirs: both },
    };
    const samples = {};
    for (const [name, sides] of Object.entries(work)) {
      samples[name] = { ours: [], theirs: [] };
      for (let i = -3; i < runs; ++i) {
        for (const key of ['ours', 'theirs']) {
          await rest();
          const ms = await time(sides[key]);
          if (i >= 0) samples[name][key].push(ms);
        }
      }
    }
    postMessage({ samples, ours: memories.ours.buffer.byteLength, theirs: memories.theirs.buffer.byteLength, forwardMemory });
  } catch (error) { postMessage({ error: String(error) }); }
};`;

const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

/** Which kind of engine the page picks in this browser. */
async function pickedSimd(browser, base) {
  const page = await browser.newPage();
  await page.goto(`${base}?debug`);
  await page.waitForSelector('html[data-state=ready]');
  const picked = await page.evaluate(() => window.deepcarsDebug.engine());
  await page.close();
  return Object.keys(engines).find((kind) => engines[kind].includes(picked));
}

const folder = mkdtempSync(join(tmpdir(), 'deepcars-bench-'));
copyFileSync(join(project, 'models/deepcars-resnet18.safetensors'), join(folder, 'model.safetensors'));
execFileSync(join(project, 'build/deepcars'), ['export', '--model', join(project, 'models/deepcars-resnet18.safetensors'),
  '--onnx-scores', join(folder, 'scores.onnx'), '--onnx-gradient', join(folder, 'gradient.onnx')]);
const server = spawn('npm', ['run', '--silent', 'preview', '--', '--host', '127.0.0.1', '--port', String(port)],
  { cwd: join(project, 'web'), stdio: 'ignore', detached: true });
try {
  const browser = await chromium.launch({ executablePath: process.env.DEEPCARS_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage();
  const base = `http://127.0.0.1:${port}/`;
  for (let tries = 0; ; ++tries) {
    const opened = await page.goto(base + 'favicon.svg').catch(() => undefined);
    if (opened) break;
    if (tries > 100) throw new Error('the page is not being served; build it with: sh web/demo.sh --no-serve');
    await page.waitForTimeout(100);
  }
  await page.route('**/bench/*', (route) =>
    route.fulfill({ body: readFileSync(join(folder, route.request().url().split('/').pop())), contentType: 'application/octet-stream' }));
  const names = engines[process.argv[3] ?? (await pickedSimd(browser, base))];
  if (!names) throw new Error(`there is no engine "${process.argv[3]}"; known are ${Object.keys(engines).join(' and ')}`);
  console.log(
    `What a photo of 224 px takes in the page's engine (${names[0]} with one thread, ${names[1]} with two) beside ONNX Runtime ` +
      `Web: median (quartiles) of ${runs} runs by turns.\n`,
  );
  console.log('| work | threads | ours / ORT Web | ours, ms | ORT Web, ms | ours, MiB | ORT Web, MiB |');
  console.log('|---|---|---|---|---|---|---|');
  for (const threads of [1, 2]) {
    const result = await page.evaluate(
      ([code, setup]) => new Promise((done) => {
        const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
        worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
        worker.postMessage(setup);
      }),
      [workerCode, { base, engineName: names[threads > 1 ? 1 : 0], threads, runs, sizePx: 224 }],
    );
    if (result.error) throw new Error(result.error);
    for (const [work, { ours, theirs }] of Object.entries(result.samples)) {
      const ratios = ours.map((ms, i) => ms / theirs[i]);
      const theirMemory = work === 'forward' ? result.forwardMemory : result.theirs;
      console.log(`| ${work} | ${threads} | ${spread(ratios, 2)} | ${spread(ours, 0)} | ${spread(theirs, 0)} | ` +
        `${mebibytes(result.ours)} | ${mebibytes(theirMemory)} |`);
    }
  }
  await browser.close();
} finally {
  process.kill(-server.pid);
  rmSync(folder, { recursive: true });
}
