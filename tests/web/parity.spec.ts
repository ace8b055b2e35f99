// What the page shows is what the command line prints, and what another engine computes.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import {
  drawnCar,
  expectState,
  givePhoto,
  heatMap,
  largestDifference,
  openPage,
  probabilities,
  project,
  rankCorrelation,
} from './support';

const site = resolve(project, 'build/site');
/** Both compute the same bits; the command line's picture keeps 8 of them, the page's values all. */
const heatMapTolerance = 0.51;
/** For a map whose last bits differ, because relaxed multiply-add rounds a product and a sum once instead of twice. */
const minRankCorrelation = 0.999;
const scoreTolerance = 0.0005;
const maxPhotos = 8;

/** The values 0..255 of a grey PNG, decoded by the browser. */
function greyValues(bytes: number[]): Promise<number[]> {
  return createImageBitmap(new Blob([new Uint8Array(bytes)]), { colorSpaceConversion: 'none' }).then((bitmap) => {
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    return Array.from(context.getImageData(0, 0, bitmap.width, bitmap.height).data).filter((_, i) => i % 4 === 0);
  });
}

test.describe('the command line', () => {
  const program = process.env['DEEPCARS_CLI'] ?? '';
  test.skip(!existsSync(program), 'DEEPCARS_CLI names no program');
  const model = ['--model', resolve(project, 'models/deepcars-resnet18.safetensors')];

  const predict = (photo: string) => {
    const [printed] = JSON.parse(execFileSync(program, ['predict', '--json', ...model, photo], { encoding: 'utf8' })) as {
      modernity: number;
      expected_year: number;
      probabilities: { probability: number }[];
    }[];
    return printed!;
  };

  const expectSameScore = async (page: Page, photo: string) => {
    const theirs = predict(photo);
    const shares = theirs.probabilities.map(({ probability }) => probability);
    expect(largestDifference(await probabilities(page), shares)).toBeLessThan(scoreTolerance);
    const ours = await page.evaluate(() => {
      const { modernity, expectedYear } = window.deepcarsDebug.answer()!.score;
      return [modernity, expectedYear];
    });
    expect(largestDifference(ours, [theirs.modernity, theirs.expected_year])).toBeLessThan(scoreTolerance);
  };

  for (const { engine, sameBits } of [
    { engine: 'simd', sameBits: true },
    { engine: 'threads', sameBits: true },
    { engine: 'relaxed', sameBits: false },
    { engine: 'relaxed-threads', sameBits: false },
  ]) {
    // Flat areas as well: there neighbours are equal, and the smallest difference in rounding would redraw the map.
    for (const car of [drawnCar('grain.png', 0.6, 411, 287), drawnCar('flat.png', 0.3, 230, 310, 0)]) {
      test(`scores ${car.name} and draws its heat map as the engine ${engine} does`, async ({ page }, testInfo) => {
        const outputPath = (name: string) => testInfo.outputPath(name);
        const photo = outputPath(car.name);
        writeFileSync(photo, car.buffer);
        await openPage(page, './', engine);
        expect(await page.evaluate(() => window.deepcarsDebug.engine())).toBe(engine);
        await givePhoto(page, car);
        await expectSameScore(page, photo);

        for (const method of ['gradient', 'guided-backpropagation']) {
          await page.selectOption('#method', method);
          await expectState(page, 'ready');
          const drawn = outputPath(`${method}.png`);
          const explain = ['explain', photo, ...model, '--method', method, '--heat-map', drawn];
          execFileSync(program, [...explain, '--output', outputPath('panels.png')]);
          const theirs = await page.evaluate(greyValues, [...readFileSync(drawn)]);
          const ours = (await heatMap(page)).map((value) => 255 * value);
          if (sameBits) expect(largestDifference(ours, theirs)).toBeLessThanOrEqual(heatMapTolerance);
          expect(rankCorrelation(ours.map(Math.round), theirs)).toBeGreaterThanOrEqual(minRankCorrelation);
        }
      });
    }
  }
});

/** The page's comparison of the photo on show with ONNX Runtime Web, as shares of the largest value. */
async function compareWithOnnxRuntime(page: Page) {
  const button = page.getByRole('button', { name: 'Compare with ONNX Runtime Web' });
  await button.click();
  await expect(button).toBeEnabled();
  const rows = page.getByTestId('compare-table').locator('tbody tr');
  const share = async (text: string) => Number(await rows.filter({ hasText: text }).locator('td').last().textContent());
  return {
    logits: await share('difference of the logits'),
    gradient: await share('difference of the gradient'),
  };
}

// Where a ReLU's input or the difference of two pooled values is within rounding error of zero, the order of a sum decides
// which path the gradient takes. On about half of all photos that happens somewhere, and then no two engines agree. An
// error in either engine would show on every photo, so one photo on which all decisions agree is proof: the test looks
// for one.
test('ONNX Runtime Web computes the same logits and gradient', async ({ page }) => {
  test.skip(!readdirSync(resolve(site, 'model')).some((name) => name.endsWith('.onnx')), 'the site was built without the ONNX graph');
  await openPage(page);
  const gradients: number[] = [];
  for (let seed = 1; seed <= maxPhotos && !gradients.some((difference) => difference < 1e-3); ++seed) {
    // Coarse grain, not resized: hardly any two pixels are equal.
    await givePhoto(page, drawnCar(`grain-${seed}.png`, 0.6, 224, 224, 110, seed));
    const difference = await compareWithOnnxRuntime(page);
    expect(difference.logits).toBeLessThan(1e-3);
    gradients.push(difference.gradient);
  }
  expect(Math.min(...gradients), `differences of the gradient: ${gradients.join(', ')}`).toBeLessThan(1e-3);
});
