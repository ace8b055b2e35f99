// The part of the photo that is scored, and zoomed pictures: by mouse, by fingers, by keys and by link.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import {
  drag,
  drawnCar,
  expectState,
  givePhoto,
  hiddenShare,
  largestDifference,
  openPage,
  plainAddress,
  probabilities,
  widget,
  withoutWebGl,
} from './support';

const car = drawnCar('car.png', 0.9);

/** Both ways lead to the same pixels, and one engine computes both answers. */
const sameAnswer = 1e-6;

async function openCar(page: Page): Promise<void> {
  await openPage(page);
  await givePhoto(page, car);
  await page.locator('#crop-details summary').click();
}

const cropOf = (page: Page) => page.evaluate(() => window.deepcarsDebug.crop());
const windowOf = (page: Page) => page.evaluate(() => window.deepcarsDebug.window());

/** The photo on show as a file of its own. */
async function photoOnShow(page: Page, name: string) {
  const bytes = await page.evaluate(async () => {
    const { widthPx, heightPx, rgba } = window.deepcarsDebug.photo()!;
    const canvas = new OffscreenCanvas(widthPx, heightPx);
    canvas.getContext('2d')!.putImageData(new ImageData(rgba, widthPx, heightPx), 0, 0);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
  });
  return { name, mimeType: 'image/png', buffer: Buffer.from(bytes) };
}

/** Two fingers on an element, at these places of the screen before and after. */
async function pinch(page: Page, before: [number, number][], after: [number, number][]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: [number, number][]) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  await send('touchStart', before.slice(0, 1));
  await send('touchStart', before);
  const steps = 5;
  for (let i = 1; i <= steps; ++i) {
    const between = before.map(([x, y], k): [number, number] => [
      x + ((after[k]![0] - x) * i) / steps,
      y + ((after[k]![1] - y) * i) / steps,
    ]);
    await send('touchMove', between);
  }
  await send('touchEnd', []);
  await client.detach();
}

test('the mouse moves a frame: the answer is that of a photo that was cut out beforehand', async ({ page }) => {
  await openCar(page);
  const whole = await probabilities(page);
  const area = page.locator('#crop-area');
  await area.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await area.boundingBox())!;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 0.1 * width, y + 0.2 * height, { steps: 6 });
  // The answer follows while the button is down.
  await expect(page.getByTestId('crop-sentence')).toContainText('72 % of the photo');
  await expect.poll(() => probabilities(page)).not.toEqual(whole);
  await page.mouse.up();
  await page.mouse.move(x + width, y + 0.6 * height);
  await page.mouse.down();
  await page.mouse.move(x + 0.9 * width, y + 0.6 * height, { steps: 6 });
  await page.mouse.up();
  await expectState(page, 'ready');
  const { left, top, width: share, height: down } = await cropOf(page);
  for (const [value, expected] of [[left, 0.1], [top, 0.2], [share, 0.8], [down, 0.8]] as const)
    expect(value).toBeCloseTo(expected, 2);
  const cropped = await probabilities(page);
  expect(await page.evaluate(() => window.deepcarsDebug.heatMap() !== undefined)).toBe(true);
  await givePhoto(page, await photoOnShow(page, 'cut.png'));
  expect(await cropOf(page), 'another photo is whole').toEqual({ left: 0, top: 0, width: 1, height: 1 });
  expect(largestDifference(await probabilities(page), cropped)).toBeLessThan(sameAnswer);

  await givePhoto(page, car);
  expect(largestDifference(await probabilities(page), whole)).toBeLessThan(sameAnswer);
});

test('by keys alone: a frame is moved, sized and set in numbers, and outlives another model and method', async ({ page }) => {
  await openCar(page);
  const whole = await probabilities(page);
  await page.focus('#crop-frame');
  for (let i = 0; i < 5; ++i) await page.keyboard.press('Shift+ArrowLeft');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('ArrowRight');
  await expect.poll(() => cropOf(page)).toEqual({ left: 0.03, top: 0, width: 0.95, height: 1 });
  await expect(page.locator('#crop-width')).toHaveValue('95');
  await page.fill('#crop-height', '200');
  await page.keyboard.press('Tab');
  await expect(page.locator('#crop-height')).toHaveValue('100');
  await page.fill('#crop-height', '70');
  await page.keyboard.press('Enter');
  await expectState(page, 'ready');
  const cropped = await probabilities(page);
  expect(cropped).not.toEqual(whole);
  await page.selectOption('#method', 'signed-gradient');
  await expectState(page, 'ready');
  expect(await cropOf(page)).toEqual({ left: 0.03, top: 0, width: 0.95, height: 0.7 });
  expect(await probabilities(page)).toEqual(cropped);
  await page.getByRole('button', { name: 'Whole photo' }).press('Enter');
  await expectState(page, 'ready');
  expect(largestDifference(await probabilities(page), whole)).toBeLessThan(sameAnswer);
});

