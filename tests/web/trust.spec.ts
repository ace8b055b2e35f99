// The tests of the map on show: they find what `deepcars evaluate` finds, and a person can stop them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drawnCar, givePhoto, largestDifference, openPage, project } from './support';

const car = drawnCar('car.png', 0.9);
/** The states of a photo are scored by the fast kernels, which round differently on each processor. */
const answerTolerance = 2e-3;
/** The maps have the same bits; the random numbers may differ in the last, by each platform's logarithm and cosine. */
const rankTolerance = 0.01;

const takeOut = (page: Page) => page.getByRole('button', { name: 'Take pixels out and put them in' });
const makeRandom = (page: Page) => page.getByRole('button', { name: 'Make the network random' });
const stop = (page: Page) => page.getByRole('button', { name: 'Stop testing' });
const areas = (page: Page) => page.getByTestId('curve-areas').locator('td');
const numbers = (page: Page) => page.locator('#randomised-maps .number');

interface Evaluated {
  curves: { target: string; map: string; deletion: number[]; insertion: number[] }[];
  /** By stage. */
  rankCorrelations: number[];
}

/** What `deepcars evaluate` measures of one photo with one method, from its log. */
function evaluate(program: string, method: string, path: (name: string) => string): Evaluated {
  writeFileSync(path(car.name), car.buffer);
  writeFileSync(path('index.csv'), `path,year,make,model,split_group,source,split\n${path(car.name)},1990,,,,,\n`);
  const options = ['--saliency-photos', '1', '--saliency-sanity-photos', '1', '--saliency-drawn-cars', '0', '--no-html'];
  const model = resolve(project, 'models/deepcars-resnet18.safetensors');
  const kind = ['--saliency-methods', method, '--saliency-fills', 'blurred', '--split', 'all', '--model', model];
  execFileSync(program, ['evaluate', path('index.csv'), ...options, ...kind, '--output', path('report')], { stdio: 'pipe' });
  const lines = readFileSync(resolve(path('report'), 'saliency_photos.jsonl'), 'utf8').trim().split('\n');
  const found: Evaluated = { curves: [], rankCorrelations: [] };
  for (const line of lines.slice(1)) {
    const { result } = JSON.parse(line) as {
      result: Evaluated['curves'] | { methods: { rank_correlation: number }[] };
    };
    if (Array.isArray(result)) found.curves = result;
    else found.rankCorrelations.push(result.methods[0]!.rank_correlation);
  }
  return found;
}

test('both tests have the numbers of the command line', async ({ page }, testInfo) => {
  const program = process.env['DEEPCARS_CLI'] ?? '';
  test.skip(!existsSync(program), 'DEEPCARS_CLI names no program');
  // The command line measures, and 57 pictures are scored and ten maps drawn.
  test.slow();
  const theirs = evaluate(program, 'gradient', (name) => testInfo.outputPath(name));
  await openPage(page, './', 'threads');
  await givePhoto(page, car);
  const height = () => page.locator('#trust').evaluate((section) => section.getBoundingClientRect().height);

  await expect(page.getByText('Does it depend on what the network learnt?')).toBeHidden();
  await takeOut(page).click();
  const empty = await height();
  await expect(page.getByTestId('curves-verdict')).toHaveText(/^On this photo the map (passes|does not pass): .* A single photo proves little\.$/);
  const ours = await page.evaluate(() =>
    window.deepcarsDebug.curves()!.maps.map(({ deletion, insertion }) => [Array.from(deletion), Array.from(insertion)]),
  );
  const names = ['gradient', 'random-blobs', 'edges', 'centre-x-edges'];
  expect(ours.length).toBe(names.length);
  names.forEach((name, i) => {
    const { deletion, insertion } = theirs.curves.find(({ target, map }) => target === 'top' && map === name)!;
    expect(largestDifference(ours[i]![0]!, deletion), `${name}, deletion`).toBeLessThan(answerTolerance);
    expect(largestDifference(ours[i]![1]!, insertion), `${name}, insertion`).toBeLessThan(answerTolerance);
  });
  await expect(areas(page).first()).toHaveText(/^0\.\d{3}$/);

  await makeRandom(page).click();
  await expect(page.getByTestId('randomised-verdict')).toHaveText(/^The map (passes|does not pass).* \d\.\d\d/);
  const redrawn = await page.evaluate(() => window.deepcarsDebug.randomised()!.map(({ rankCorrelation }) => rankCorrelation!));
  expect(largestDifference(redrawn, theirs.rankCorrelations)).toBeLessThan(rankTolerance);
  await expect(numbers(page)).toHaveCount(11);
  await expect(numbers(page).last()).toHaveText(redrawn.at(-1)!.toFixed(2));
  // Up to the rounding of line heights.
  expect(await height(), 'what is found fills room that was there').toBeCloseTo(empty, 0);
  await page.getByText('The curves as a table').click();
  await expect(page.getByTestId('curve-points').locator('tbody tr')).toHaveCount(11);
});

test('a test is stopped by keyboard and leaves the answer as it was; another map forgets it', async ({ page }) => {
  await openPage(page);
  await expect(takeOut(page)).toBeDisabled();
  await givePhoto(page, car);
  const place = (await page.getByTestId('map-place').textContent())!;
  const before = await page.getByTestId('modernity').textContent();
  await makeRandom(page).focus();
  await page.keyboard.press('Enter');
  await expect(numbers(page).nth(2)).toHaveText(/\d\.\d\d/);
  await stop(page).focus();
  await page.keyboard.press('Enter');
  await expect(stop(page)).toBeDisabled();
  await expect(page.getByTestId('randomised-verdict')).toHaveText('');
  // The network has its training back: the same map and the same answer as before.
  await page.selectOption('#method', 'cam');
  await expect(numbers(page).nth(2)).toHaveText('');
  await page.selectOption('#method', 'gradient');
  await expect(page.getByTestId('map-place')).toHaveText(place);
  await givePhoto(page, { ...car, name: 'again.png' });
  await expect(page.getByTestId('modernity')).toHaveText(before!);
});
