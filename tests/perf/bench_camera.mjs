// How often the page answers while a camera is on, and how much memory the frames add, in Chromium with its own moving test
// picture as the camera:
//   node tests/perf/bench_camera.mjs [frames [MODEL.safetensors]]
// after web/demo.sh --no-serve has built the site. With a model of a small input, such as train --model-input-size 64 makes,
// very many frames take minutes: what a frame leaves in memory does not depend on the network.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchToMeasureMemory, pageMegabytes, project } from './chromium.mjs';
import { serve } from '../static_host.cjs';

const frames = Number(process.argv[2] ?? 1000);
const model = process.argv[3];
/** What the first frames take once is not the frames'. */
const warmUp = 100;
const aims = { 'relaxed-threads': 12, relaxed: 6 };
const aimMegabytes = 2;

/** Runs in the page: resolves when so many more frames have an answer. */
const answers = (count) =>
  new Promise((done) => {
    let left = count;
    const watch = new MutationObserver(() => {
      if (--left > 0) return;
      watch.disconnect();
      done();
    });
    watch.observe(document.querySelector('#camera-answer'), { childList: true });
  });

const siteFolder = process.env.DEEPCARS_SITE ?? join(project, 'build/site');
const site = await serve(siteFolder, { headersText: readFileSync(join(siteFolder, '_headers'), 'utf8') });
try {
  console.log('| engine | frames | answers a second | aim | memory that they add, MB | aim |');
  console.log('|---|---|---|---|---|---|');
  for (const [engine, aim] of Object.entries(aims)) {
    // A browser of its own: Chromium's test camera does not outlive its page.
    const browser = await launchToMeasureMemory(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${site.address}?debug&engine=${engine}`);
    await page.waitForSelector('html[data-state=ready]');
    if (model) {
      const before = await page.textContent('#model-name');
      await page.setInputFiles('#model-file', model);
      await page.waitForFunction((before) => document.querySelector('#model-name').textContent !== before, before);
    }
    await page.click('#camera-start');
    await page.evaluate(answers, warmUp);
    const before = await pageMegabytes(page);
    const start = performance.now();
    await page.evaluate(answers, frames - warmUp);
    const perSecond = ((frames - warmUp) / (performance.now() - start)) * 1000;
    const added = (await pageMegabytes(page)) - before;
    console.log(`| ${engine} | ${frames} | ${perSecond.toFixed(1)} | ${aim} | ${added.toFixed(1)} | ${aimMegabytes} |`);
    await browser.close();
  }
} finally {
  site.close();
}
