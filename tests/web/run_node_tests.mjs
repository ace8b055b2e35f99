// Runs the tests of one folder under node's own test runner: `npm --prefix web run test:unit`, `... test:browsers`. They
// are TypeScript, so esbuild (which Vite brings) packs each into one module first.
//   node tests/web/run_node_tests.mjs FOLDER [ARGUMENT OF NODE]...
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const project = resolve(here, '../..');
const [name, ...nodeArguments] = process.argv.slice(2);
const folder = join(here, name);
const packed = join(project, 'build', `${name}-tests`);

const { buildSync } = createRequire(join(project, 'web/package.json'))('esbuild');
const tests = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
rmSync(packed, { recursive: true, force: true });
buildSync({
  entryPoints: tests.map((file) => join(folder, file)),
  outdir: packed,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
  // For project.ts, which Playwright loads as CommonJS.
  define: { __dirname: JSON.stringify(here) },
  // The static host is CommonJS.
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
});

const files = tests.map((file) => join(packed, `${basename(file, '.ts')}.mjs`));
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...nodeArguments, ...files], { stdio: 'inherit' });
process.exitCode = status ?? 1;
