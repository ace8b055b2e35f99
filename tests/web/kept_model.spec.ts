// The model is downloaded once and then kept by the browser (Cache Storage).
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drawnCar, givePhoto, isolatedPort, openPage, probabilities } from './support';

const car = drawnCar('red.png', 0);
const modelFiles = '**/model/*.safetensors*';

/** The addresses of the models that are kept. */
const keptModels = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await (await caches.open('deepcars-model')).keys()).map(({ url }) => url));

async function untilKept(page: Page): Promise<string> {
  await expect.poll(() => keptModels(page)).toHaveLength(1);
  return (await keptModels(page))[0]!;
}

test('a second visit answers the same without downloading the model', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  const first = await probabilities(page);
  await untilKept(page);

  await page.route(modelFiles, (route) => route.abort());
  await openPage(page);
  await givePhoto(page, car);
  expect(await probabilities(page)).toEqual(first);
});

test('a kept model that is damaged is downloaded again', async ({ page }) => {
  await openPage(page);
  const address = await untilKept(page);
  await page.evaluate(async (url) => {
    await (await caches.open('deepcars-model')).put(url, new Response('not a model'));
  }, address);
  await openPage(page);
  const keptBytes = () =>
    page.evaluate(async (url) => (await (await caches.match(url))!.arrayBuffer()).byteLength, address);
  await expect.poll(keptBytes).toBeGreaterThan(1_000_000);
});

test("only a site's newest model is kept, beside that of another site on the same host", async ({ page }) => {
  await openPage(page);
  const address = await untilKept(page);
  const older = address.replace(/-[0-9a-f]{12}\./, '-older.');
  const other = older.replace('/model/', '/other/model/');
  await page.evaluate(
    async ([url, ...copies]) => {
      const kept = await caches.open('deepcars-model');
      const model = (await kept.match(url!))!;
      for (const copy of copies) await kept.put(copy, model.clone());
      await kept.delete(url!);
    },
    [address, older, other],
  );
  await openPage(page);
  await expect.poll(async () => (await keptModels(page)).sort()).toEqual([address, other].sort());
});

test('without room to keep it the model is downloaded each time', async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: `http://127.0.0.1:${isolatedPort}`, quotaSize: 1000 });
  for (let visit = 0; visit < 2; ++visit) {
    await openPage(page);
    await givePhoto(page, car);
    expect(await keptModels(page)).toEqual([]);
  }
});
