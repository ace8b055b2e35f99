// How fast the answer follows the brush, and the frame of the crop, in the page, in Chromium:
//   node tests/perf/bench_brush.mjs [seconds]
// after web/demo.sh --no-serve has built the site. The mouse goes in circles over the photo, or takes the frame along, as often as a
// screen is drawn. The time from a move of the pointer to the number is that to the first answer that was begun after the move: the next but
// one that is shown, since the engine begins one when it has ended the other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, project } from './chromium.mjs';
import { quantile } from './spread.mjs';
import { serve } from '../static_host.cjs';

const seconds = Number(process.argv[2] ?? 10);
const aims = { 'relaxed-threads': { perSecond: 15, p95Ms: 120 }, relaxed: { perSecond: 8 } };
const framesPerSecond = 60;

/** Runs in the page: notes when the pointer moves and when a number is shown. */
function watch() {
  window.moves = [];
  window.answers = [];
  document.addEventListener('pointermove', () => window.moves.push(performance.now()), true);
  new MutationObserver(() => window.answers.push(performance.now())).observe(document.querySelector('#timing'), { childList: true });
}

/** Where the photo is on the canvas. */
async function photoBox(page) {
  const picture = (await page.evaluate(() => window.deepcarsDebug.widgets())).find(({ name }) => name === 'picture:photo');
  const { x, y } = await page.locator('#canvas').boundingBox();
  return { ...picture, x: x + picture.x, y: y + picture.y };
}

/** Opens the crop with a frame of half the photo's sides in its middle. */
async function cropBox(page) {
  await page.click('#crop-details summary');
  for (const [side, percent] of [['width', '50'], ['height', '50'], ['left', '25'], ['top', '25']]) {
    await page.fill(`#crop-${side}`, percent);
    await page.press(`#crop-${side}`, 'Enter');
  }
  await page.waitForSelector('html[data-state=ready]');
  await page.locator('#crop-area').scrollIntoViewIfNeeded();
  return page.locator('#crop-area').boundingBox();
}

/** Goes in circles within the box for a while and returns the moves and the answers, in milliseconds. */
async function drag(page, { x, y, width, height }) {
  const at = (turn) => [x + width * (0.5 + 0.2 * Math.cos(turn)), y + height * (0.5 + 0.2 * Math.sin(turn))];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  await page.evaluate(watch);
  const start = performance.now();
  for (let frame = 1; performance.now() - start < 1000 * seconds; ++frame) {
    await page.mouse.move(...at(frame / 40));
    const wait = start + (1000 * frame) / framesPerSecond - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
  }
  await page.mouse.up();
  return page.evaluate(() => ({ moves: window.moves, answers: window.answers }));
}

const siteFolder = process.env.DEEPCARS_SITE ?? join(project, 'build/site');
const site = await serve(siteFolder, { headersText: readFileSync(join(siteFolder, '_headers'), 'utf8') });
const browser = await launch();
try {
  console.log('| what | engine | answers a second | aim | pointer to number, ms: median | 95 in 100 | aim | moves |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [engine, { perSecond, p95Ms = '' }] of Object.entries(aims)) {
    for (const [what, boxOf] of Object.entries({ brush: photoBox, crop: cropBox })) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(`${site.address}?debug&engine=${engine}`);
      await page.waitForSelector('html[data-state=ready]');
      await page.selectOption('#method', 'gradient');
      await page.locator('.sample').first().click();
      await page.waitForFunction(() => document.querySelector('#sentence').textContent !== '');
      await page.waitForSelector('html[data-state=ready]');
      const { moves, answers } = await drag(page, await boxOf(page));
      const delays = moves.flatMap((move) => {
        const next = answers.findIndex((answer) => answer > move);
        return next >= 0 && answers[next + 1] !== undefined ? [answers[next + 1] - move] : [];
      });
      const rate = ((answers.length - 1) / (answers.at(-1) - answers[0])) * 1000;
      console.log(`| ${what} | ${engine} | ${rate.toFixed(1)} | ${perSecond} | ${quantile(delays, 0.5).toFixed(0)} | ` +
        `${quantile(delays, 0.95).toFixed(0)} | ${p95Ms} | ${moves.length} |`);
      await page.close();
    }
  }
} finally {
  await browser.close();
  site.close?.();
}
process.exit();
