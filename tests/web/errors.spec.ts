// Whatever goes wrong is said in words, with what to do next.
import { expect, test } from '@playwright/test';
import { drawnCar, expectAnswer, expectState, givePhoto, openPage, plainAddress, withoutWebGl } from './support';
import type { Page } from '@playwright/test';
import type { TestFile } from './support';

const car = drawnCar('car.png', 0.5);

const faulty: { file: TestFile; code: string; words: RegExp }[] = [
  {
    file: { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear car, how old are you?') },
    code: 'not_an_image',
    words: /JPEG|PNG/,
  },
  {
    file: { ...car, name: 'half.png', buffer: car.buffer.subarray(0, Math.floor(car.buffer.length / 2)) },
    code: 'image_damaged',
    words: /.{20}/,
  },
  {
    file: { name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
    code: 'not_an_image',
    words: /JPEG|PNG/,
  },
];

for (const { file, code, words } of faulty) {
  test(`${file.name} is refused in words, and the next photo works`, async ({ page }) => {
    await openPage(page);
    await page.setInputFiles('#photo-file', file);
    await expectState(page, 'error');
    await expect(page.getByTestId('error')).toHaveAttribute('data-code', code);
    await expect(page.getByTestId('error')).toHaveText(words);
    await givePhoto(page, car);
    await expect(page.getByTestId('error')).toBeHidden();
  });
}

test('a file above 128 MB is refused before it is read', async ({ page }) => {
  await openPage(page);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(128 * 1024 * 1024 + 1)], 'huge.jpg', { type: 'image/jpeg' }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  });
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toContainText('128 MB');
});

test('a picture above 40 megapixels is refused before memory is taken', async ({ page }) => {
  await openPage(page);
  const claimed = Buffer.from(car.buffer);
  claimed.writeUInt32BE(20_000, 16);
  claimed.writeUInt32BE(20_000, 20);
  await page.setInputFiles('#photo-file', { ...car, name: 'vast.png', buffer: claimed });
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'image_too_large');
});

test('a failed model download is said, and trying again works', async ({ page }) => {
  await page.route('**/model/*.safetensors*', (route) => route.abort());
  await page.goto('?debug');
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'download_failed');
  await page.unroute('**/model/*.safetensors*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expectState(page, 'ready');
  await givePhoto(page, car);
});

test('a model that is not the published one is not used', async ({ page }) => {
  await page.route('**/model/*.safetensors*', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length - 1]! ^= 1;
    await route.fulfill({ response, body });
  });
  await page.goto('?debug');
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'download_failed');
});

test('an engine with threads that breaks is followed by one without, which scores the photo', async ({ page }) => {
  await openPage(page);
  test.skip((await page.evaluate(() => window.deepcarsDebug.threads())) === 1, 'no threads on one core');
  await page.workers()[0]!.evaluate(() => reportError(new Error('made to fail')));
  await givePhoto(page, car);
  expect(await page.evaluate(() => window.deepcarsDebug.threads())).toBe(1);
  await expect(page.getByTestId('notice')).toContainText('a plainer one computes');
});

test('an engine without threads that breaks can be started again', async ({ page }) => {
  await openPage(page, plainAddress);
  // The engine's own worker starts from a blob: address; the others are its threads.
  const engine = page.workers().find((worker) => worker.url().startsWith('blob:'))!;
  await engine.evaluate(() => reportError(new Error('made to fail')));
  await page.setInputFiles('#photo-file', car);
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'engine_broken');
  await page.getByRole('button', { name: 'Start again' }).click();
  await expectState(page, 'ready');
  await givePhoto(page, car);
});

test('without SIMD the page says what is needed', async ({ page }) => {
  await page.addInitScript(() => {
    WebAssembly.validate = () => false;
  });
  await page.goto('?debug');
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toContainText('SIMD');
});

test('without WebGL 2 the pictures are shown in a plainer way', async ({ page }) => {
  await withoutWebGl(page);
  await page.goto(`${plainAddress}?debug`);
  await expect(page.getByTestId('notice')).toContainText('WebGL 2');
  await expectState(page, 'ready');
  await page.setInputFiles('#photo-file', car);
  await expectAnswer(page, 'car.png');
  const sizes = page.locator('#plain-view canvas').evaluateAll((all) => all.map((c) => (c as HTMLCanvasElement).width));
  expect(await sizes).toEqual([330, 330, 330]);
});

/** What the browser does to the canvas when the graphics card sleeps or its driver is reset. */
const loseGraphics = (page: Page) =>
  page.evaluate(() => {
    const loss = document.querySelector<HTMLCanvasElement>('#canvas')!.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
    Object.assign(window, { giveBack: () => loss.restoreContext() });
    loss.loseContext();
  });
const giveGraphicsBack = (page: Page) => page.evaluate(() => (window as unknown as { giveBack(): void }).giveBack());

test('a canvas whose graphics are lost is drawn anew when they are back', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  const pixels = async () => [...(await page.locator('#canvas').screenshot())];
  await expect.poll(async () => new Set(await pixels()).size).toBeGreaterThan(200);
  const before = await pixels();
  await loseGraphics(page);
  await giveGraphicsBack(page);
  await expect.poll(async () => (await pixels()).join() === before.join()).toBe(true);
  await expect(page.locator('#plain-view')).toBeHidden();
});

test('while the graphics stay away the pictures are shown in a plainer way, with a word', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  await loseGraphics(page);
  await expect(page.getByTestId('notice')).toContainText("taken the canvas's graphics away");
  await expect(page.locator('#canvas')).toBeHidden();
  const painted = () =>
    page.locator('#plain-view canvas').evaluateAll((all) => all.map((one) => (one as HTMLCanvasElement).width));
  expect(await painted()).toEqual([330, 330, 330]);
  await giveGraphicsBack(page);
  await expect(page.locator('#canvas')).toBeVisible();
  await expect(page.getByTestId('notice')).toBeHidden();
  await expect(page.locator('#plain-view')).toBeHidden();
});

test('where the canvas cannot be loaded that is said, and WebGL is not blamed', async ({ page }) => {
  await page.route('**/ui/ui-*.js', (route) => route.abort());
  await openPage(page);
  await expect(page.getByTestId('notice')).toContainText('could not be loaded');
  await givePhoto(page, car);
});
