// How much a first visit downloads, and how long a later one takes to its first answer, the page beside ONNX Runtime
// Web, in Chromium:
//   node tests/perf/bench_startup.mjs [runs]
// after web/demo.sh --no-serve has built the site. Ours is the page as it is deployed, with a click on its first sample
// as soon as there is one to click; theirs is a page that does nothing but run the same network on the same picture.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchWithProfile, project } from './chromium.mjs';
import { spread } from './spread.mjs';
import { serve } from '../static_host.cjs';

const runs = Number(process.argv[2] ?? 21);
const photo = JSON.parse(readFileSync(join(project, 'models/samples/samples.json'), 'utf8'))[0].file;
const runtimeFiles = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
/** As long as a page may go on loading after its answer, and the browser take to store compiled code. */
const restMs = 4000;

/** Their page: everything it needs is asked for at once, and it uses as many threads as our page does. */
const theirHtml = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><title>ONNX Runtime Web</title><link rel="icon" href="data:,">
<link rel="preload" as="fetch" crossorigin href="scores.onnx?v=1">
<link rel="preload" as="fetch" crossorigin href="ort-wasm-simd-threaded.wasm?v=1">
<link rel="modulepreload" href="ort-wasm-simd-threaded.mjs?v=1">
<p id="answer"></p>
<script type="module" src="main.mjs?v=1"></script>
</html>`;
const theirScript = `
import * as ort from './ort.wasm.min.mjs?v=1';
const addressOf = (file) => new URL(file + '?v=1', document.baseURI).href;
ort.env.wasm.numThreads = Math.min(4, navigator.hardwareConcurrency);
ort.env.wasm.wasmPaths = { mjs: addressOf('ort-wasm-simd-threaded.mjs'), wasm: addressOf('ort-wasm-simd-threaded.wasm') };

const sizePx = 224, mean = [0.485, 0.456, 0.406], deviation = [0.229, 0.224, 0.225];
async function photo() {
  const picture = await createImageBitmap(await (await fetch('${photo}?v=1')).blob());
  const context = new OffscreenCanvas(sizePx, sizePx).getContext('2d');
  context.drawImage(picture, 0, 0, sizePx, sizePx);
  const { data } = context.getImageData(0, 0, sizePx, sizePx);
  const pixels = sizePx * sizePx;
  return Float32Array.from({ length: 3 * pixels }, (_, i) => {
    const channel = Math.floor(i / pixels);
    return (data[4 * (i % pixels) + channel] / 255 - mean[channel]) / deviation[channel];
  });
}
const [session, input] = await Promise.all([
  ort.InferenceSession.create(addressOf('scores.onnx'), { executionProviders: ['wasm'] }),
  photo(),
]);
const { logits } = await session.run({ image: new ort.Tensor('float32', input, [1, 3, sizePx, sizePx]) });
document.querySelector('#answer').textContent = 'Bucket ' + logits.data.indexOf(Math.max(...logits.data));
`;

function makeTheirSite(folder) {
  execFileSync(join(project, 'build/deepcars'), ['export', '--model', join(project, 'models/deepcars-resnet18.safetensors'),
    '--onnx-scores', join(folder, 'scores.onnx')]);
  for (const file of runtimeFiles) copyFileSync(join(project, 'web/node_modules/onnxruntime-web/dist', file), join(folder, file));
  copyFileSync(join(project, 'models/samples', photo), join(folder, photo));
  writeFileSync(join(folder, 'index.html'), theirHtml);
  writeFileSync(join(folder, 'main.mjs'), theirScript);
}

/** Runs in each page before its own code: clicks the first sample, if there is one, and waits for the answer. */
function watch() {
  window.answered = new Promise((done) => {
    let clicked = false;
    const look = new MutationObserver(() => {
      const sample = document.querySelector('#samples button:enabled');
      if (sample && !clicked) {
        clicked = true;
        sample.click();
      }
      if (!document.querySelector('#sentence, #answer:not(section)')?.textContent) return;
      look.disconnect();
      // The frame that shows the answer has been made when a task runs after it.
      requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    });
    look.observe(document, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  });
}

const profile = mkdtempSync(join(tmpdir(), 'deepcars-profile-'));
/** A browser with a profile of its own on disk, as a visitor has; the cache has room for every file. */
const openBrowser = (name) =>
  launchWithProfile(join(profile, name), ['--disk-cache-size=1000000000'], { viewport: { width: 1280, height: 900 } });

/** Milliseconds from the start of the navigation to the answer on the screen. */
async function visit(browser, site, thenMs = 0) {
  const page = await browser.newPage();
  await page.addInitScript(watch);
  await page.goto(site.address, { waitUntil: 'commit' });
  const ms = await page.evaluate(() => window.answered);
  await page.waitForTimeout(thenMs);
  await page.close();
  return ms;
}

const kinds = { 'everything': () => true, 'the network': (path) => /\.(safetensors|onnx)/.test(path) };
kinds['all but network and photos'] = (path) => !kinds['the network'](path) && !path.endsWith('.jpg');

async function measureBytes(sites) {
  const sums = {};
  for (const [name, site] of Object.entries(sites)) {
    const browser = await openBrowser(`fresh-${name}`);
    await visit(browser, site, restMs);
    await browser.close();
    sums[name] = Object.values(kinds).map((isOfKind) =>
      site.sent.filter(({ path }) => isOfKind(path)).reduce((sum, { bytes }) => sum + bytes, 0));
  }
  console.log('| downloaded by a first visit | ours / ORT Web | ours, MB | ORT Web, MB |');
  console.log('|---|---|---|---|');
  Object.keys(kinds).forEach((kind, i) => {
    const [ours, theirs] = [sums.ours[i], sums.theirs[i]];
    console.log(`| ${kind} | ${(ours / theirs).toFixed(3)} | ${(ours / 1e6).toFixed(2)} | ${(theirs / 1e6).toFixed(2)} |`);
  });
}

async function measureTime(sites) {
  const browser = await openBrowser('warm');
  for (const site of Object.values(sites)) {
    for (let i = 0; i < 2; ++i) await visit(browser, site, restMs);
    site.sent.length = 0;
  }
  const times = { ours: [], theirs: [] };
  for (let i = 0; i < runs; ++i) {
    for (const [name, site] of Object.entries(sites)) times[name].push(await visit(browser, site));
  }
  await browser.close();
  const again = Object.values(sites).map(({ sent }) => sent.reduce((sum, { bytes }) => sum + bytes, 0) / runs / 1e3);
  const ratios = times.ours.map((ms, i) => ms / times.theirs[i]);
  console.log('\n| navigation to first answer, cached files | ours / ORT Web | ours, ms | ORT Web, ms |');
  console.log('|---|---|---|---|');
  console.log(`| fetched again: ${again.map((kb) => kb.toFixed(1)).join(' and ')} kB | ${spread(ratios, 2)} | ${spread(times.ours, 0)} | ${spread(times.theirs, 0)} |`);
}

const theirFolder = mkdtempSync(join(tmpdir(), 'deepcars-ort-'));
const sites = {};
try {
  makeTheirSite(theirFolder);
  const ourFolder = process.env.DEEPCARS_SITE ?? join(project, 'build/site');
  const headers = readFileSync(join(ourFolder, '_headers'), 'utf8');
  sites.ours = await serve(ourFolder, { headersText: headers });
  sites.theirs = await serve(theirFolder, { headersText: headers });
  await measureBytes(sites);
  await measureTime(sites);
} finally {
  for (const site of Object.values(sites)) site.close();
  for (const folder of [theirFolder, profile]) rmSync(folder, { recursive: true, force: true });
}
