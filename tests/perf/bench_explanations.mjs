// How long the page's engine takes to explain a photo, in Chromium:
//   node tests/perf/bench_explanations.mjs [runs]
// after web/demo.sh --no-serve has built the site. Prints a table for one thread and for two: for each method the time
// to its first picture and to some later ones, each with the picture's colours, in milliseconds and in plain forward
// passes of the same run (median and quartiles).
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { project } from './chromium.mjs';
import { mebibytes, withEnginePage } from './engine_page.mjs';
import { spread } from './spread.mjs';

const runs = Number(process.argv[2] ?? 5);
const targets = { logits: 'top', years: 'expected-year' };
/** Pairs of permutations until a tile's standard error is at most this many years on average. */
const shapleyErrorYears = 1;

/** How many pairs that takes for the photo of the benchmark; nothing if not even this many do. */
function shapleyPairs(maxPairs = 12) {
  const folder = mkdtempSync(join(tmpdir(), 'deepcars-bench-'));
  try {
    for (let pairs = 1; pairs <= maxPairs; ++pairs) {
      const printed = execFileSync(join(project, 'build/deepcars'), ['explain', join(project, 'models/samples/coupe-1957.jpg'),
        '--method', 'shapley-tiles', '--target', targets.years, '--steps', String(pairs), '--json',
        '--output', join(folder, 'map.png')], { stdio: ['ignore', 'pipe', 'ignore'] });
      if (JSON.parse(printed).standard_error <= shapleyErrorYears) return pairs;
    }
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const workerCode = `
async function measure({ milestones, runs, ...setup }) {
  const { base } = setup;
  const engine = await openEngine(setup);
  const time = (work) => { const start = performance.now(); work(); return performance.now() - start; };
  const samples = milestones.map(() => []);
  const forward = [];
  for (let i = -1; i < runs; ++i) {
    const pass = time(() => check(engine.predict()));
    if (i >= 0) forward.push(pass);
    milestones.forEach(({ method, target, step }, m) => {
      const ms = time(() => {
        const { steps } = check(engine.beginExplanation(method, target));
        for (let done = 0; done < Math.min(step ?? steps, steps); ++done) check(engine.stepExplanation());
      });
      if (i >= 0) samples[m].push(ms);
    });
  }
  const memory = { one: memories.ours.buffer.byteLength };
  check(engine.loadCheat(await bytesOf(base + 'bench/cheat.safetensors')));
  for (const cheats of [true, false]) {
    check(engine.letCheatAnswer(cheats));
    check(engine.predict());
    for (const { method, target, step } of milestones) {
      if (step !== 1) continue;
      check(engine.beginExplanation(method, target));
      check(engine.stepExplanation());
    }
  }
  memory.both = memories.ours.buffer.byteLength;
  return { samples, forward, memory };
}`;

const pairs = shapleyPairs();
/** A step of occlusion is a row of windows; one of Shapley values is a row of tiles, so that a pair takes 14. */
const milestones = [
  { what: 'gradient', method: 'gradient', target: targets.logits },
  { what: 'CAM', method: 'cam', target: targets.logits },
  { what: 'LayerCAM, third stage', method: 'layer-cam-layer3', target: targets.logits },
  { what: 'occlusion, first picture', method: 'occlusion', target: targets.logits, step: 1, aimMs: 150 },
  { what: 'occlusion, 7 x 7', method: 'occlusion', target: targets.logits, step: 7, aimMs: 1200 },
  { what: 'occlusion, 7 x 7 and 14 x 14', method: 'occlusion', target: targets.logits, aimMs: 5000 },
  { what: 'SmoothGrad squared, first picture', method: 'smooth-grad-squared', target: targets.years, step: 1, aimMs: 150 },
  { what: 'SmoothGrad squared, 25 copies', method: 'smooth-grad-squared', target: targets.years, step: 25, aimMs: 2500 },
  { what: 'integrated gradients, 34 points', method: 'integrated-gradients', target: targets.years, step: 33, aimMs: 3000 },
  { what: 'RISE, all masks', method: 'rise', target: targets.logits },
  { what: 'Shapley tiles, first picture', method: 'shapley-tiles', target: targets.logits, step: 1, aimMs: 150 },
  ...(pairs ? [{ what: `Shapley tiles, ${pairs} pairs: to ${shapleyErrorYears} year`, method: 'shapley-tiles', target: targets.years,
    step: 14 * pairs, aimMs: 15000 }] : []),
  { what: 'Shapley tiles, by default', method: 'shapley-tiles', target: targets.logits },
];

await withEnginePage(undefined, async ({ folder, measure, names }) => {
  copyFileSync(join(project, 'models/planted-cue.safetensors'), join(folder, 'cheat.safetensors'));
  console.log(`What explanations take in the page's engine (${names[0]} with one thread, ${names[1]} with two): median (quartiles) ` +
    `of ${runs} runs.\n`);
  console.log('| explanation | threads | ms | forward passes | aim with two threads, ms |');
  console.log('|---|---|---|---|---|');
  for (const threads of [2, 1]) {
    const { samples, forward, memory } = await measure(workerCode, threads, { runs, milestones });
    milestones.forEach(({ what, aimMs }, m) => {
      const passes = samples[m].map((ms, i) => ms / forward[i]);
      console.log(`| ${what} | ${threads} | ${spread(samples[m], 0)} | ${spread(passes, 1)} | ${threads > 1 && aimMs ? aimMs : ''} |`);
    });
    const row = (what, bytes) =>
      console.log(`| WebAssembly memory, ${what} | ${threads} | ${mebibytes(bytes)} MiB | | ${threads > 1 ? '160 MiB' : ''} |`);
    row('all of these', memory.one);
    row('and maps of the cheating program', memory.both);
  }
});
