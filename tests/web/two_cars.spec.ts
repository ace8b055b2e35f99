// Two cars beside each other: one zoom, one scale of colours, and a slider that is one.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drawnCar, givePhoto, openPage } from './support';

const [first, second] = [drawnCar('first.png', 0.9), drawnCar('second.png', 0.2)];

async function openTwo(page: Page): Promise<void> {
  await openPage(page);
  await page.selectOption('#target', 'expected-year');
  await page.selectOption('#method', 'cam');
  await givePhoto(page, first);
  await page.getByRole('button', { name: 'Keep this car to compare' }).click();
  await givePhoto(page, second);
}

/** How far the colours of the map in one of the two frames go, towards red or blue. The ends of the scale are beyond 110. */
const reach = (page: Page, figure: string) =>
  page.locator(`#${figure} canvas`).nth(1).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    let most = 0;
    for (let i = 0; i < data.length; i += 4) most = Math.max(most, Math.abs(data[i]! - data[i + 2]!));
    return most;
  });

test('the kept car stays beside the next one, on one scale, until it is forgotten', async ({ page }) => {
  await openTwo(page);
  await expect(page.getByTestId('two-kept')).toHaveText(/^first\.png: about \d{4} \(8 in 10: .*\)$/);
  await expect(page.getByTestId('two-current')).toHaveText(/^second\.png: about \d{4}/);
  await expect(page.getByTestId('two-sentence')).toContainText('the kept one');
  const legend = page.getByTestId('two-legend');
  await expect(legend).toHaveText(/^Both maps have one scale\. Colours: blue is older by .* years?, red is newer by .* years?\.$/);
  // Alone each map reaches the ends of its colours; on the common scale only the one with the larger values does.
  const reaches = [await reach(page, 'two-kept'), await reach(page, 'two-current')];
  expect(Math.max(...reaches)).toBeGreaterThan(110);
  expect(Math.min(...reaches)).toBeLessThan(Math.max(...reaches) - 5);
  // Another map of the one on show is drawn of the kept one too, at last the same as when it was on show itself.
  const before = await legend.textContent();
  await page.selectOption('#method', 'gradient-times-input');
  await expect(legend).toHaveText(/^Both maps have one scale\..* per pixel/);
  await page.selectOption('#method', 'cam');
  await expect(legend).toHaveText(before!);
  expect([await reach(page, 'two-kept'), await reach(page, 'two-current')]).toEqual(reaches);
  await page.getByRole('button', { name: 'Forget the kept car' }).press('Enter');
  await expect(page.locator('#two-view')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Keep this car to compare' })).toBeFocused();
});

test('what is hidden of the car on show is hidden of the kept one too', async ({ page }) => {
  await openTwo(page);
  const [kept, current] = [page.getByTestId('two-kept'), page.getByTestId('two-current')];
  const before = [await kept.textContent(), await current.textContent()];
  const photo = page.locator('#two-kept canvas').first();
  const pixels = () => photo.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const plain = await pixels();
  await page.locator('#tile-details summary').click();
  for (const tile of [16, 17, 23, 24, 25, 30, 31]) await page.locator('#tiles button').nth(tile).click();
  await expect(kept).not.toHaveText(before[0]!);
  await expect(current).not.toHaveText(before[1]!);
  expect(await pixels()).not.toBe(plain);
  await page.getByRole('button', { name: 'Show all again' }).click();
  await expect(kept).toHaveText(before[0]!);
  await expect(current).toHaveText(before[1]!);
  expect(await pixels()).toBe(plain);
});

test('by keys: the slider lays one over the other, and both are zoomed together', async ({ page }) => {
  await openTwo(page);
  await page.locator('#two-over').focus();
  await page.keyboard.press('Space');
  const slider = page.getByRole('slider', { name: 'Share of the kept car' });
  await slider.focus();
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuetext', '100 % of the kept car');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('#two-slider-text')).toHaveText('99 %');
  const [kept, current] = await Promise.all(
    ['two-kept', 'two-current'].map((id) => page.locator(`#${id} .frame`).boundingBox()),
  );
  expect(kept).toEqual(current);
  await page.keyboard.press('+');
  for (const id of ['two-kept', 'two-current']) {
    const canvas = (await page.locator(`#${id} canvas`).first().boundingBox())!;
    expect(canvas.width).toBeCloseTo(1.5 * current!.width, 0);
  }
});
