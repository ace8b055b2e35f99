// What a built site holds: the files that it lists, whatever lies in web/public.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { project } from './support';

const web = join(project, 'web');
/** A name that an older version of the site had for its model. */
const leftOver = join(web, 'public/model/deepcars-of-an-older-version.safetensors');

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
    execFileSync('npx', ['vite', 'build', '--logLevel', 'error'], {
      cwd: web,
      env: { ...process.env, DEEPCARS_SITE: site },
    });
  } finally {
    rmSync(leftOver);
  }
  const files = filesBelow(site);
  const own = ['_headers', 'favicon.svg', 'index.html', 'ui/font.otf', 'ui/ui.mjs', 'ui/ui.wasm'];
  for (const path of own) expect(files).toContain(path);
  // Besides its own code in assets/, what gather-site-files.ts lists: four engines, the model and perhaps its graph and its
  // neighbours, the samples, and the runtime to compare with.
  const count = (folder: string) => files.filter((path) => path.startsWith(`${folder}/`)).length;
  expect(count('engine')).toBe(8);
  expect(count('ort')).toBe(3);
  expect(count('samples')).toBe(JSON.parse(readFileSync(join(project, 'models/samples/samples.json'), 'utf8')).length);
  const models = ['model/deepcars-resnet18.safetensors.zlib'];
  if (existsSync(join(project, 'models/neighbours.safetensors'))) models.push('model/neighbours.safetensors.zlib');
  expect(files.filter((path) => path.startsWith('model/') && !path.endsWith('.onnx'))).toEqual(models);
});
