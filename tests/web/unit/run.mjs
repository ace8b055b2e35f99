// Runs the page's unit tests under node: `npm --prefix web run test:unit`. They are TypeScript, so esbuild (which Vite
// brings) packs each into one module first.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';

const folder = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const project = resolve(folder, '../../..');
const packed = join(project, 'build/unit-tests');

const { buildSync } = createRequire(join(project, 'web/package.json'))('esbuild');
const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
rmSync(packed, { recursive: true, force: true });
buildSync({
  entryPoints: tests.map((name) => join(folder, name)),
  outdir: packed,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});

const files = tests.map((name) => join(packed, `${basename(name, '.ts')}.mjs`));
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' });
process.exitCode = status ?? 1;