test('a stroke stays on its place of the photo when the part changes', async ({ page }) => {
  await openCar(page);
  await page.getByRole('radio', { name: 'Rectangle' }).check({ force: true });
  await drag(page, 'picture:photo', [0.25, 0.25], [0.75, 0.75]);
  await expect.poll(() => hiddenShare(page)).toBeCloseTo(0.25, 1);
  for (const [side, percent] of [['width', '50'], ['left', '25'], ['height', '50'], ['top', '25']] as const) {
    await page.fill(`#crop-${side}`, percent);
    await page.keyboard.press('Enter');
  }
  await expect.poll(() => hiddenShare(page)).toBeGreaterThan(0.97);
  await page.fill('#crop-left', '50');
  await page.keyboard.press('Enter');
  await expect.poll(() => hiddenShare(page)).toBeCloseTo(0.5, 1);
  await expectState(page, 'ready');
});

test('wheel, buttons and keys zoom all pictures; a brush hides where it paints; the zoomed part becomes the crop', async ({ page }) => {
  await openCar(page);
  await page.locator('#canvas').scrollIntoViewIfNeeded();
  const { x, y, width, height } = await widget(page, 'picture:photo');
  const { x: left, y: top } = (await page.locator('#canvas').boundingBox())!;
  await page.mouse.move(left + x + 0.25 * width, top + y + 0.5 * height);
  // What scrolled the page before goes on to scroll it.
  await page.waitForFunction((since) => performance.now() > since + 400, await page.evaluate(() => performance.now()));
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await windowOf(page)).width).toBeLessThan(0.6);
  const zoomed = await windowOf(page);
  expect(zoomed.left + 0.25 * zoomed.width, 'the place under the mouse stays').toBeCloseTo(0.25, 2);

  await page.getByRole('radio', { name: 'Rectangle' }).check({ force: true });
  await drag(page, 'picture:overlay', [0.1, 0.1], [0.6, 0.6]);
  await expect.poll(() => hiddenShare(page)).toBeCloseTo(0.25 * zoomed.width * zoomed.height, 2);

  await page.getByRole('radio', { name: 'Move' }).check({ force: true });
  await drag(page, 'picture:photo', [0.7, 0.5], [0.2, 0.5]);
  await expect.poll(async () => (await windowOf(page)).left).toBeCloseTo(zoomed.left + 0.5 * zoomed.width, 2);
  await page.locator('#zoom-y').focus();
  await page.keyboard.press('Home');
  await expect.poll(async () => (await windowOf(page)).top).toBe(0);
  const shown = await windowOf(page);
  await page.getByRole('button', { name: 'Crop to what is zoomed' }).click();
  await expectState(page, 'ready');
  const crop = await cropOf(page);
  for (const side of ['left', 'top', 'width', 'height'] as const) expect(crop[side]).toBeCloseTo(shown[side], 2);
  await expect(page.getByTestId('zoom-text')).toHaveText('100 %');

  for (const [key, text] of [['+', '150 %'], ['+', '225 %'], ['-', '150 %'], ['0', '100 %']] as const) {
    await page.keyboard.press(key);
    await expect(page.getByTestId('zoom-text')).toHaveText(text);
  }
});

test('two fingers zoom the pictures without a stroke, and size the frame', async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await openCar(page);
  await page.getByRole('radio', { name: 'Brush' }).tap();
  await page.locator('#canvas').evaluate((canvas) => canvas.scrollIntoView());
  const picture = await widget(page, 'picture:photo');
  const canvas = (await page.locator('#canvas').boundingBox())!;
  const [x, y] = [canvas.x + picture.x + picture.width / 2, canvas.y + picture.y + picture.height / 2];
  await pinch(page, [[x - 30, y], [x + 30, y]], [[x - 90, y], [x + 90, y]]);
  await expect.poll(async () => (await windowOf(page)).width).toBeCloseTo(1 / 3, 1);
  expect(await hiddenShare(page)).toBe(0);

  const area = page.locator('#crop-area');
  await area.evaluate((one) => one.scrollIntoView({ block: 'center' }));
  const { x: left, y: top, width, height } = (await area.boundingBox())!;
  const [middle, level] = [left + width / 2, top + height / 2];
  await pinch(page, [[middle - 100, level], [middle + 100, level]], [[middle - 50, level], [middle + 50, level]]);
  await expectState(page, 'ready');
  const { width: share, left: start } = await cropOf(page);
  expect(share).toBeCloseTo(0.5, 1);
  expect(start).toBeCloseTo(0.25, 1);
  await context.close();
});

test('a link names the part of a sample, and a page without WebGL zooms as well', async ({ browser }) => {
  const page = await browser.newPage();
  await withoutWebGl(page);
  const name = 'coupe-1957';
  await page.goto(`${plainAddress}?debug#sample=${name}&method=gradient&crop=10,20,70,60`);
  await expect(page.getByTestId('crop-sentence')).toContainText('42 % of the photo');
  await expectState(page, 'ready');
  expect(await cropOf(page)).toEqual({ left: 0.1, top: 0.2, width: 0.7, height: 0.6 });
  expect(page.url()).toContain('crop=10,20,70,60');
  const frame = page.locator('#plain-view .frame').first();
  await expect(frame).toBeVisible();
  const { width } = (await frame.boundingBox())!;
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(async () => (await frame.locator('canvas').boundingBox())!.width).toBeCloseTo(1.5 * width, 0);
  await page.evaluate(() => (location.hash = location.hash.replace(/&crop=[^&]*/, '')));
  await expect(page.getByTestId('crop-sentence')).toContainText('whole photo');
  await page.close();
});
