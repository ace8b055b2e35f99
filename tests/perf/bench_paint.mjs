// How soon the page shows its largest part, how much its layout moves, and how long it takes to react, in Chromium:
//   node tests/perf/bench_paint.mjs [runs]
// after web/demo.sh --no-serve has built the site. In each run a visitor with an empty cache opens the page, chooses the
// first sample, and when its map is drawn draws over the photo with the brush. The terms are those of Web Vitals: largest
// contentful paint, cumulative layout shift, interaction to next paint.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, project } from './chromium.mjs';
import { spread } from './spread.mjs';
import { serve } from '../static_host.cjs';

const runs = Number(process.argv[2] ?? 5);
const screens = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const aims = { largestPaintMs: 1200, layoutShift: 0, interactionMs: 200 };

/** Runs in the page before its own code. */
function watch() {
  window.vitals = { largestPaintMs: 0, largest: '', layoutShift: 0, shifted: [], interactionMs: 0 };
  const name = (node) => node && `${node.nodeName.toLowerCase()}${node.id ? `#${node.id}` : ''}`;
  const observe = (type, note, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...options });
  observe('largest-contentful-paint', ({ startTime, element }) => {
    window.vitals.largestPaintMs = startTime;
    window.vitals.largest = name(element);
  });
  observe('layout-shift', ({ value, hadRecentInput, sources }) => {
    if (hadRecentInput) return;
    window.vitals.layoutShift += value;
    window.vitals.shifted.push(...sources.map(({ node }) => name(node)));
  });
  observe('event', ({ duration, interactionId }) => {
    if (interactionId) window.vitals.interactionMs = Math.max(window.vitals.interactionMs, duration);
  }, { durationThreshold: 16 });
}

async function visit(browser, address, viewport) {
  const page = await browser.newPage({ viewport });
  await page.addInitScript(watch);
  await page.goto(`${address}?debug`);
  await page.waitForSelector('html[data-state=ready]');
  // As a visitor who reads first: the largest paint ends with the first click.
  await page.waitForTimeout(500);
  await page.locator('.sample').first().click();
  await page.waitForFunction(() => document.querySelector('#sentence').textContent !== '');
  await page.waitForSelector('html[data-state=ready]');
  await page.locator('#hiding [value=brush]').check();
  await page.locator('#canvas').scrollIntoViewIfNeeded();
  const picture = (await page.evaluate(() => window.deepcarsDebug.widgets())).find((widget) => widget.name === 'picture:photo');
  const { x, y } = await page.locator('#canvas').boundingBox();
  for (let stroke = 0; stroke < 3; ++stroke) {
    const at = (share) => [x + picture.x + picture.width * share, y + picture.y + picture.height * (0.3 + 0.2 * stroke)];
    await page.mouse.move(...at(0.2));
    await page.mouse.down();
    for (let step = 1; step <= 20; ++step) {
      await page.mouse.move(...at(0.2 + 0.03 * step));
      await page.waitForTimeout(16);
    }
    await page.mouse.up();
  }
  await page.waitForTimeout(500);
  const vitals = await page.evaluate(() => window.vitals);
  await page.close();
  return vitals;
}

const siteFolder = process.env.DEEPCARS_SITE ?? join(project, 'build/site');
const site = await serve(siteFolder, { headersText: readFileSync(join(siteFolder, '_headers'), 'utf8') });
console.log('| screen | largest paint, ms | aim | which | layout shift | aim | what moved | interaction, ms | aim |');
console.log('|---|---|---|---|---|---|---|---|---|');
for (const [screen, viewport] of Object.entries(screens)) {
  const seen = [];
  for (let run = 0; run < runs; ++run) {
    const browser = await launch();
    seen.push(await visit(browser, site.address, viewport));
    await browser.close();
  }
  const all = (field, digits) => spread(seen.map((vitals) => vitals[field]), digits);
  const names = (field) => [...new Set(seen.flatMap((vitals) => vitals[field]))].join(', ');
  console.log(`| ${screen} | ${all('largestPaintMs', 0)} | ${aims.largestPaintMs} | ${names('largest')} | ${all('layoutShift', 4)} | ` +
    `${aims.layoutShift} | ${names('shifted')} | ${all('interactionMs', 0)} | ${aims.interactionMs} |`);
}
site.close();
