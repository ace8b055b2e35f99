// The list of licences that the site ships.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { project } from '../project';

const listing = execFileSync(
  process.execPath,
  [join(project, 'packaging/licences.mjs'), 'site', join(project, 'build/wasm')],
  { encoding: 'utf8' },
);

interface LockFile {
  packages: Record<string, { version: string; dev?: boolean }>;
}

test('every package that the page is made with is listed, and its text is there', () => {
  const { packages } = JSON.parse(readFileSync(join(project, 'web/package-lock.json'), 'utf8')) as LockFile;
  // Types are nothing that runs.
  const isShipped = (path: string) => path !== '' && !packages[path]!.dev && !/@types\/|undici-types/.test(path);
  const shipped = Object.entries(packages).filter(([path]) => isShipped(path));
  assert.ok(shipped.length > 10);
  for (const [path, { version }] of shipped) {
    const work = `${path.replace('node_modules/', '')} ${version}`;
    assert.ok(listing.includes(`\n  ${work}: `), work);
    assert.match(listing, new RegExp(`\\n-{78}\\n(.*, )?${work.replaceAll('.', '\\.')}(, .*)?\\n\\n\\S`), work);
  }
});

test('so is what the WebAssembly modules contain', () => {
  for (const name of ['emscripten', 'Dear ImGui', 'libjpeg-turbo'])
    assert.match(listing, new RegExp(`\\n  ${name}.* \\d+\\.\\d+.*: \\S`), name);
  for (const words of ['MIT License', 'Non-commercial use only', 'Omar Cornut', 'Independent JPEG Group', 'Apache License'])
    assert.ok(listing.includes(words), words);
});
