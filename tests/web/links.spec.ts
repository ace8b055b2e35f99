// Links: the page shows what the address names, and the address names what the page shows.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drawnCar, expectAnswer, expectState, givePhoto, isolatedPort, openPage } from './support';

const address = `http://127.0.0.1:${isolatedPort}/`;

async function openLink(page: Page, hash: string): Promise<void> {
  await page.goto(`${address}?debug#${hash}`);
  await expectState(page, 'ready');
}

async function expectChoice(page: Page, method: string, target: string, opacity: string): Promise<void> {
  await expect(page.locator('#method')).toHaveValue(method);
  await expect(page.locator('#target')).toHaveValue(target);
  await expect(page.locator('#opacity')).toHaveValue(opacity);
}

const hashOf = (page: Page) => page.evaluate(() => location.hash);
/** Opens another link as a person would who edits the address: the page stays. */
const changeHash = (page: Page, hash: string) => page.evaluate((text) => void (location.hash = text), hash);

test('a link opens a sample, a method, a target, an opacity and a theme', async ({ page }) => {
  const hash = 'sample=coupe-1957&method=signed-gradient&target=expected-year&opacity=70&theme=light';
  await openLink(page, hash);
  await expectAnswer(page, '1950s coupé');
  await expectChoice(page, 'signed-gradient', 'expected-year', '70');
  await expect(page.locator('#theme')).toHaveValue('light');
  await expect(page.getByTestId('legend')).toContainText('newer');
  await expect(page.getByTestId('notice')).toBeHidden();
  await expect.poll(() => hashOf(page)).toBe(`#${hash}`);
});

test('the pictures come before the map of a link is finished', async ({ page }) => {
  await page.goto(`${address}?debug#sample=coupe-1957&method=rise`);
  await page.waitForFunction(() => (window as any).deepcarsDebug?.widgets().length > 0);
  await expect(page.locator('html')).toHaveAttribute('data-state', 'busy');
});

test('a link to buckets is followed once the model is known, and while the page is open', async ({ page }) => {
  await openLink(page, 'sample=saloon-1938&method=gradient&target=class:3');
  await expectAnswer(page, '1930s saloon');
  await expectChoice(page, 'gradient', 'class:3', '50');
  await changeHash(page, 'sample=hatchback-1984&target=difference:2:5');
  await expectAnswer(page, '1980s hatchback');
  await expectChoice(page, 'gradient', 'class:2', '50');
  await expect(page.locator('#target-other')).toHaveValue('5');
  await expect.poll(() => hashOf(page)).toBe('#sample=hatchback-1984&method=gradient&target=difference:2:5&opacity=50');
});

test('the address follows what a person chooses, without a history of it', async ({ page }) => {
  await openPage(page);
  const entries = await page.evaluate(() => history.length);
  await page.locator('.sample').first().click();
  await expectAnswer(page, '1930s saloon');
  await page.selectOption('#target', 'class:4');
  await expectState(page, 'ready');
  await expect.poll(() => hashOf(page)).toBe('#sample=saloon-1938&method=gradient&target=class:4&opacity=50');
  // A slider reports each step; browsers refuse too many changes of the address.
  for (let i = 0; i < 60; ++i) await page.locator('#opacity').press('ArrowRight');
  await page.selectOption('#theme', 'high-contrast');
  await expect
    .poll(() => hashOf(page))
    .toBe('#sample=saloon-1938&method=gradient&target=class:4&opacity=100&theme=high-contrast');
  expect(await page.evaluate(() => history.length)).toBe(entries);
});

test('a photo of one\'s own is never in the address, and a copied link says so', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openLink(page, 'sample=coupe-1957&method=gradient');
  await page.getByRole('button', { name: 'Copy a link to this view' }).click();
  await expect(page.getByTestId('link-status')).toHaveText('Copied.');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  expect(await copied()).toBe(`${address}?debug#sample=coupe-1957&method=gradient&target=top&opacity=50`);

  await givePhoto(page, drawnCar('my-secret-car.png', 0.8));
  await expect.poll(() => hashOf(page)).toBe('#method=gradient&target=top&opacity=50');
  await page.getByRole('button', { name: 'Copy a link to this view' }).click();
  await expect(page.getByTestId('link-status')).toHaveText('Copied. The photo is not part of the link.');
  expect(await copied()).not.toContain('secret');
});

test('names that do not exist are told in one sentence, and the rest of the link is followed', async ({ page }) => {
  await openLink(page, 'sample=lorry&method=magic&target=class:99&opacity=20');
  const notice = page.getByTestId('notice');
  await expect(notice).toHaveText(/^The link names .*sample "lorry", method "magic", target "class:99".*\.$/);
  await expectChoice(page, 'shapley-tiles', 'top', '20');
  await changeHash(page, 'sample=coupe-1957&method=gradient');
  await expectAnswer(page, '1950s coupé');
  await expect(notice).toBeHidden();
});

test('the expected year brings its own method until a person chooses one', async ({ page }) => {
  await openLink(page, '');
  await expect(page.locator('#method')).toHaveValue('shapley-tiles');
  await page.selectOption('#target', 'expected-year');
  await expect(page.locator('#method')).toHaveValue('smooth-grad-squared');
  await page.selectOption('#target', 'top');
  await expect(page.locator('#method')).toHaveValue('shapley-tiles');
  await page.selectOption('#method', 'gradient');
  await page.selectOption('#target', 'expected-year');
  await expect(page.locator('#method')).toHaveValue('gradient');
});
