// The table of tests/fuzz/replay.sh: node tests/fuzz/replay.mjs FOLDER...
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = resolve(fileURLToPath(import.meta.url), '../../..');
const programs = join(project, 'build/fuzz/tests/fuzz');
const everyTarget = ['csv', 'image', 'mat', 'opencv', 'pth', 'safetensors'];

/** Files that one process reads: starting it takes longer than most files. */
const filesPerProcess = 100;
/** Bounds for one file, larger than those of fuzzing because the limits are the program's. */
const bounds = ['-timeout=60', '-rss_limit_mb=4096', '-malloc_limit_mb=2048'];
const environment = {
  ...process.env,
  DEEPCARS_FUZZ_FULL_LIMITS: '1',
  LSAN_OPTIONS: `suppressions=${join(project, 'tests/checks/leaks.txt')}:print_suppressions=0`,
};

const beginnings = [
  { targets: ['image', 'opencv'], begins: (head) => head.startsWith('\xff\xd8') || head.startsWith('\x89PNG') },
  { targets: ['image'], begins: (head) => /^(GIF8|BM|II\*\0|MM\0\*|RIFF....WEBP|....ftyp)/s.test(head) },
  { targets: ['pth'], begins: (head) => head.startsWith('PK\x03\x04') || /^\x80[\x02-\x05]/.test(head) },
  { targets: ['mat'], begins: (head) => head.startsWith('MATLAB') },
  { targets: ['safetensors'], begins: (head) => /^.{8}\{/s.test(head) },
];
const extensions = {
  csv: ['csv'], tsv: ['csv'], txt: ['csv'], json: ['safetensors'], safetensors: ['safetensors'], mat: ['mat'],
  pth: ['pth'], pt: ['pth'], pkl: ['pth'], ckpt: ['pth'], bin: ['pth'],
  jpg: ['image', 'opencv'], jpeg: ['image', 'opencv'], png: ['image', 'opencv'],
  gif: ['image'], webp: ['image'], tif: ['image'], tiff: ['image'], bmp: ['image'], heic: ['image'], avif: ['image'],
};

/** By what the file begins with, else by its name; every target that has an own format for a file that says nothing. */
function targetsFor(path) {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(16);
  const length = readSync(file, head, 0, head.length, 0);
  closeSync(file);
  const text = head.toString('latin1', 0, length);
  const byName = extensions[extname(path).slice(1).toLowerCase()];
  return beginnings.find(({ begins }) => begins(text))?.targets ?? byName ?? everyTarget.filter((target) => target !== 'opencv');
}

function filesBelow(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isFile()) return [path];
  if (!status?.isDirectory()) return [];
  return readdirSync(path).sort().flatMap((name) => filesBelow(join(path, name)));
}

/** What a target said of one file, from the lines between libFuzzer's "Running:" and the next. */
function resultOf(text) {
  const executed = text.match(/^Executed .* in (\d+) ms$/m);
  const sentences = [...text.matchAll(/^refused: (.*)$/gm)].map(([, sentence]) => sentence);
  if (executed) {
    const isRead = /^answered$/m.test(text) || sentences.length === 0;
    return { outcome: isRead ? 'read' : 'refused', detail: isRead ? '' : sentences[0], ms: Number(executed[1]) };
  }
  const what = text.match(/^(?:broken promise: .*|.*runtime error: .*|==\d+==\s?ERROR: .*)$/m)?.[0] ?? 'it ended';
  return { outcome: /timeout|out-of-memory/.test(what) ? 'out of bounds' : 'FINDING', detail: what, ms: NaN };
}

/** Runs a target over files in as few processes as possible; one that ends early goes on with the next file. */
function replay(target, files, report) {
  for (let next = 0; next < files.length; ) {
    const batch = files.slice(next, next + filesPerProcess);
    const run = spawnSync(join(programs, target), [...bounds, '-artifact_prefix=/dev/null', ...batch],
      { env: environment, encoding: 'latin1', maxBuffer: 1 << 28 });
    const parts = (run.stderr ?? '').split(/^Running: /m).slice(1);
    if (parts.length === 0) throw new Error(`${target} did not start: ${run.error?.message ?? run.stderr}`);
    parts.forEach((part, i) => report(batch[i], target, resultOf(part.slice(part.indexOf('\n') + 1))));
    next += parts.length;
    if (run.status !== 0 && /^Executed /m.test(parts.at(-1)))
      report('(at its end)', target, { outcome: 'FINDING', detail: 'a leak, or an end that no file explains', ms: NaN });
  }
}

const filesOf = new Map(everyTarget.map((target) => [target, []]));
for (const path of process.argv.slice(2).flatMap(filesBelow))
  for (const target of targetsFor(path)) filesOf.get(target).push(path);

const totals = new Map();
const print = (file, target, result, ms) => console.log([file, target, result, ms].join('\t'));
print('file', 'target', 'result', 'ms');
for (const [target, files] of filesOf) {
  replay(target, files, (file, name, { outcome, detail, ms }) => {
    print(file, name, detail ? `${outcome}: ${detail}` : outcome, Number.isNaN(ms) ? '' : ms);
    const key = `${name}\t${outcome}`;
    const total = totals.get(key) ?? { files: 0, ms: 0, longest: 0 };
    totals.set(key, { files: total.files + 1, ms: total.ms + (ms || 0), longest: Math.max(total.longest, ms || 0) });
  });
}
console.log('\ntarget\tresult\tfiles\tms in all\tms at most');
for (const [key, { files, ms, longest }] of totals) console.log(`${key}\t${files}\t${ms}\t${longest}`);
process.exitCode = [...totals.keys()].some((key) => !/\t(read|refused)$/.test(key)) ? 1 : 0;
