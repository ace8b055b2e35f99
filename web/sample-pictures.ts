// The pictures of the page's gallery: the project's own drawings, or a deployment's photos.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sampleName } from './src/link';
import type { SiteFiles } from './src/site-files';

type Sample = SiteFiles['samples'][number];

const listName = 'samples.json';
const isPhoto = (name: string): boolean => /\.(jpe?g|png)$/i.test(name);

function fail(folder: string, what: string): never {
  throw new Error(`DEEPCARS_SAMPLES: ${folder} ${what}`);
}

/** "my-first_car.jpg" is titled "my first car". Without a description a picture's title is all that is said of it. */
const titled = (file: string): Sample => ({ file, title: sampleName(file).replace(/[-_]+/g, ' ').trim(), alt: '' });

function listed(folder: string): Sample[] {
  let rows: unknown;
  try {
    rows = JSON.parse(readFileSync(join(folder, listName), 'utf8'));
  } catch (error) {
    fail(folder, `has a ${listName} that is no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(rows)) fail(folder, `has a ${listName} that is no list`);
  return rows.map((row: Partial<Sample> | null, i) => {
    const { file, title, alt } = row ?? {};
    if (![file, title, alt].every((text) => typeof text === 'string')) {
      fail(folder, `has a ${listName} whose entry ${i + 1} lacks "file", "title" or "alt"`);
    }
    if (basename(file!) !== file || !isPhoto(file) || !existsSync(join(folder, file))) {
      fail(folder, `has no JPEG or PNG "${file}", which its ${listName} names`);
    }
    return { file, title: title!, alt: alt! };
  });
}

/**
 * The pictures of a folder: those that its samples.json lists (as models/samples/samples.json does), or without one
 * every JPEG and PNG. Throws an Error that says what is wrong with the folder.
 */
export function samplePictures(folder: string): Sample[] {
  if (!existsSync(folder)) fail(folder, 'does not exist: name a folder with JPEG or PNG photos');
  const samples = existsSync(join(folder, listName))
    ? listed(folder)
    : readdirSync(folder).filter(isPhoto).sort().map(titled);
  if (samples.length === 0) fail(folder, 'has no JPEG or PNG photo: put some there, or leave the variable out');
  const names = samples.map(({ file }) => sampleName(file));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) fail(folder, `has two photos named "${twice}": a link could not tell them apart`);
  return samples;
}
