// The browser keeps the page (a service worker): it answers without a network, and is always of one release.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { serve } from '../static_host.cjs';
import { drawnCar, expectState, givePhoto, openPage, probabilities, project, refusesMemory } from './support';

test.use({ serviceWorkers: 'allow' });

const site = process.env['DEEPCARS_SITE'] ?? join(project, 'build/site');
const car = drawnCar('car.png', 0.4);

/** Opens the page for the first time, until all that it needs without a network is kept. */
async function firstVisit(page: Page, address: string): Promise<void> {
  await openPage(page, address);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect.poll(() => page.evaluate(async () => (await (await caches.open('deepcars-model')).keys()).length)).toBe(1);
}

/** Another release of the site: with another gallery. */
function nextRelease(): string {
  const photos = test.info().outputPath('photos');
  const next = test.info().outputPath('next');
  mkdirSync(photos);
  writeFileSync(join(photos, 'newer.png'), drawnCar('newer.png', 0.9).buffer);
  execFileSync('npx', ['vite', 'build', '--logLevel', 'error'], {
    cwd: join(project, 'web'),
    env: { ...process.env, DEEPCARS_SITE: next, DEEPCARS_SAMPLES: photos },
  });
  return next;
}

test('after one visit the page answers without a network, and with the same numbers', async ({ page }) => {
  const headersText = readFileSync(join(site, '_headers'), 'utf8');
  const host = await serve(site, { headersText });
  await firstVisit(page, host.address);
  await givePhoto(page, car);
  const before = await probabilities(page);
  host.close();

  await openPage(page, host.address);
  await expect(page.locator('#canvas')).toBeVisible();
  await givePhoto(page, car);
  expect(await probabilities(page)).toEqual(before);
  await page.locator('.sample').first().click();
  await expectState(page, 'ready');
  await page.getByRole('link', { name: 'The card of this' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('from a host without headers, in a folder of it, the second visit has threads and needs no network', async ({ page }) => {
  test.skip(availableParallelism() === 1, 'no threads on one core');
  const host = await serve(site, { base: '/deepcars/' });
  await firstVisit(page, host.address);
  expect(await page.evaluate(() => window.deepcarsDebug.threads())).toBe(1);
  host.close();
  await openPage(page, host.address);
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => window.deepcarsDebug.threads())).toBeGreaterThan(1);
  await givePhoto(page, car);
});

test('without a network, too, engines whose memory is refused give way to the next', async ({ page }) => {
  test.skip(availableParallelism() === 1, 'no threads on one core');
  const refusing = test.info().outputPath('refusing');
  cpSync(site, refusing, { recursive: true });
  for (const file of readdirSync(join(refusing, 'engine')))
    if (/threads-.*\.js$/.test(file)) {
      const path = join(refusing, 'engine', file);
      writeFileSync(path, `${refusesMemory};${readFileSync(path, 'utf8')}`);
    }
  // The first visit is not isolated, so it needs no engine with threads.
  const host = await serve(refusing);
  await firstVisit(page, host.address);
  host.close();
  await openPage(page, host.address);
  expect(await page.evaluate(() => window.deepcarsDebug.engine())).toBe('relaxed');
  await expect(page.getByTestId('notice')).toContainText('a plainer one computes');
  await givePhoto(page, car);
});

test('after an update the older page goes on whole, tells of the newer one, and makes way for it', async ({ page }) => {
  const host = await serve(site);
  await firstVisit(page, host.address);
  host.deploy(nextRelease());

  await openPage(page, host.address, 'simd');
  await expect(page.locator('.sample')).toHaveCount(4);
  await givePhoto(page, car);
  await expect(page.getByTestId('notice')).toContainText('newer version of this page');
  await page.getByRole('button', { name: 'Use it now' }).click();
  await expect(page.locator('.sample')).toHaveCount(1);
  await expect(page.getByTestId('notice')).toBeHidden();
  await page.selectOption('#method', 'gradient');
  await expectState(page, 'ready');
  await givePhoto(page, car);
  host.close();
});

test('the page can be installed', async ({ page }) => {
  await page.goto('./');
  const session = await page.context().newCDPSession(page);
  const { url, data, errors } = await session.send('Page.getAppManifest');
  expect(url).toContain('/manifest.json');
  expect(errors).toEqual([]);
  for (const { src, sizes } of (JSON.parse(data!) as { icons: { src: string; sizes: string }[] }).icons) {
    const width = await page.evaluate(async (address) => {
      const icon = new Image();
      icon.src = address;
      await icon.decode();
      return icon.naturalWidth;
    }, src);
    if (sizes !== 'any') expect(`${width}x${width}`).toBe(sizes);
  }
});
