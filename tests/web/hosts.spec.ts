// The page from every kind of static host: whatever types and headers it sends, and wherever the site lies on it.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { contentTypes, serve } from '../static_host.cjs';
import { drawnCar, expectState, givePhoto, openPage, project } from './support';

const site = process.env['DEEPCARS_SITE'] ?? join(project, 'build/site');
const car = drawnCar('car.png', 0.4);

const only = (...kinds: string[]) => Object.fromEntries(kinds.map((kind) => [kind, contentTypes[kind]!]));

const hosts = {
  'a host that reads _headers': { headersText: readFileSync(join(site, '_headers'), 'utf8') },
  'a host that knows neither .wasm nor .otf nor .json': { types: only('.html', '.css', '.js', '.jpg', '.svg') },
  'a host without headers, in a folder of it': { base: '/some one/deepcars/' },
};

/** What Chromium and Playwright say of every page like this one. */
const expectedNotes = ['GPU stall', 'frame-ancestors', 'Service Worker registration blocked by Playwright'];

for (const [host, options] of Object.entries(hosts)) {
  test(`${host} is enough for an answer, a map and the canvas`, async ({ page }) => {
    const served = await serve(site, options);
    const faults: string[] = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(message.text()));
    await openPage(page, served.address);
    await page.locator('.sample').first().click();
    await expectState(page, 'ready');
    await givePhoto(page, car);
    await expect(page.locator('#canvas')).toBeVisible();
    expect(faults.filter((text) => !expectedNotes.some((note) => text.includes(note)))).toEqual([]);
    served.close();
  });
}

test('ONNX Runtime Web runs from a host that knows no .wasm', async ({ page }) => {
  const served = await serve(site, { types: only('.html', '.css', '.js', '.jpg', '.svg') });
  await openPage(page, served.address);
  await givePhoto(page, car);
  test.skip(await page.locator('#compare').isHidden(), 'the site has no exported graph');
  await page.getByRole('button', { name: 'Compare with ONNX Runtime Web' }).click();
  await expect(page.getByTestId('compare-table')).toBeVisible();
  served.close();
});

test('a host that sends programs as another type is told so, by the name of the type', async ({ page }) => {
  const served = await serve(site, { types: only('.html', '.css') });
  await page.goto(served.address);
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'wrong_type');
  await expect(page.getByTestId('error')).toContainText(/\.js as application\/octet-stream/);
  served.close();
});

test('opened from a disk the page says what to do, in its own style', async ({ page }) => {
  await page.goto(`file://${join(site, 'index.html')}`);
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toContainText('python3 -m http.server');
  await expect(page.getByTestId('error').getByRole('button')).toHaveCount(0);
  const style = await page.getByTestId('error').evaluate((region) => getComputedStyle(region).borderRadius);
  expect(style).not.toBe('0px');
});

test('no file is above the 25 MiB that some hosts take', () => {
  const files = readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).size);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(25 * 1024 * 1024);
});

for (const [what, gone] of [
  ['program', /\/assets\/index-/],
  ['engine', /\/engine\//],
  ["engine's WebAssembly", /\/engine\/.*\.wasm/],
  ['model', /\/model\/deepcars/],
] as const) {
  test(`a page whose ${what} an update has taken away says that it is older than its site`, async ({ page }) => {
    await page.route(gone, (route) => route.fulfill({ status: 404, contentType: 'text/html', body: 'gone' }));
    // What the host has now is another release.
    await page.route(/\?fresh/, (route) => route.fulfill({ contentType: 'text/html', body: '<script src="other.js"></script>' }));
    await page.goto('./');
    await expectState(page, 'error');
    await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'site_updated');
    await page.unroute(gone);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.selectOption('#method', 'gradient');
    await expectState(page, 'ready');
    await givePhoto(page, car);
  });

  test(`a host that lacks the ${what} is told which file is missing`, async ({ page }) => {
    await page.route(gone, (route) => route.fulfill({ status: 404, contentType: 'text/html', body: 'gone' }));
    await page.goto('./');
    await expectState(page, 'error');
    await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'file_missing');
    await expect(page.getByTestId('error')).toContainText(/(index|engine|deepcars)-.*\.(js|wasm|zlib)/);
  });
}
