// The gallery of a deployment: which photos of a folder it takes, and what is said about folders that do not do.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { samplePictures } from '../../../web/sample-pictures';

function inFolder(files: Record<string, string>, check: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'samples-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('without a list, every JPEG and PNG is taken, titled by its name', () => {
  inFolder({ 'my-first_car.JPG': '', 'b.png': '', 'notes.txt': '', 'c.webp': '' }, (folder) => {
    assert.deepEqual(samplePictures(folder), [
      { file: 'b.png', title: 'b', alt: '' },
      { file: 'my-first_car.JPG', title: 'my first car', alt: '' },
    ]);
  });
});

test('a list says which photos, in which order, with which words', () => {
  const rows = [{ file: 'b.png', title: 'Second', alt: 'A red car' }];
  inFolder({ 'a.jpg': '', 'b.png': '', 'samples.json': JSON.stringify(rows) }, (folder) => {
    assert.deepEqual(samplePictures(folder), rows);
  });
});

test('a folder that does not do is told in one sentence', () => {
  const list = (rows: unknown) => ({ 'a.jpg': '', 'samples.json': typeof rows === 'string' ? rows : JSON.stringify(rows) });
  for (const [files, message] of [
    [{ 'notes.txt': '' }, /has no JPEG or PNG photo/],
    [list([]), /has no JPEG or PNG photo/],
    [list('{'), /no JSON/],
    [list({}), /no list/],
    [list([{ file: 'a.jpg', title: 'A' }]), /entry 1 lacks/],
    [list([null]), /entry 1 lacks/],
    [list([{ file: 'z.jpg', title: 'Z', alt: '' }]), /has no JPEG or PNG "z.jpg"/],
    [list([{ file: '../a.jpg', title: 'A', alt: '' }]), /has no JPEG or PNG "..\/a.jpg"/],
    [{ 'a.jpg': '', 'a.png': '' }, /two photos named "a"/],
  ] as [Record<string, string>, RegExp][]) {
    inFolder(files, (folder) => assert.throws(() => samplePictures(folder), { message }));
  }
  assert.throws(() => samplePictures('/nowhere/at/all'), { message: /does not exist/ });
});
