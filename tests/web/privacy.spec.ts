// Nothing leaves the device: the browser is told to refuse, in the page and in its workers, on every host.
import { expect, test } from '@playwright/test';
import { drawnCar, givePhoto, isolatedPort, largestDifference, openPage, plainAddress, probabilities } from './support';

const car = drawnCar('car.png', 0.3);
const elsewhere = `http://127.0.0.1:${isolatedPort}/favicon.svg`;

/** Tries a request that only a policy can stop: another origin, without asking for permission to read. */
async function tryFetch(address: string): Promise<string> {
  const refused = new Promise<string>((resolve) =>
    self.addEventListener('securitypolicyviolation', (event) =>
      resolve((event as SecurityPolicyViolationEvent).effectiveDirective),
    ),
  );
  return fetch(address, { mode: 'no-cors' }).then(
    () => 'allowed',
    () => refused,
  );
}

test('page and engine refuse a connection elsewhere, even from a host that sends no headers', async ({ page }) => {
  await openPage(page, plainAddress);
  expect(await page.evaluate(tryFetch, elsewhere)).toBe('connect-src');
  expect(await page.evaluate(tryFetch, `${plainAddress}favicon.svg`)).toBe('allowed');
  const workers = page.workers();
  expect(workers.length).toBe(1);
  expect(await workers[0]!.evaluate(tryFetch, elsewhere)).toBe('connect-src');
});

test('a whole visit requests nothing from anywhere else', async ({ page }) => {
  const hosts = new Set<string>();
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http')) hosts.add(host);
  });
  await openPage(page);
  await givePhoto(page, car);
  expect([...hosts]).toEqual([`127.0.0.1:${isolatedPort}`]);
});

test('an answer needs no network once the page is loaded', async ({ page, context }) => {
  await openPage(page);
  await context.setOffline(true);
  await givePhoto(page, car);
  await page.selectOption('#method', 'guided-backpropagation');
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready');
});

test('without cross-origin isolation one thread gives the same probabilities', async ({ page, browser }) => {
  await openPage(page);
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  const threads = await page.evaluate(() => window.deepcarsDebug.threads());
  expect(threads).toBe(await page.evaluate(() => Math.min(4, navigator.hardwareConcurrency)));
  await givePhoto(page, car);

  const plain = await browser.newPage();
  await openPage(plain, plainAddress);
  expect(await plain.evaluate(() => window.crossOriginIsolated)).toBe(false);
  expect(await plain.evaluate(() => window.deepcarsDebug.threads())).toBe(1);
  await givePhoto(plain, car);
  expect(largestDifference(await probabilities(page), await probabilities(plain))).toBeLessThan(1e-6);
  await plain.close();
});
