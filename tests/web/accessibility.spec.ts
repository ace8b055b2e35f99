// The page without a mouse, without sight, and on a small screen.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drawnCar, expectAnswer, expectState, givePhoto, heatMap, largestDifference, openDetails, openPage } from './support';

const car = drawnCar('car.png', 0.8);

/** Presses Tab until the focus is on an element that matches, as a person would. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 40; ++i) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

/** Waits for a few frames of the canvas: Dear ImGui takes key presses one per frame. */
async function framesDrawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let i = 0; i < 8; ++i) await new Promise(requestAnimationFrame);
  });
}

test('keyboard only: a sample, its answer, another method', async ({ page }) => {
  await openPage(page);
  await tabTo(page, '#photo-file');
  await tabTo(page, '.sample');
  await page.keyboard.press('Enter');
  await expectAnswer(page, (await page.locator('.sample span').first().textContent())!);
  const before = await heatMap(page);
  await tabTo(page, '#canvas');
  await tabTo(page, '#method');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('#method')).toHaveValue('signed-gradient');
  await expectState(page, 'ready');
  expect(largestDifference(before, await heatMap(page))).toBeGreaterThan(0.1);
  await tabTo(page, '#opacity');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#opacity-text')).toHaveText('51 %');
});

test('keyboard only: the canvas itself', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  await page.focus('#canvas');
  // The first arrow shows where the keyboard is. Space opens the first control's list and chooses its next entry.
  for (const key of ['ArrowRight', 'ArrowLeft', ' ', 'ArrowDown', ' ']) {
    await page.keyboard.press(key);
    await framesDrawn(page);
  }
  await expect(page.locator('#method')).toHaveValue('signed-gradient');
});

test('the answer is announced', async ({ page }) => {
  await openPage(page);
  await expect(page.getByTestId('sentence')).toHaveAttribute('aria-live', 'polite');
  await expect(page.locator('#error')).toHaveAttribute('role', 'alert');
  await expect(page.locator('#canvas')).toHaveAttribute('aria-label', /same is below as text/);
});

test('a phone of 360 pixels needs no sideways scrolling, and a finger works', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true });
  await openPage(page);
  await page.locator('.sample').first().tap();
  await expectAnswer(page, (await page.locator('.sample span').first().textContent())!);
  const [content, visible] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(visible!);
  expect(visible).toBe(360);
  const box = (await page.locator('#canvas').boundingBox())!;
  expect(box.height).toBeGreaterThan(1000);
  await page.close();
});

test('a page that is laid out from right to left is as wide as the window', async ({ page }) => {
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 800 });
    await openPage(page);
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await openDetails(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
});
