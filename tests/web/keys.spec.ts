// Keys: what a single key does, when it does nothing, and the sheet that lists all of them.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { canvasKeys, keyText, singleKeys } from '../../web/src/keys';
import { openPage } from './support';

const sheet = (page: Page) => page.getByRole('dialog', { name: 'Keys' });

test('the sheet lists every key, opens by key and by button, and gives the focus back', async ({ page }) => {
  await openPage(page);
  await page.getByRole('button', { name: 'Keys' }).focus();
  await page.keyboard.press('?');
  await expect(sheet(page)).toBeVisible();
  for (const { key, does } of singleKeys) {
    await expect(sheet(page).locator('dl div').filter({ hasText: does }).locator('kbd').first()).toHaveText(keyText(key));
  }
  const listed = await sheet(page).locator('kbd').allTextContents();
  for (const key of canvasKeys.flatMap(({ keys }) => keys)) expect(listed).toContain(keyText(key));
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Keys' })).toBeFocused();
  await page.keyboard.press('Enter');
  await sheet(page).getByRole('button', { name: 'Close' }).click();
  await expect(sheet(page)).toBeHidden();
});

test('each single key does what its control does', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  let choosers = 0;
  page.on('filechooser', () => ++choosers);
  // A map of many steps, to have something to stop.
  await openPage(page, './', undefined, 'rise');
  for (const { key, control } of singleKeys.filter(({ act }) => act === 'focus')) {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press(key);
    await expect(page.locator(`#${control}`)).toBeFocused();
  }
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('l');
  await expect(page.getByTestId('link-status')).toHaveText('Copied.');
  await page.keyboard.press('o');
  await expect.poll(() => choosers).toBe(1);
  await page.locator('.sample').first().click();
  await expect(page.locator('#stop-explaining')).toBeVisible();
  await page.keyboard.press('s');
  await expect(page.locator('#stop-explaining')).toBeHidden();
});

test('single keys do nothing in lists, with modifiers, and once they are turned off', async ({ page }) => {
  await openPage(page);
  await page.focus('#target');
  await page.keyboard.press('m');
  await expect(page.locator('#target')).toBeFocused();
  await page.focus('#opacity');
  for (const press of ['Alt+m', 'Shift+M']) await page.keyboard.press(press);
  await expect(page.locator('#opacity')).toBeFocused();
  await page.keyboard.press('m');
  await expect(page.locator('#method')).toBeFocused();

  await page.getByRole('button', { name: 'Keys' }).click();
  await sheet(page).getByRole('checkbox', { name: 'Use single keys' }).uncheck();
  await page.keyboard.press('Escape');
  await page.focus('#opacity');
  for (const key of ['?', 'm', 'o']) await page.keyboard.press(key);
  await expect(page.locator('#opacity')).toBeFocused();
  await expect(sheet(page)).toBeHidden();
  await openPage(page);
  await page.focus('#opacity');
  await page.keyboard.press('m');
  await expect(page.locator('#opacity')).toBeFocused();
});

test('the canvas takes the keys of its list, and leaves all others to the page', async ({ page }) => {
  await openPage(page);
  await page.focus('#canvas');
  const taken = (key: string) =>
    page.evaluate((name) => {
      const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true });
      document.querySelector('#canvas')!.dispatchEvent(event);
      document.querySelector('#canvas')!.dispatchEvent(new KeyboardEvent('keyup', { key: name }));
      return event.defaultPrevented;
    }, key);
  for (const key of canvasKeys.flatMap(({ keys }) => keys)) expect([key, await taken(key)]).toEqual([key, true]);
  for (const key of ['Tab', 'x', 'F5', 'Delete']) expect([key, await taken(key)]).toEqual([key, false]);
});
