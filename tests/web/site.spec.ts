// What a built site holds: the files that it lists, whatever lies in web/public.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { drawnCar, expectAnswer, openPage, project } from './support';

const web = join(project, 'web');
/** A name that an older version of the site had for its model. */
const leftOver = join(web, 'public/model/deepcars-of-an-older-version.safetensors');

const buildSite = (site: string, env: Record<string, string> = {}) =>
  execFileSync('npx', ['vite', 'build', '--logLevel', 'error'], {
    cwd: web,
    env: { ...process.env, ...env, DEEPCARS_SITE: site },
    encoding: 'utf8',
    stdio: 'pipe',
  });

/** Paths of all files below a folder, relative to it. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .sort();

test('files that an older build has left behind do not get into a site', () => {
  const site = test.info().outputPath('site');
  mkdirSync(join(leftOver, '..'), { recursive: true });
  writeFileSync(leftOver, 'weights of long ago');
  try {
    buildSite(site);
  } finally {
    rmSync(leftOver);
  }
  const files = filesBelow(site);
  for (const path of ['_headers', 'card.html', 'favicon.svg', 'index.html', 'licences.html', 'start.js', 'ui/font.otf'])
    expect(files).toContain(path);
  for (const path of [/^ui\/ui-[0-9a-f]{12}\.js$/, /^ui\/ui-[0-9a-f]{12}\.wasm$/])
    expect(files.filter((file) => path.test(file))).toHaveLength(1);
  // Many hosts have no type for these.
  expect(files.filter((path) => path.endsWith('.mjs'))).toEqual([]);
  // Besides its own code in assets/, what gather-site-files.ts lists: four engines, the model and perhaps its graph,
  // its neighbours and its patch, the samples, and the runtime to compare with.
  const count = (folder: string) => files.filter((path) => path.startsWith(`${folder}/`)).length;
  expect(count('engine')).toBe(8);
  expect(count('ort')).toBe(3);
  expect(count('samples')).toBe(JSON.parse(readFileSync(join(project, 'models/samples/samples.json'), 'utf8')).length);
  const models = ['model/deepcars-resnet18.safetensors.zlib'];
  if (existsSync(join(project, 'models/neighbours.safetensors'))) models.push('model/neighbours.safetensors.zlib');
  if (existsSync(join(project, 'models/planted-cue.safetensors'))) models.push('model/planted-cue.safetensors.zlib');
  const weights = files.filter((path) => path.startsWith('model/') && !path.endsWith('.onnx'));
  expect(weights.map((path) => path.replace(/-[0-9a-f]{12}\./, '.'))).toEqual(models);
});

test("a deployment's own photos are its gallery", async ({ page }) => {
  const photos = test.info().outputPath('photos');
  const site = test.info().outputPath('site');
  mkdirSync(photos);
  const name = 'a red_car #1.png';
  writeFileSync(join(photos, name), drawnCar(name, 0.9).buffer);
  buildSite(site, { DEEPCARS_SAMPLES: photos });
  rmSync(join(web, 'public/samples', name));
  expect(filesBelow(site).filter((path) => path.startsWith('samples/'))).toEqual([`samples/${name}`]);
  await page.route('**/*', (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname).replace(/\/$/, '/index.html');
    return route.fulfill({ path: join(site, path) });
  });
  await openPage(page);
  await page.getByRole('button', { name: 'a red car #1' }).click();
  await expectAnswer(page, 'a red car #1');
  expect(await page.locator('.sample img').evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(330);
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('sample=a+red_car+%231&');
});

test('a gallery without a photo is not built, and the error says why', () => {
  const photos = test.info().outputPath('photos');
  mkdirSync(photos);
  expect(() => buildSite(test.info().outputPath('site'), { DEEPCARS_SAMPLES: photos })).toThrow(
    /DEEPCARS_SAMPLES: .*photos has no JPEG or PNG photo/,
  );
});
