// Many photos at once: a timeline, a table, and the numbers that the command line prints.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { canvasPicture } from './picture-files';
import { drawnCar, expectAnswer, openPage, project } from './support';
import type { TestFile } from './support';

/** What the engine's kernels and the command line's may differ by, as in parity.spec.ts. */
const scoreTolerance = 0.0005;
const samples = ['coupe-1957.jpg', 'hatchback-1984.jpg', 'saloon-1938.jpg'].map((name) => resolve(project, 'models/samples', name));
const damaged: TestFile = { name: 'cut, damaged.jpg', mimeType: 'image/jpeg', buffer: readFileSync(samples[0]!).subarray(0, 2000) };

const named = (path: string): TestFile => ({ name: path.split('/').pop()!, mimeType: 'image/jpeg', buffer: readFileSync(path) });
const cars = (page: Page) => page.locator('#timeline-cars button');
const rows = (page: Page) => page.getByTestId('timeline-table').locator('tbody tr');
const names = (page: Page) => rows(page).locator('th').allTextContents();

async function expectDone(page: Page, count: number): Promise<void> {
  await expect(page.getByTestId('timeline-progress')).toContainText(`${count} of ${count} photos done`);
  await expect(page.getByRole('button', { name: 'Stop scoring' })).toBeHidden();
}

async function downloaded(page: Page, button: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  return readFileSync(await file.path());
}

test('several photos become a timeline and a table; one that is damaged is a row with its sentence', async ({ page }) => {
  await openPage(page);
  await page.setInputFiles('#many-files', [...samples.map(named), damaged]);
  await expectDone(page, 4);
  await expect(page.getByTestId('timeline-progress')).toContainText('1 could not be scored');
  await expect(cars(page)).toHaveCount(3);
  // From left to right in the order of their years, as the labels say.
  const placed = await cars(page).evaluateAll((all) =>
    all
      .map((car) => ({ left: car.getBoundingClientRect().left, year: Number(/about (\d{4})/.exec(car.ariaLabel!)![1]) }))
      .sort((a, b) => a.year - b.year),
  );
  for (const [i, { left }] of placed.entries()) if (i > 0) expect(left).toBeGreaterThan(placed[i - 1]!.left);

  await page.getByText('The same as a table').click();
  await expect(rows(page)).toHaveCount(4);
  await expect(rows(page).last()).toContainText('damaged');
  const years = async () =>
    (await rows(page).locator('td:nth-child(2):not([colspan="4"])').allTextContents()).map(Number);
  expect(await years()).toEqual([...(await years())].sort((a, b) => a - b));
  const head = page.getByRole('columnheader', { name: 'Expected year' });
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await head.getByRole('button').click();
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  expect(await years()).toEqual([...(await years())].sort((a, b) => b - a));
  await page.getByRole('columnheader', { name: 'Photo' }).getByRole('button').press('Enter');
  await expect(head).not.toHaveAttribute('aria-sort');
  expect(await names(page)).toEqual(['coupe-1957.jpg', 'cut, damaged.jpg', 'hatchback-1984.jpg', 'saloon-1938.jpg']);
});

test('axe finds no serious fault in the timeline and its table', async ({ page }) => {
  await openPage(page);
  await page.setInputFiles('#many-files', [...samples.map(named), damaged]);
  await expectDone(page, 4);
  await page.getByText('The same as a table').click();
  const { violations } = await new AxeBuilder({ page }).include('#timeline').analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
});

test('a car is opened in the full view by a click and by the keyboard', async ({ page }) => {
  await openPage(page);
  await page.setInputFiles('#many-files', samples.map(named));
  await expectDone(page, 3);
  const label = (i: number) => cars(page).evaluateAll((all, at) => {
    const inOrder = all.sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left);
    return inOrder[at]!.ariaLabel!;
  }, i);
  const nameOf = (text: string) => text.slice(0, text.indexOf(':'));
  await cars(page).and(page.getByLabel(await label(0), { exact: true })).click();
  await expectAnswer(page, nameOf(await label(0)));
  await expect(page.locator('#answer')).toBeFocused();
  await cars(page).and(page.getByLabel(await label(0), { exact: true })).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expectAnswer(page, nameOf(await label(2)));
});

test('a photo that is opened while many are scored does not wait for them', async ({ page }) => {
  await openPage(page);
  const many = Array.from({ length: 60 }, (_, i) => drawnCar(`${i}.png`, i / 60, 400, 300));
  await page.setInputFiles('#many-files', many);
  await expect(page.getByTestId('timeline-progress')).toContainText(/[1-9]\d* of 60/);
  await page.setInputFiles('#photo-file', drawnCar('mine.png', 0.4));
  await expect(page.getByTestId('photo-name')).toHaveText('mine.png');
  await expect(page.getByRole('button', { name: 'Stop scoring' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop scoring' }).click();
  await expect(page.getByTestId('timeline-progress')).toContainText('stopped');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expectDone(page, 60);
  await expect(page.getByTestId('photo-name')).toHaveText('mine.png');
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page.locator('#timeline')).toBeHidden();
});

test('several files that are dropped are a timeline, of every kind that the browser decodes', async ({ page }) => {
  await openPage(page);
  const files = [drawnCar('one.png', 0.2), await canvasPicture(page, 'two.webp', 'image/webp')];
  await page.evaluate(
    (given) => {
      const data = new DataTransfer();
      for (const [name, type, bytes] of given) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
    },
    files.map(({ name, mimeType, buffer }) => [name, mimeType, [...buffer]] as const),
  );
  await expectDone(page, 2);
  await expect(cars(page)).toHaveCount(2);
});

/** Drops a folder of the disk on the page, as the browser itself does. */
async function dropFolder(page: Page, folder: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await browser.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data: { items: [], files: [folder], dragOperationsMask: 1 } });
}

