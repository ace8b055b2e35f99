// Our engine beside ONNX Runtime Web in one page of Chromium, same weights and photo, by turns:
//   node tests/perf/bench_browser.mjs [runs] [simd | relaxed]
// after web/demo.sh --no-serve has built the site. Prints one table for one thread and for two: how many times ONNX
// Runtime's time ours is, then both times (median and quartiles), and how large each one's WebAssembly memory became.
// Ours is the engine that the page picks in this browser, or the one with plain or relaxed SIMD.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { project } from './chromium.mjs';
import { mebibytes, withEnginePage } from './engine_page.mjs';
import { spread } from './spread.mjs';

const runs = Number(process.argv[2] ?? 21);

/** Measures both sides alternately; returns samples and memory. */
const workerCode = `
async function measure(setup) {
  const { base, threads, runs, sizePx } = setup;
  const engine = await openEngine(setup);
  const { input, logitsGradient } = check(engine.comparison('top'));

  side = 'theirs';
  const ort = await import(base + 'ort/ort.wasm.min.js');
  ort.env.wasm.numThreads = threads;
  const runtime = base + 'ort/ort-wasm-simd-threaded';
  ort.env.wasm.wasmPaths = { mjs: runtime + '.js', wasm: runtime + '.wasm' };
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
  const predict = () => check(engine.predict());
  const explain = () => { check(engine.beginExplanation('gradient', 'top')); check(engine.stepExplanation()); };
  const work = {
    'forward': { ours: predict, theirs: forward },
    'forward + gradient': { ours: () => { predict(); explain(); }, theirs: both },
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
  return { samples, ours: memories.ours.buffer.byteLength, theirs: memories.theirs.buffer.byteLength, forwardMemory };
}`;

await withEnginePage(process.argv[3], async ({ folder, measure, names }) => {
  execFileSync(join(project, 'build/deepcars'), ['export', '--model', join(folder, 'model.safetensors'),
    '--onnx-scores', join(folder, 'scores.onnx'), '--onnx-gradient', join(folder, 'gradient.onnx')]);
  console.log(
    `What a photo of 224 px takes in the page's engine (${names[0]} with one thread, ${names[1]} with two) beside ONNX Runtime ` +
      `Web: median (quartiles) of ${runs} runs by turns.\n`,
  );
  console.log('| work | threads | ours / ORT Web | ours, ms | ORT Web, ms | ours, MiB | ORT Web, MiB |');
  console.log('|---|---|---|---|---|---|---|');
  for (const threads of [1, 2]) {
    const result = await measure(workerCode, threads, { runs, sizePx: 224 });
    for (const [work, { ours, theirs }] of Object.entries(result.samples)) {
      const ratios = ours.map((ms, i) => ms / theirs[i]);
      const theirMemory = work === 'forward' ? result.forwardMemory : result.theirs;
      console.log(`| ${work} | ${threads} | ${spread(ratios, 2)} | ${spread(ours, 0)} | ${spread(theirs, 0)} | ` +
        `${mebibytes(result.ours)} | ${mebibytes(theirMemory)} |`);
    }
  }
});
