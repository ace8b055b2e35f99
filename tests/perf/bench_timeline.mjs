// How fast the page scores many photos and how much memory they add, in Chromium:
//   node tests/perf/bench_timeline.mjs [photos]
// after web/demo.sh --no-serve has built the site. The photos are JPEGs of one megapixel on disk: the samples with grain, so
// that they are as large as photos of a camera. Memory is the page's and its workers' (performance.
// measureUserAgentSpecificMemory), and the bytes of the thumbnails, which the browser keeps elsewhere.
import { linkSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchToMeasureMemory, pageMegabytes, project } from './chromium.mjs';
import { serve } from '../static_host.cjs';

const photos = Number(process.argv[2] ?? 1000);
/** Scored first: what a first photo takes once, such as the network's memory, is not the photos'. */
const warmUp = 10;
const distinct = 20;
const size = { width: 1154, height: 866 };
const aims = { photosPerSecond: 8, megabytes: 20 };

/** Runs in the page: a sample at one megapixel with grain, as the base64 of a JPEG. */
async function grainyPhoto([address, width, height, seed]) {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  context.drawImage(picture, 0, 0, width, height);
  const image = context.getImageData(0, 0, width, height);
  let state = seed;
  for (let i = 0; i < image.data.length; ++i) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    if (i % 4 < 3) image.data[i] += (state >>> 27) - 16;
  }
  context.putImageData(image, 0, 0);
  const bytes = new Uint8Array(await (await context.canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Writes the photos and returns their paths; only some are different, the others are links to these. */
async function writePhotos(page, folder) {
  const samples = readdirSync(join(project, 'models/samples')).filter((name) => name.endsWith('.jpg'));
  const pathOf = (i) => join(folder, `${i}.jpg`);
  for (let i = 0; i < Math.min(distinct, photos); ++i) {
    const address = `samples/${samples[i % samples.length]}`;
    writeFileSync(pathOf(i), Buffer.from(await page.evaluate(grainyPhoto, [address, size.width, size.height, i + 1]), 'base64'));
  }
  for (let i = distinct; i < photos; ++i) linkSync(pathOf(i % distinct), pathOf(i));
  return Array.from({ length: photos }, (_, i) => pathOf(i));
}

/** Gives the page photos and waits until all are done; returns the seconds that they took. */
async function score(page, paths) {
  const start = performance.now();
  await page.setInputFiles('#many-files', paths);
  await page.waitForFunction((n) => window.deepcarsDebug.timeline().entries.filter(({ result }) => result.kind === 'scored').length === n,
    paths.length, { timeout: 0 });
  return (performance.now() - start) / 1000;
}

async function memory(page) {
  const thumbnails = await page.evaluate(() =>
    window.deepcarsDebug.timeline().entries.reduce((sum, { result }) => sum + (result.scored?.thumbnail.size ?? 0), 0));
  return { page: await pageMegabytes(page), thumbnails: thumbnails / 1e6 };
}

const folder = mkdtempSync(join(tmpdir(), 'deepcars-bench-'));
const siteFolder = process.env.DEEPCARS_SITE ?? join(project, 'build/site');
const site = await serve(siteFolder, { headersText: readFileSync(join(siteFolder, '_headers'), 'utf8') });
const browser = await launchToMeasureMemory();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${site.address}?debug`);
  await page.waitForSelector('html[data-state=ready]');
  const paths = await writePhotos(page, folder);
  await score(page, paths.slice(0, warmUp));
  await page.click('#timeline-clear');
  const before = await memory(page);
  const seconds = await score(page, paths);
  const after = await memory(page);
  const [engine, threads] = await page.evaluate(() => [window.deepcarsDebug.engine(), window.deepcarsDebug.threads()]);
  console.log(`${photos} JPEGs of ${size.width} x ${size.height} pixels, ${(readFileSync(paths[0]).length / 1e3).toFixed(0)} kB each, ` +
    `engine ${engine}, threads: ${threads}\n`);
  console.log('| what | measured | aim |');
  console.log('|---|---|---|');
  console.log(`| photos per second | ${(photos / seconds).toFixed(1)} | ${aims.photosPerSecond} |`);
  console.log(`| memory that they add, MB | ${(after.page - before.page + after.thumbnails).toFixed(1)} ` +
    `(page ${before.page.toFixed(1)} to ${after.page.toFixed(1)}, thumbnails ${after.thumbnails.toFixed(1)}) | ${aims.megabytes} |`);
} finally {
  await browser.close();
  site.close();
  rmSync(folder, { recursive: true });
}
