// Photos of every kind: what the engine's decoder does not take goes to the browser's, and what neither takes is named.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { avif, canvasPicture, gif, heicStart, webpWithOrientation, withOrientation } from './picture-files';
import { drawnCar, dropFile, expectAnswer, expectState, givePhoto, openPage } from './support';
import type { TestFile } from './support';

/** What AV1 and 8 bits of luma and chroma leave of a colour. */
const colorTolerance = 12;
/** JPEG and WebP of the same drawing differ by their losses only. */
const yearTolerance = 4;

/** Drops a file, for the file button asks for JPEG and PNG only, and waits for its answer. */
async function drop(page: Page, file: TestFile): Promise<void> {
  await dropFile(page, file);
  await expectAnswer(page, file.name);
}

/** The size of the photo on show and the colour in its middle. */
async function shown(page: Page) {
  return page.evaluate(() => {
    const { widthPx, heightPx, rgba } = window.deepcarsDebug.photo()!;
    const middle = 4 * (Math.floor(heightPx / 2) * widthPx + Math.floor(widthPx / 2));
    return { size: [widthPx, heightPx], color: Array.from(rgba.slice(middle, middle + 3)) };
  });
}

async function expectDecodedBy(page: Page, who: string): Promise<void> {
  await expect(page.getByTestId('decoded-by')).toHaveText(who);
  const sentence = page.getByTestId('sentence');
  if (who.startsWith('your browser')) await expect(sentence).toContainText(`decoded by ${who}`);
  else await expect(sentence).not.toContainText('decoded');
}

const expectedYear = (page: Page) => page.evaluate(() => window.deepcarsDebug.answer()!.score.expectedYear);

test('a WebP is decoded by the browser, which the page says, and is scored like the same drawing as JPEG', async ({ page }) => {
  await openPage(page);
  await drop(page, await canvasPicture(page, 'drawing.jpg', 'image/jpeg'));
  await expectDecodedBy(page, "this page's engine");
  const asJpeg = await expectedYear(page);
  await drop(page, await canvasPicture(page, 'drawing.webp', 'image/webp'));
  await expectDecodedBy(page, 'your browser');
  expect(Math.abs((await expectedYear(page)) - asJpeg)).toBeLessThan(yearTolerance);
});

test('a WebP is turned upright, though its browser leaves it as it is', async ({ page }) => {
  await openPage(page);
  const [width, height] = [220, 330];
  const file = await canvasPicture(page, 'drawing.webp', 'image/webp', width, height);
  await drop(page, file);
  expect((await shown(page)).size).toEqual([width, height]);
  await drop(page, { ...webpWithOrientation(file, width, height, 6), name: 'turned.webp' });
  await expectDecodedBy(page, 'your browser');
  expect((await shown(page)).size).toEqual([height, width]);
});

test('an AVIF is decoded by the browser', async ({ page }) => {
  await openPage(page);
  await drop(page, await avif(page, 'red.avif', 'rgb(200, 40, 30)'));
  await expectDecodedBy(page, 'your browser');
  const { size, color } = await shown(page);
  expect(size).toEqual([64, 64]);
  [200, 40, 30].forEach((value, i) => expect(Math.abs(color[i]! - value)).toBeLessThan(colorTolerance));
});

test('of a GIF the first picture is scored, whatever the file is called', async ({ page }) => {
  await openPage(page);
  await drop(page, gif('moving.jpg', 60, 40, [[200, 40, 30], [30, 60, 200]]));
  await expectDecodedBy(page, 'your browser');
  expect(await shown(page)).toEqual({ size: [60, 40], color: [200, 40, 30] });
});

test('a vast JPEG is decoded smaller, upright', async ({ page }) => {
  await openPage(page);
  const vast = await canvasPicture(page, 'vast.jpg', 'image/jpeg', 8000, 5040);
  await drop(page, withOrientation(vast, 6));
  await expectDecodedBy(page, "this page's engine, and made smaller");
  expect((await shown(page)).size).toEqual([1008, 1600]);
});

