// clang-tidy over what build/release compiles of shared/ and native/:
//   node tests/checks/tidy.mjs [PART OF A PATH]...
// A compilation is checked again only if a file of the project that it includes has changed since it last passed
// (ninja knows which they are). Left out are the tests, whose GoogleTest macros take longer than all the rest; the files
// that include LibTorch, for the same reason; and wasm/, which needs Emscripten's own clang. Prints the findings; the last line counts compilations; exit status 1 if any failed.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = resolve(fileURLToPath(import.meta.url), '../../..');
const tree = join(project, 'build/release');
const stamps = join(project, 'build/tidy');
const clangTidy = 'clang-tidy-19';
const wanted = process.argv.slice(2);

/** The project's own files that each object was compiled from, as ninja recorded them. */
function dependencies() {
  const output = execFileSync('ninja', ['-C', tree, '-t', 'deps'], { encoding: 'utf8', maxBuffer: 1 << 29 });
  const files = new Map();
  for (const block of output.split('\n\n')) {
    const [head, ...lines] = block.split('\n');
    const object = head.slice(0, head.indexOf(': #deps'));
    const paths = lines.map((line) => resolve(tree, line.trim()));
    files.set(object, paths.filter((path) => path.startsWith(`${project}/`) && !path.includes('.gch')));
  }
  return files;
}

/** clang knows neither GCC's precompiled headers nor where ninja wants its output. */
function argumentsOf(command) {
  const words = command.split(' ').filter((word) => word !== '' && word !== '-Winvalid-pch');
  const kept = [];
  for (let i = words.findIndex((word) => /(c\+\+|g\+\+|clang\+\+)[-0-9]*$/.test(word)) + 1; i < words.length; i += 1) {
    if (words[i] === '-o' || words[i] === '-c' || words[i] === '-MF' || words[i] === '-MT') i += 1;
    else if (words[i] === '-include' && words[i + 1].includes('cmake_pch')) i += 1;
    else kept.push(words[i].replaceAll('\\"', '"'));
  }
  return [...kept, '-Wno-unknown-warning-option', '-Wno-unknown-pragmas', '-Wno-deprecated-declarations'];
}

function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}

function check({ file, args }) {
  return new Promise((done) => {
    const child = spawn(clangTidy, ['--quiet', file, '--', ...args], { cwd: tree });
    let findings = '';
    child.stdout.on('data', (text) => (findings += text));
    child.stderr.on('data', (text) => (findings += /^\d+ warnings? (generated|treated)/.test(text) ? '' : text));
    child.on('error', (error) => done({ passed: false, findings: `${clangTidy}: ${error.message}\n` }));
    child.on('close', (status) => done({ passed: status === 0, findings }));
  });
}

const included = dependencies();
const config = readFileSync(join(project, '.clang-tidy'));
const compilations = JSON.parse(readFileSync(join(tree, 'compile_commands.json'), 'utf8'))
  .map(({ file, command }) => ({ file, args: argumentsOf(command), object: command.match(/ -o (\S+)/)?.[1] ?? '' }))
  .filter(({ object }) => /^(shared|native)\//.test(object) && !/cmake_pch|page_assets|\.pb\.cc|deepcars_learning/.test(object))
  .filter(({ object }) => wanted.length === 0 || wanted.some((part) => object.includes(part)));
mkdirSync(stamps, { recursive: true });

const counts = { passed: 0, failed: 0 };
const queue = [];
for (const compilation of compilations) {
  const files = included.get(compilation.object) ?? [compilation.file];
  const key = hash([config, ...compilation.args, ...files.flatMap((path) => [path, existsSync(path) ? readFileSync(path) : ''])]);
  compilation.stamp = join(stamps, `${compilation.object.replaceAll('/', '_')}.passed`);
  compilation.key = key;
  if (existsSync(compilation.stamp) && readFileSync(compilation.stamp, 'utf8') === key) counts.passed += 1;
  else queue.push(compilation);
}

async function work() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { passed, findings } = await check(next);
    counts[passed ? 'passed' : 'failed'] += 1;
    if (passed) writeFileSync(next.stamp, next.key);
    else process.stdout.write(`${relative(project, next.file)}:\n${findings}`);
  }
}
await Promise.all(Array.from({ length: availableParallelism?.() ?? cpus().length }, work));
console.log(`clang-tidy: ${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
