// Runs the page's tests, tests/report/*.test.ts, under node; arguments go to `node --test`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const tests = join(here, '../../../tests/report');
const bundles = mkdtempSync(join(tmpdir(), 'deepcars-report-'));
try {
  await build({
    entryPoints: readdirSync(tests)
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join(tests, name)),
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    // The tests lie outside this folder, the packages in it.
    nodePaths: [join(here, 'node_modules')],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const files = readdirSync(bundles).map((name) => join(bundles, name));
  const run = spawnSync(process.execPath, ['--test', ...process.argv.slice(2), ...files], { stdio: 'inherit' });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(bundles, { recursive: true });
}
