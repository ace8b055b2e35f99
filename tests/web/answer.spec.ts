// A photo comes in, an answer comes out; choices change the picture of what it depends on.
import { expect, test } from '@playwright/test';
import {
  drawnCar,
  dropFile,
  expectAnswer,
  expectState,
  givePhoto,
  heatMap,
  largestDifference,
  openPage,
  probabilities,
  widget,
} from './support';

const car = drawnCar('red.png', 1);

test('a dropped photo is scored, in words and in numbers', async ({ page }) => {
  await openPage(page);
  await dropFile(page, car);
  await expectAnswer(page, 'red.png');
  await expect(page.getByTestId('sentence')).toHaveText(
    /This car looks \d+ % modern, like one built around \d{4}\. With a probability of 8 in 10 it was built in \d{4}.*\.$/,
  );
  await expect(page.getByTestId('expected-year')).toHaveText(/^\d{4} \(8 in 10: \d{4}.*\)$/);
  const shares = await probabilities(page);
  expect(shares.length).toBeGreaterThan(1);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
  const score = shares.reduce((sum, share, k) => sum + share * (k + 1), 0);
  await expect(page.getByTestId('modernity')).toHaveText(`${score.toFixed(1)} of ${shares.length}`);
  const percent = (100 * (score - 1)) / (shares.length - 1);
  expect(Number.parseFloat((await page.getByTestId('modernity-percent').textContent())!)).toBeCloseTo(percent, 0);
});

test('a pasted photo is scored', async ({ page }) => {
  await openPage(page);
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }));
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true }));
  }, [...car.buffer]);
  await expectAnswer(page, 'pasted.png');
});

test('a photo given while the model loads is scored when it is there', async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/model/*.safetensors*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('?debug');
  await page.setInputFiles('#photo-file', car);
  await expect(page.locator('html')).toHaveAttribute('data-state', 'loading');
  release();
  await expectAnswer(page, 'red.png');
});

test('another photo gets another answer', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  const first = await probabilities(page);
  await givePhoto(page, drawnCar('blue.png', 0, 200, 260));
  expect(largestDifference(first, await probabilities(page))).toBeGreaterThan(1e-4);
});

test('method and target change the heat map', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  const maps = [await heatMap(page)];
  for (const method of ['guided-backpropagation', 'signed-gradient']) {
    await page.selectOption('#method', method);
    await expectState(page, 'ready');
    maps.push(await heatMap(page));
  }
  await page.selectOption('#target', 'class:0');
  await expectState(page, 'ready');
  maps.push(await heatMap(page));
  for (let i = 1; i < maps.length; ++i) {
    expect(largestDifference(maps[i - 1]!, maps[i]!)).toBeGreaterThan(0.1);
  }
  expect(Math.min(...maps[3]!)).toBeLessThan(0);
  expect(Math.min(...maps[0]!)).toBeGreaterThanOrEqual(0);
});

test('a map of many steps is drawn while it converges, says what its colours mean, and can be stopped', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  await page.selectOption('#target', 'expected-year');
  await page.selectOption('#method', 'occlusion');
  await expect(page.locator('#status-text')).toHaveText(/Drawing the map, step \d+ of 21/);
  await expectState(page, 'ready');
  await expect(page.getByTestId('legend')).toHaveText(/blue is older by .* years, red is newer by .* years/);
  const whole = await heatMap(page);

  await page.selectOption('#method', 'rise');
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await stop.click();
  await expect(stop).toBeHidden();
  await expectState(page, 'ready');
  expect(largestDifference(whole, await heatMap(page))).toBeGreaterThan(0.1);
});

test('why rather these years than those', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  await expect(page.locator('#target-other')).toBeDisabled();
  await page.selectOption('#target', 'class:2');
  await expectState(page, 'ready');
  const alone = await heatMap(page);
  await page.selectOption('#target-other', '5');
  await expectState(page, 'ready');
  expect(largestDifference(alone, await heatMap(page))).toBeGreaterThan(0.01);
});

test('the canvas takes the mouse, and its choice appears in the page', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  for (const name of ['method', 'method:signed-gradient']) {
    const { x, y, width, height } = await widget(page, name);
    await page.locator('#canvas').click({ position: { x: x + width / 2, y: y + height / 2 } });
  }
  await expect(page.locator('#method')).toHaveValue('signed-gradient');
  await expectState(page, 'ready');
  expect(await page.evaluate(() => window.deepcarsDebug.heatMap()!.isSigned)).toBe(true);
});

test('the canvas is drawn in the pixels of the screen', async ({ browser }) => {
  const page = await browser.newPage({ deviceScaleFactor: 2 });
  await openPage(page);
  const [width, shown] = await page.locator('#canvas').evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.clientWidth]);
  expect(width).toBe(2 * shown!);
  await page.close();
});