test('a folder without a photo is told so', async ({ page }) => {
  const folder = test.info().outputPath('papers');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'notes.txt'), 'not a photo');
  await openPage(page);
  await dropFolder(page, folder);
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'no_photo_in_folder');
  await expect(page.locator('#timeline')).toBeHidden();
});

test('a folder that is dropped is listed with all below it, without what file managers leave there', async ({ page }) => {
  const folder = test.info().outputPath('garage');
  mkdirSync(join(folder, 'old'), { recursive: true });
  for (const leftOver of ['.thumbnails', '__MACOSX']) {
    mkdirSync(join(folder, leftOver));
    writeFileSync(join(folder, leftOver, 'new.png'), drawnCar('new.png', 0.9).buffer);
  }
  writeFileSync(join(folder, '._new.png'), 'what macOS knows of new.png');
  writeFileSync(join(folder, 'notes.txt'), 'not a photo');
  writeFileSync(join(folder, 'new.png'), drawnCar('new.png', 0.9).buffer);
  writeFileSync(join(folder, 'old', 'red.png'), drawnCar('red.png', 0.7).buffer);
  await openPage(page);
  await dropFolder(page, folder);
  await expectDone(page, 2);
  await page.getByText('The same as a table').click();
  expect((await names(page)).sort()).toEqual(['garage/new.png', 'garage/old/red.png']);
});

test('the picture to download shows the cars', async ({ page }) => {
  await openPage(page);
  await page.setInputFiles('#many-files', samples.map(named));
  await expectDone(page, 3);
  const png = await downloaded(page, 'Download as picture');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(1920);
  // Three photographs of 144 pixels do not compress to the few thousand bytes of an empty axis.
  expect(png.length).toBeGreaterThan(40_000);
});

test('on a phone of 320 pixels the cars do not overlap, and the section is not wider than the screen', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true });
  await openPage(page);
  await page.setInputFiles('#many-files', Array.from({ length: 12 }, (_, i) => drawnCar(`${i}.png`, i / 12)));
  await expectDone(page, 12);
  const boxes = await cars(page).evaluateAll((all) => all.map((car) => car.getBoundingClientRect().toJSON() as DOMRect));
  for (const [i, a] of boxes.entries()) {
    expect(a.width).toBeGreaterThanOrEqual(44);
    expect(a.height).toBeGreaterThanOrEqual(44);
    for (const b of boxes.slice(i + 1))
      expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
  }
  await page.getByText('The same as a table').click();
  const section = await page.locator('#timeline').evaluate((one) => [one.getBoundingClientRect().right, one.scrollWidth - one.clientWidth]);
  expect(section[0]).toBeLessThanOrEqual(320);
  expect(section[1]).toBe(0);
  await page.close();
});

test('the CSV is the one that the command line prints for the same files', async ({ page }) => {
  const program = process.env['DEEPCARS_CLI'] ?? '';
  test.skip(!existsSync(program), 'DEEPCARS_CLI names no program');
  const folder = test.info().outputPath('photos');
  mkdirSync(folder, { recursive: true });
  const files = [...samples.map(named), damaged, drawnCar('ein "Käfer".png', 0.6)];
  for (const { name, buffer } of files) writeFileSync(join(folder, name), buffer);
  const model = resolve(project, 'models/deepcars-resnet18.safetensors');
  const output = join(folder, 'theirs.csv');
  const predict = ['predict', '--csv', '--model', model, '--output', output, ...files.map(({ name }) => name)];
  // Status 3: some photos could not be read, as is meant here.
  expect(() => execFileSync(program, predict, { cwd: folder, stdio: 'ignore' })).toThrow(expect.objectContaining({ status: 3 }));

  await openPage(page);
  await page.setInputFiles('#many-files', files);
  await expectDone(page, files.length);
  const lines = (text: string) => text.split('\n');
  const [ours, theirs] = [lines((await downloaded(page, 'Download as CSV')).toString()), lines(readFileSync(output, 'utf8'))];
  expect(ours.length).toBe(theirs.length);
  expect(ours[0]).toBe(theirs[0]);
  const number = /^\d+\.\d+$/;
  for (const [i, line] of theirs.entries()) {
    const [our, their] = [ours[i]!.split(','), line.split(',')];
    expect(our.length, ours[i]).toBe(their.length);
    for (const [k, cell] of their.entries()) {
      // The last digits depend on the kernels; names, ranges, codes and the number of digits do not.
      if (!number.test(cell)) expect(our[k]).toBe(cell);
      else expect(our[k]!.length === cell.length && Math.abs(Number(our[k]) - Number(cell)), `${our[k]} for ${cell}`).toBeLessThan(scoreTolerance + 0.001 * Number(k < 4));
    }
  }
});