test('of a damaged JPEG what is there is scored, with a word of warning', async ({ page }) => {
  await openPage(page);
  const whole = await canvasPicture(page, 'cut.jpg', 'image/jpeg');
  await drop(page, { ...whole, buffer: whole.buffer.subarray(0, Math.floor(0.8 * whole.buffer.length)) });
  await expect(page.getByTestId('sentence')).toContainText('The photo is damaged (it ends too early');
  await drop(page, await canvasPicture(page, 'whole.jpg', 'image/jpeg'));
  await expect(page.getByTestId('sentence')).not.toContainText('damaged');
});

test('a HEIC that the browser cannot decode is named, with what to do', async ({ page }) => {
  await openPage(page);
  await dropFile(page, heicStart('IMG_0001.jpg'));
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'not_an_image');
  await expect(page.getByTestId('error')).toHaveText(
    'The file is a HEIC picture (it begins with "....ftypheic"), which cannot be decoded here: export it as JPEG and try again.',
  );
  await givePhoto(page, drawnCar('car.png', 0.5));
  await expectDecodedBy(page, "this page's engine");
});

for (const kind of ['drop', 'paste'] as const) {
  test(`a picture of another page that comes without its file is explained: ${kind}`, async ({ page }) => {
    await openPage(page);
    await page.evaluate((type) => {
      const data = new DataTransfer();
      data.setData('text/html', '<img src="https://example.org/car.jpg" alt="A car">');
      const event =
        type === 'drop'
          ? new DragEvent('drop', { dataTransfer: data, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: data, cancelable: true });
      window.dispatchEvent(event);
    }, kind);
    await expectState(page, 'error');
    await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'address_only');
    await expect(page.getByTestId('error')).toContainText('save the picture first');
  });
}

for (const kind of ['drop', 'paste'] as const) {
  test(`a picture's bare address is explained: ${kind}; so is none that is written into a field`, async ({ page }) => {
    await openPage(page);
    const give = (target: string) =>
      page.evaluate(
        ([type, selector]) => {
          const data = new DataTransfer();
          data.setData(type === 'drop' ? 'text/uri-list' : 'text/plain', 'https://example.org/car.jpg');
          const init = { cancelable: true, bubbles: true };
          const event =
            type === 'drop'
              ? new DragEvent('drop', { ...init, dataTransfer: data })
              : new ClipboardEvent('paste', { ...init, clipboardData: data });
          document.querySelector(selector)!.dispatchEvent(event);
        },
        [kind, target] as const,
      );
    if (kind === 'paste') {
      await give('#crop-left');
      await expectState(page, 'ready');
    }
    await give('body');
    await expectState(page, 'error');
    await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'address_only');
  });
}

for (const [name, code, words] of [
  ['MINE.SAFETENSORS', 'weights_damaged', /.{20}/],
  ['resnet18.pth', 'foreign_model', /PyTorch.*deepcars train.*deepcars export/],
  ['Cars.ONNX', 'foreign_model', /ONNX.*deepcars train.*deepcars export/],
] as const) {
  test(`${name} is taken for a model, dropped or chosen, and refused in words`, async ({ page }) => {
    await openPage(page);
    const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from('no weights here, only words') };
    for (const give of [() => dropFile(page, file), () => page.setInputFiles('#model-file', file)]) {
      await give();
      await expectState(page, 'error');
      await expect(page.getByTestId('error')).toHaveAttribute('data-code', code);
      await expect(page.getByTestId('error')).toHaveText(words);
      await givePhoto(page, drawnCar('car.png', 0.5));
    }
  });
}

test('text that is pasted is no picture and no failure', async ({ page }) => {
  await openPage(page);
  const prevented = await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/html', '<b>1957</b>');
    return !window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true }));
  });
  expect(prevented).toBe(false);
  await expectState(page, 'ready');
});

test('a name in any script is shown as it is', async ({ page }) => {
  await openPage(page);
  for (const name of ['1957年の車.png', 'سيارة قديمة.png', 'автомобиль 🚗.png']) await givePhoto(page, drawnCar(name, 0.5));
});
