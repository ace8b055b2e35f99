// A page of Chromium in which the benchmarks run the page's engines in workers, as the site serves them.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../static_host.cjs';
import { launch, project } from './chromium.mjs';

const siteFolder = process.env.DEEPCARS_SITE ?? join(project, 'build/site');
/** The engines for one thread and for several, by the kind of SIMD. */
const engines = { simd: ['simd', 'threads'], relaxed: ['relaxed', 'relaxed-threads'] };

export const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

/**
 * What a worker's code begins with. memories[side] is the first WebAssembly memory that was made while `side` was set;
 * openEngine loads the shipped model and a sample's photo, and scores it; check throws what an engine reports.
 */
const prelude = `
const memories = {};
let side = 'ours';
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
const check = (answer) => { if (answer.error) throw new Error(answer.error.message); return answer; };
async function openEngine({ base, engineName, threads }) {
  const { default: create } = await import(base + 'engine/engine-' + engineName + '.js');
  const engine = new (await create()).Engine(threads);
  check(engine.loadModel(await bytesOf(base + 'bench/model.safetensors')));
  check(engine.openPhoto(await bytesOf(base + 'samples/coupe-1957.jpg'), 64));
  check(engine.predict());
  return engine;
}
self.onmessage = async ({ data }) => {
  try { postMessage(await measure(data)); } catch (error) { postMessage({ error: String(error) }); }
};
`;

/** Which kind of engine the page picks in this browser. */
async function pickedSimd(browser, base) {
  const page = await browser.newPage();
  await page.goto(`${base}?debug`);
  await page.waitForSelector('html[data-state=ready]');
  const picked = await page.evaluate(() => window.deepcarsDebug.engine());
  await page.close();
  return Object.keys(engines).find((kind) => engines[kind].includes(picked));
}

/**
 * Calls work({folder, measure, names}) while the site is served, which web/demo.sh --no-serve has built. Files in
 * folder are served under bench/; the shipped model is there as model.safetensors. names are the engines for one
 * thread and for two, with SIMD of the kind or, without a kind, of what the page picks. measure(code, threads, setup)
 * runs code in a worker, which defines `async function measure(setup)`; it returns what that returns.
 */
export async function withEnginePage(kind, work) {
  const folder = mkdtempSync(join(tmpdir(), 'deepcars-bench-'));
  copyFileSync(join(project, 'models/deepcars-resnet18.safetensors'), join(folder, 'model.safetensors'));
  // In web/public the modules have their names without a hash.
  const headersText = readFileSync(join(siteFolder, '_headers'), 'utf8');
  const server = await serve([siteFolder, join(project, 'web/public')], { headersText });
  const base = server.address;
  try {
    const browser = await launch();
    const page = await browser.newPage();
    await page.goto(base + 'favicon.svg');
    await page.route('**/bench/*', (route) =>
      route.fulfill({ body: readFileSync(join(folder, route.request().url().split('/').pop())), contentType: 'application/octet-stream' }));
    const names = engines[kind ?? (await pickedSimd(browser, base))];
    if (!names) throw new Error(`there is no engine "${kind}"; known are ${Object.keys(engines).join(' and ')}`);
    const measure = async (code, threads, setup) => {
      const result = await page.evaluate(
        ([source, data]) => new Promise((done) => {
          const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
          worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
          worker.postMessage(data);
        }),
        [prelude + code, { base, engineName: names[threads > 1 ? 1 : 0], threads, ...setup }],
      );
      if (result.error) throw new Error(result.error);
      return result;
    };
    await work({ folder, measure, names });
    await browser.close();
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}
