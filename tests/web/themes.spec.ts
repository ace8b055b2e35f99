// Colours: as the system has them, or as a person chooses; the page and the canvas show the same.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drawnCar, givePhoto, openPage, withoutWebGl } from './support';

/** The colour that a custom property has, as the browser computes it. */
const pageColor = (page: Page, property: string) =>
  page.evaluate((name) => {
    const probe = document.createElement('span');
    probe.style.setProperty('forced-color-adjust', 'none');
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color.match(/\d+/g)!.slice(0, 3).map(Number);
  }, property);

/** The colour of the canvas in a corner of its first card's gap, where it is its background. */
async function canvasBackground(page: Page): Promise<number[]> {
  const shot = [...(await page.locator('#canvas').screenshot())];
  return page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]), { colorSpaceConversion: 'none' });
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    // Between the panels of pictures, which stand side by side, lies the background.
    return [...context.getImageData(Math.round(bitmap.width / 3) - 1, 40, 1, 1).data.slice(0, 3)];
  }, shot);
}

const themeColor = (page: Page) =>
  page.locator('meta[name="theme-color"]').getAttribute('content').then((text) => text!.match(/\d+/g)!.map(Number));
const scheme = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);

async function expectBackground(page: Page, expected: number[]): Promise<void> {
  expect(await pageColor(page, '--background')).toEqual(expected);
  await expect.poll(() => themeColor(page)).toEqual(expected);
  await expect.poll(() => canvasBackground(page)).toEqual(expected);
}

const dark = [14, 17, 22];
const light = [243, 245, 248];
const black = [0, 0, 0];

test('the colours follow the system while the page is open', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openPage(page);
  await expectBackground(page, dark);
  expect(await scheme(page)).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expectBackground(page, light);
  expect(await scheme(page)).toBe('light');
  await page.emulateMedia({ colorScheme: 'light', contrast: 'more' });
  await expectBackground(page, black);
});

test('a system that asks for more contrast gets it from the start, on the canvas too', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', contrast: 'more' });
  await openPage(page);
  await expectBackground(page, black);
});

test('where a person wants little motion, a map of many steps stands still until it is finished', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await withoutWebGl(page);
  await openPage(page, './', undefined, 'integrated-gradients');
  // How often the map is painted anew.
  await page.evaluate(() => {
    const { putImageData } = CanvasRenderingContext2D.prototype;
    Object.assign(window, { painted: 0 });
    CanvasRenderingContext2D.prototype.putImageData = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
      (window as unknown as { painted: number }).painted += 1;
      return Reflect.apply(putImageData, this, args);
    } as typeof putImageData;
  });
  await givePhoto(page, drawnCar('car.png', 0.5));
  const steps = Number(await page.locator('#replay').getAttribute('max'));
  expect(steps).toBeGreaterThan(5);
  // The photo, the first step and the last.
  const painted = await page.evaluate(() => (window as unknown as { painted: number }).painted);
  expect(painted).toBeLessThan(steps);
  const shown = await page.locator('#plain-view canvas').nth(1).evaluate((canvas: HTMLCanvasElement) => canvas.width);
  expect(shown).toBe(330);
});

test('a person chooses the colours, whatever the system has, and they are kept', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openPage(page);
  for (const [theme, background] of [['light', light], ['high-contrast', black], ['dark', dark], ['light', light]] as const) {
    await page.selectOption('#theme', theme);
    await expectBackground(page, [...background]);
  }
  await openPage(page);
  await expect(page.locator('#theme')).toHaveValue('light');
  await expectBackground(page, light);
  await page.selectOption('#theme', 'system');
  await expectBackground(page, dark);
});

test('forced colours are those of the system, on the canvas too, whatever a person has chosen', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await openPage(page);
  const system = await page.evaluate(() => {
    const probe = document.createElement('span');
    probe.style.cssText = 'forced-color-adjust: none; color: Canvas';
    document.body.append(probe);
    return getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
  });
  await expectBackground(page, system);
  await page.selectOption('#theme', 'dark');
  await expectBackground(page, system);
});
