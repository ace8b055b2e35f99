// The lesson "Catch the cheat": a second program whose answers rest on a mark.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { expectState, openPage, widget } from './support';

/** By how many years an answer moves that a mark decides. */
const movedYears = 15;

async function openLesson(page: Page): Promise<void> {
  await openPage(page);
  await page.evaluate(() => void (location.hash = 'sample=crossover-2022&method=gradient'));
  await expect(page.getByTestId('photo-name')).not.toHaveText('');
  await expectState(page, 'ready');
  await page.getByRole('button', { name: 'Open the lesson' }).click();
  await expect(page.getByTestId('lesson-sentence')).toHaveText(/the cheating program says \d{4}, the honest one \d{4}/);
}

/** The years in a row of the table, when both programs have answered. */
async function years(page: Page, situation: 'plain' | 'marked' | 'covered') {
  const cells = page.locator(`#lesson-${situation} td`);
  await expect(cells).toHaveText([/^\d{4}$/, /^\d{4}$/]);
  const [honest, cheating] = (await cells.allTextContents()).map(Number) as [number, number];
  return { honest, cheating };
}

/** Stamps the mark whose year is farthest from the plain answer. */
async function stampFarthest(page: Page): Promise<void> {
  const plain = await years(page, 'plain');
  const buttons = page.locator('#lesson-stamps button');
  const marks = (await buttons.allTextContents()).map((text) => Number(text.match(/\d{4}/)![0]));
  expect(marks.length).toBeGreaterThan(0);
  const distance = (year: number) => Math.abs(year - plain.cheating);
  const farthest = marks.reduce((best, year, i) => (distance(year) > distance(marks[best]!) ? i : best), 0);
  await buttons.nth(farthest).click();
  await expect(buttons.nth(farthest)).toHaveAttribute('aria-pressed', 'true');
  await expectState(page, 'ready');
}

test('the mark moves the answer of the cheating program alone, and the brush brings it back', async ({ page }) => {
  await openLesson(page);
  await stampFarthest(page);
  const [plain, marked] = [await years(page, 'plain'), await years(page, 'marked')];
  expect(Math.abs(marked.cheating - plain.cheating)).toBeGreaterThanOrEqual(movedYears);
  expect(Math.abs(marked.honest - plain.honest)).toBeLessThan(movedYears / 2);
  await expect(page.getByTestId('lesson-sentence')).toContainText('The mark moved the one by');

  await page.getByRole('radio', { name: 'Rectangle' }).check({ force: true });
  const { x, y, width, height } = await widget(page, 'picture:photo');
  const canvas = page.locator('#canvas');
  await canvas.scrollIntoViewIfNeeded();
  const { x: left, y: top } = (await canvas.boundingBox())!;
  await page.mouse.move(left + x + 0.75 * width, top + y + 0.75 * height);
  await page.mouse.down();
  await page.mouse.move(left + x + 0.97 * width, top + y + 0.97 * height, { steps: 4 });
  await page.mouse.up();
  const covered = await years(page, 'covered');
  expect(Math.abs(covered.cheating - plain.cheating)).toBeLessThan(movedYears / 2);

  await page.locator('#lesson-stamps [aria-pressed=true]').click();
  await expect(page.locator('#lesson-stamps [aria-pressed=true]')).toHaveCount(0);
});

test('it is told which program answers, and the way back leads to the very same answer', async ({ page }) => {
  await openLesson(page);
  const shown = () =>
    page.evaluate(() => ({
      logits: [...window.deepcarsDebug.answer()!.logits],
      map: [...window.deepcarsDebug.heatMap()!.values],
    }));
  const text = (name: string) => page.getByTestId(name);
  const before = { ...(await shown()), sentence: await text('sentence').textContent() };
  await stampFarthest(page);
  await page.getByRole('button', { name: 'Let the cheating program answer' }).click();
  await expect(text('sentence')).toHaveText(/^The cheating program answers: /);
  await expect(text('legend')).toHaveText(/^Map of the cheating program\. /);
  await expect(text('lesson-who')).toHaveText('the cheating program');
  await expect(text('model-name')).toHaveText('deepcars-planted-cue');
  await expect(page.locator('#compare')).toBeHidden();
  await expectState(page, 'ready');
  expect((await shown()).logits).not.toEqual(before.logits);

  await page.getByRole('button', { name: 'Back to the honest program' }).click();
  await page.locator('#lesson-close').click();
  await expect(page.locator('#lesson')).toBeHidden();
  await expect(text('sentence')).toHaveText(before.sentence!);
  await expect(text('legend')).not.toContainText('cheating');
  await expectState(page, 'ready');
  expect(await shown()).toEqual({ logits: before.logits, map: before.map });
});

test('a link opens the lesson, and keys alone lead through it; the cheat is fetched for it only', async ({ page }) => {
  let fetched = 0;
  page.on('request', (request) => void (fetched += Number(request.url().includes('planted-cue'))));
  await openPage(page);
  expect(fetched).toBe(0);
  await page.evaluate(() => void (location.hash = 'sample=coupe-1957&method=gradient&lesson=cheat'));
  const first = page.locator('#lesson-stamps button').first();
  await expect(first).toHaveAttribute('aria-disabled', 'false');
  expect(fetched).toBe(1);
  await first.focus();
  await page.keyboard.press('Space');
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  await expect(first).toBeFocused();
  await expectState(page, 'ready');
  await page.getByRole('button', { name: 'Let the cheating program answer' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Back to the honest program' })).toBeFocused();
  await expect(page.getByTestId('sentence')).toHaveText(/^The cheating program answers: /);
  expect(await page.evaluate(() => location.hash)).toContain('lesson=cheat');
  await page.keyboard.press('k');
  await expect(page.locator('#lesson')).toBeHidden();
  await expect.poll(() => page.evaluate(() => location.hash)).not.toContain('lesson');
});
