// Hiding parts of the photo by pointer and by keyboard; the answer follows.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drag, drawnCar, givePhoto, hiddenShare, openPage, probabilities, widget } from './support';

const car = drawnCar('car.png', 0.9);

async function openCar(page: Page): Promise<void> {
  await openPage(page);
  await givePhoto(page, car);
  await expect(page.locator('#hiding')).toBeEnabled();
}

const sentence = (page: Page) => page.getByTestId('hiding-sentence');

test('a brush hides what it paints, and the answer follows', async ({ page }) => {
  await openCar(page);
  const before = await probabilities(page);
  await drag(page, 'picture:photo', [0.2, 0.6], [0.8, 0.6]);
  await expect(sentence(page)).toContainText('What you hid');
  await expect.poll(() => hiddenShare(page)).toBeGreaterThan(0.08);
  expect(await hiddenShare(page)).toBeLessThan(0.16);
  expect(await probabilities(page)).not.toEqual(before);

  await page.getByRole('radio', { name: 'Eraser' }).check({ force: true });
  await drag(page, 'picture:overlay', [0.1, 0.6], [0.9, 0.6]);
  await expect.poll(() => hiddenShare(page)).toBeLessThan(0.005);

  await page.getByRole('button', { name: 'Show all again' }).click();
  await expect(sentence(page)).toHaveText('');
  expect(await probabilities(page)).toEqual(before);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(() => hiddenShare(page)).toBeGreaterThan(0.08);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => hiddenShare(page)).toBeLessThan(0.005);
});

test('a rectangle hides exactly its share; strokes stay when method and target change', async ({ page }) => {
  await openCar(page);
  await page.getByRole('radio', { name: 'Rectangle' }).check({ force: true });
  await drag(page, 'picture:photo', [0.25, 0.25], [0.75, 0.75]);
  await expect.poll(() => hiddenShare(page)).toBeCloseTo(0.25, 2);
  const share = await hiddenShare(page);
  const moved = await probabilities(page);
  await page.selectOption('#method', 'guided-backpropagation');
  await page.selectOption('#target', 'expected-year');
  await page.setViewportSize({ width: 800, height: 900 });
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready');
  expect(await hiddenShare(page)).toBe(share);
  expect(await probabilities(page)).toEqual(moved);
  await page.selectOption('#hiding-fill', 'black');
  await expect.poll(() => probabilities(page)).not.toEqual(moved);
});

test('tiles are hidden by keyboard alone', async ({ page }) => {
  await openCar(page);
  const before = await probabilities(page);
  await page.locator('#tile-details summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Row 1, column 1' })).toBeFocused();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  const tile = page.getByRole('button', { name: 'Row 4, column 3' });
  await expect(tile).toBeFocused();
  await page.keyboard.press('Space');
  await expect(tile).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => hiddenShare(page)).toBeCloseTo(1 / 49, 3);
  await expect(page.locator('#hiding-announcement')).toContainText('What you hid');
  expect(await probabilities(page)).not.toEqual(before);
  await page.keyboard.press('Space');
  await expect(tile).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => probabilities(page)).toEqual(before);
});

test('what is hidden does not outlive its photo', async ({ page }) => {
  await openCar(page);
  await drag(page, 'picture:photo', [0.3, 0.5], [0.6, 0.5]);
  await expect(sentence(page)).toContainText('What you hid');
  await givePhoto(page, drawnCar('next.png', 0.2));
  await expect(sentence(page)).toHaveText('');
  expect(await hiddenShare(page)).toBe(0);
});

test('a finger scrolls over the canvas until a tool is chosen, then it draws', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${baseURL}?debug`);
  await page.selectOption('#method', 'gradient');
  await givePhoto(page, car);
  await expect(page.locator('#canvas')).toHaveCSS('touch-action', 'pan-y');
  await page.getByRole('radio', { name: 'Brush' }).tap();
  await expect(page.locator('#canvas')).toHaveCSS('touch-action', 'none');
  const { x, y, width, height } = await widget(page, 'picture:photo');
  await page.locator('#canvas').tap({ position: { x: x + width / 2, y: y + height / 2 } });
  await expect(sentence(page)).toContainText('What you hid');
  await context.close();
});

test('the map is told by tiles and in words, under the pointer and under the keyboard', async ({ page }) => {
  await openCar(page);
  await page.selectOption('#target', 'expected-year');
  await page.selectOption('#method', 'occlusion');
  await expect(page.locator('#replay-text')).toHaveText('step 21 of 21');
  await expect(page.getByTestId('map-place')).toHaveText(/^Half of the map's weight lies in \d+(\.\d)? % of the photo, /);
  const { x, y, width, height } = await widget(page, 'picture:saliency');
  await page.locator('#canvas').hover({ position: { x: x + width / 2, y: y + height / 2 } });
  const tile = page.getByTestId('tile-sentence');
  await expect(tile).toHaveText(/^This place makes the answer (newer|older) by .* years: hiding it moves the answer by [+-]/);
  const middle = await tile.textContent();
  await page.locator('#canvas').hover({ position: { x: x - 8, y: 2 } });
  await expect(tile).toHaveText('');
  await page.locator('#tile-details summary').click();
  await page.getByRole('button', { name: 'Row 4, column 4' }).focus();
  await expect(tile).toHaveText(middle!);
  await expect(page.getByRole('button', { name: 'Row 4, column 4' })).toHaveText(/^[+-]?\d+(\.\d)?$/);
});

test('a slider shows earlier steps of the map again', async ({ page }) => {
  await openCar(page);
  await page.selectOption('#method', 'occlusion');
  await expect(page.locator('#replay-text')).toHaveText('step 21 of 21');
  const last = await page.getByTestId('legend').textContent();
  await page.locator('#replay').focus();
  await page.keyboard.press('Home');
  await expect(page.locator('#replay-text')).toHaveText('step 1 of 21');
  await expect(page.getByTestId('legend')).not.toHaveText(last!);
  await page.keyboard.press('End');
  await expect(page.getByTestId('legend')).toHaveText(last!);
});

test('the smallest change is found, hidden and told', async ({ page }) => {
  await openCar(page);
  await page.getByRole('button', { name: 'Find the smallest change' }).click();
  const found = page.getByTestId('change-sentence');
  await expect(found).toHaveText(/[Hh]iding \d+ of 49 tiles moves (the answer|it) from \d{4} to \d{4}\./);
  const [, tiles, to] = /iding (\d+) of 49 tiles moves .* to (\d{4})\./.exec((await found.textContent())!)!;
  expect(Number(tiles)).toBeLessThanOrEqual(12);
  await expect.poll(() => hiddenShare(page)).toBeCloseTo(Number(tiles) / 49, 2);
  // The answer with these tiles hidden comes from a pass of its own.
  await expect(page.getByTestId('expected-year')).toContainText(to!);
  await page.getByRole('button', { name: 'Show all again' }).click();
  await expect(found).toHaveText('');
});
