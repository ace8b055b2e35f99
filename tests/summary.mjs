// Adds up the JUnit files of ctest and the JSON file of Playwright: the last line of tests/run.sh.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const total = { passed: 0, failed: 0, skipped: 0 };

/** Counts of one file, by its kind. */
function countsOf(path) {
  const text = readFileSync(path, 'utf8');
  if (path.endsWith('.json')) {
    const { expected, unexpected, skipped, flaky } = JSON.parse(text).stats;
    return { passed: expected + flaky, failed: unexpected, skipped };
  }
  const attribute = (name) => Number(text.match(new RegExp(`<testsuite[^>]*\\s${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = attribute('failures');
  const skipped = attribute('skipped') + attribute('disabled');
  return { passed: attribute('tests') - failed - skipped, failed, skipped };
}

const expectedFiles = ['native.xml', 'wasm-simd.xml', 'wasm-threads.xml', 'browser.json'];
const present = readdirSync(folder);
for (const file of expectedFiles) {
  if (!present.includes(file)) {
    console.log(`${file}: no result, the step did not run to its end`);
    total.failed += 1;
    continue;
  }
  const counts = countsOf(join(folder, file));
  console.log(`${file}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  for (const key of Object.keys(total)) total[key] += counts[key];
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
