// The camera: a live answer, a still that becomes the photo, and no camera left on.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drawnCar, expectAnswer, expectState, givePhoto, openPage } from './support';

const live = /^(About \d{4} \(8 in 10: .*\), \d+ % modern|Unlike the cars .*)\.$/;

/** Notes every track that the page gets. */
async function noteTracks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = [];
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
    Object.assign(window, { tracks });
  });
}

const tracks = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { tracks: MediaStreamTrack[] }).tracks.map((track) => ({
      state: track.readyState,
      device: track.getSettings().deviceId,
    })),
  );

async function start(page: Page): Promise<void> {
  await noteTracks(page);
  await openPage(page);
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await expect(page.getByTestId('camera-answer')).toHaveText(live);
}

test('the camera has a live answer beside the photo on show, and its still becomes the photo', async ({ page }) => {
  await noteTracks(page);
  await openPage(page);
  await givePhoto(page, drawnCar('car.png', 0.5));
  const before = await page.getByTestId('sentence').textContent();
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await expect(page.getByTestId('camera-answer')).toHaveText(live);
  expect(await page.getByTestId('sentence').textContent()).toBe(before);
  await expect(page.getByTestId('photo-name')).toHaveText('car.png');

  await page.getByRole('button', { name: 'Take this photo' }).click();
  await expectAnswer(page, 'camera.png');
  await expect(page.getByTestId('decoded-by')).toHaveText("this page's engine");
  await expect(page.locator('#camera')).toBeHidden();
  expect((await tracks(page)).map(({ state }) => state)).toEqual(['ended']);
});

test('another camera can be chosen, and the one before it is turned off', async ({ page }) => {
  await start(page);
  // Chromium's second fake camera measures depth, and playing it crashes Chromium on any page.
  await page.evaluate(() => {
    const original = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    navigator.mediaDevices.enumerateDevices = async () => (await original()).filter(({ label }) => label !== 'fake_device_1');
  });
  const states = async () => (await tracks(page)).map(({ state }) => state);
  const switchOver = page.getByRole('button', { name: 'Switch camera' });
  await switchOver.click();
  await expect.poll(states).toEqual(['ended', 'live']);
  expect(new Set((await tracks(page)).map(({ device }) => device)).size).toBe(2);
  await expect(page.getByTestId('camera-answer')).toHaveText(live);
  await page.getByRole('button', { name: 'Stop the camera' }).click();
  await expect(page.locator('#camera')).toBeHidden();
  expect(await states()).toEqual(['ended', 'ended']);
});

test('another photo turns the camera off, and so does a page that is hidden', async ({ page }) => {
  await start(page);
  await givePhoto(page, drawnCar('car.png', 0.5));
  await expect(page.locator('#camera')).toBeHidden();
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await expect(page.getByTestId('camera-answer')).toHaveText(live);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(page.locator('#camera')).toBeHidden();
  expect((await tracks(page)).map(({ state }) => state)).toEqual(['ended', 'ended']);
});

for (const { name, code } of [
  { name: 'NotAllowedError', code: 'camera_refused' },
  { name: 'NotFoundError', code: 'no_camera' },
  { name: 'NotReadableError', code: 'camera_busy' },
]) {
  test(`no camera (${name}) is a sentence, and a photo can be chosen instead`, async ({ page }) => {
    await page.addInitScript((fault) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('made to fail', fault));
    }, name);
    await openPage(page);
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await expectState(page, 'error');
    await expect(page.getByTestId('error')).toHaveAttribute('data-code', code);
    await expect(page.getByTestId('error')).toContainText('choose a photo');
    await givePhoto(page, drawnCar('car.png', 0.5));
  });
}
