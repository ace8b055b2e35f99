// Adds up the test cases of all steps: the last line of tests/run.sh.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];

/** What ctest says of each program, and where GoogleTest says the same of the program's cases. */
const ctestSteps = [
  { file: 'native.xml', cases: 'build/release/test-cases' },
  ...['asan', 'wasm', 'wasm-threads'].map((tree) => ({ file: `${tree}.xml`, cases: `build/${tree}/test-cases` })),
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

/** A line "passed NAME" or "failed NAME" for each check of the code or fuzz target. */
function countsOfChecks(file) {
  const counts = none();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) counts[line.split(' ')[0]] += 1;
  return counts;
}

/** The end of what node's test runner prints: "# pass 12" or, by its other reporter, "\u2139 pass 12". */
function countsOfNode(file) {
  const text = readFileSync(file, 'utf8');
  const count = (word) => Number(text.match(new RegExp(`^[#\u2139] ${word} (\\d+)`, 'm'))?.[1] ?? 0);
  const counts = { passed: count('pass'), failed: count('fail'), skipped: count('skipped') };
  if (text.includes('\nexit status not zero')) counts.failed = Math.max(counts.failed, 1);
  else if (counts.passed + counts.skipped === 0) counts.passed = 1;
  return counts;
}

function countsOfBrowser(file) {
  const { expected, unexpected, skipped, flaky } = JSON.parse(readFileSync(file, 'utf8')).stats;
  return { passed: expected + flaky, failed: unexpected, skipped };
}

const total = none();
const steps = [
  { file: 'checks.txt', read: countsOfChecks },
  ...readdirSync(folder)
    .filter((file) => file.endsWith('.tap'))
    .map((file) => ({ file, read: countsOfNode })),
  ...ctestSteps.map(({ file, cases }) => ({ file, read: (path) => countsOfCtest(path, cases) })),
  { file: 'browser.json', read: countsOfBrowser },
  { file: 'fuzz.txt', read: countsOfChecks },
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
