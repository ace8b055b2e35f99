// Adds up the test cases of all steps: the last line of tests/run.sh.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];

/** What ctest says of each program, and where GoogleTest says the same of the program's cases. */
const ctestSteps = [
  { file: 'native.xml', cases: 'build/release/test-cases' },
  ...['simd', 'threads', 'relaxed', 'relaxed-threads'].map((variant) => ({
    file: `wasm-${variant}.xml`,
    cases: `build/wasm-${variant}/test-cases`,
  })),
];

const none = () => ({ passed: 0, failed: 0, skipped: 0 });

function add(total, counts) {
  for (const key of Object.keys(total)) total[key] += counts[key];
}

/** The text of each <testcase>, attributes and content. */
function testCases(path) {
  return readFileSync(path, 'utf8').split(/<testcase\b/).slice(1);
}

function casesOfProgram(path) {
  const counts = none();
  for (const text of testCases(path)) {
    if (text.includes('<failure')) counts.failed += 1;
    else if (text.includes('<skipped') || text.includes('status="notrun"')) counts.skipped += 1;
    else counts.passed += 1;
  }
  return counts;
}

/** A program without cases counts as one; so does an end that no case explains, such as a crash. */
function countsOfCtest(file, cases) {
  const total = none();
  for (const text of testCases(file)) {
    const [, name] = text.match(/\bname="([^"]*)"/);
    const [, status] = text.match(/\bstatus="([^"]*)"/);
    const report = join(cases, `${name}.xml`);
    const counts = existsSync(report) ? casesOfProgram(report) : none();
    if (status === 'fail') counts.failed = Math.max(counts.failed, 1);
    else if (!existsSync(report)) counts[status === 'run' ? 'passed' : 'skipped'] += 1;
    add(total, counts);
  }
  return total;
}

function countsOfBrowser(file) {
  const { expected, unexpected, skipped, flaky } = JSON.parse(readFileSync(file, 'utf8')).stats;
  return { passed: expected + flaky, failed: unexpected, skipped };
}

const total = none();
const steps = [
  ...ctestSteps.map(({ file, cases }) => ({ file, read: (path) => countsOfCtest(path, cases) })),
  { file: 'browser.json', read: countsOfBrowser },
];
for (const { file, read } of steps) {
  const path = join(folder, file);
  if (!existsSync(path)) {
    console.log(`${file}: no result, the step did not run to its end`);
    total.failed += 1;
    continue;
  }
  const counts = read(path);
  console.log(`${file}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  add(total, counts);
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
