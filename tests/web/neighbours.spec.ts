// Which cars a photo resembles: on a site with a file of neighbours beside its model, as training writes one.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drawnCar, expectState, givePhoto, openPage, project } from './support';
import { modelWithId, randomNeighbours } from './weight-files';

const program = process.env['DEEPCARS_CLI'] ?? '';
const web = join(project, 'web');
const port = 4175;
const address = `http://127.0.0.1:${port}/`;
const neighboursFile = '**/model/neighbours-*';
const photos = [drawnCar('coarse.png', 0.6, 224, 224, 110), drawnCar('flat.png', 0.3, 230, 310, 0)];

const folder = mkdtempSync(join(tmpdir(), 'deepcars-neighbours-'));
const model = join(folder, 'model.safetensors');
let server: ChildProcess | undefined;

/** Starts Vite in web/ for the site of this test. */
const vite = [join(web, 'node_modules/vite/bin/vite.js')];
const environment = { cwd: web, env: { ...process.env, DEEPCARS_MODEL: model, DEEPCARS_SITE: join(folder, 'site') } };

test.beforeAll(async () => {
  writeFileSync(model, modelWithId('deepcars-resnet18.safetensors', 'a1b2'));
  writeFileSync(join(folder, 'neighbours.safetensors'), randomNeighbours('a1b2', 1000));
  execFileSync(process.execPath, [...vite, 'build', '--logLevel', 'error'], environment);
  const preview = ['preview', '--host', '127.0.0.1', '--port', String(port)];
  server = spawn(process.execPath, [...vite, ...preview], { ...environment, stdio: 'ignore' });
  const answers = () => fetch(address).then(({ ok }) => ok, () => false);
  await expect.poll(answers).toBe(true);
});

test.afterAll(() => {
  server?.kill();
  rmSync(folder, { recursive: true });
});

/** The addresses of the files of neighbours that a page fetches from now on. */
function neighbourRequests(page: Page): string[] {
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/model/neighbours')) requests.push(request.url());
  });
  return requests;
}

/** "1965 Ford Mustang, ..." as the command line names them. */
function namedByProgram(file: string): string {
  const command = ['predict', '--json', '--model', model, '--neighbours', '3', file];
  const [{ neighbours }] = JSON.parse(execFileSync(program, command, { encoding: 'utf8' })) as [
    { neighbours: { year: number; make: string; model: string }[] },
  ];
  return neighbours.map((car) => `${car.year} ${car.make} ${car.model}`).join(', ');
}

for (const engine of ['simd', 'relaxed-threads']) {
  test(`the engine ${engine} names the cars that the command line names`, async ({ page }) => {
    test.skip(!existsSync(program), 'DEEPCARS_CLI names no program');
    await openPage(page, address, engine);
    const named: string[] = [];
    for (const photo of photos) {
      const file = test.info().outputPath(photo.name);
      writeFileSync(file, photo.buffer);
      named.push(namedByProgram(file));
      await givePhoto(page, photo);
      await expect(page.getByTestId('neighbours')).toContainText(`Its features are nearest to: ${named.at(-1)}. `);
    }
    expect(named[0]).not.toBe(named[1]);
  });
}

test('neighbours are fetched once, after the first answer, and kept for the next visit', async ({ page }) => {
  const requests = neighbourRequests(page);
  const sentence = page.getByTestId('neighbours');
  await openPage(page, address);
  expect(requests).toEqual([]);
  for (const photo of photos) {
    await givePhoto(page, photo);
    await expect(sentence).toHaveText(/^Its features are nearest to: \d{4} Make \d Model \d+, .* does not recognise/);
  }
  await expect(sentence).toHaveAttribute('aria-live', 'polite');
  expect(requests).toHaveLength(1);
  const kept = () => page.evaluate(async () => (await (await caches.open('deepcars-neighbours')).keys()).length);
  await expect.poll(kept).toBe(1);

  await openPage(page, address);
  await givePhoto(page, photos[0]!);
  await expect(sentence).toHaveText(/^Its features are nearest to/);
  expect(requests).toHaveLength(1);
});

test('without the file the answer stands alone, and the next photo tries again', async ({ page }) => {
  const sentence = page.getByTestId('neighbours');
  const note = page.waitForEvent('console', (message) => message.text().startsWith('The file of neighbours'));
  await page.route(neighboursFile, (route) => route.abort());
  await openPage(page, address);
  await givePhoto(page, photos[0]!);
  expect((await note).type()).toBe('warning');
  await expectState(page, 'ready');
  await expect(page.getByTestId('error')).toBeHidden();
  await expect(sentence).toBeEmpty();
  await page.unroute(neighboursFile);
  await givePhoto(page, photos[1]!);
  await expect(sentence).toHaveText(/^Its features are nearest to/);
});
