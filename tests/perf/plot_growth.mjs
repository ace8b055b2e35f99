// Draws what deepcars_bench_growth measured, time and memory over the photo's size, on logarithmic axes:
//   node tests/perf/plot_growth.mjs GROWTH.json GROWTH.svg
// A line of slope 1 shows what growth in proportion to the number of pixels would be.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const packages = createRequire(join(project, 'native/report/page/package.json'));
const load = (name) => import(pathToFileURL(packages.resolve(name)));
const { parse, View } = await load('vega');
const { compile } = await load('vega-lite');

const [input, output] = process.argv.slice(2);
const rows = JSON.parse(readFileSync(input, 'utf8'));
const works = [...new Set(rows.map((row) => row.work))];
const sizes = [...new Set(rows.map((row) => row.size_px))].sort((a, b) => a - b);
const batches = [...new Set(rows.map((row) => row.batch))].sort((a, b) => a - b);
const photos = (batch) => `${batch} photo${batch > 1 ? 's' : ''}`;

const ink = '#1b2430';
const soft = '#5a6675';
const line = '#d5dbe2';
const colours = ['#0b62b8', '#c65102', '#1f7a4d', '#7d3c98'].slice(0, batches.length);

// Beside the largest batch's line, so that both are seen where they have the same slope.
function slopeOne(work, field) {
  const of = rows.filter((row) => row.work === work && row.batch === Math.max(...batches));
  const first = of.reduce((a, b) => (a.size_px < b.size_px ? a : b));
  const last = of.reduce((a, b) => (a.size_px > b.size_px ? a : b));
  return [first, last].map(({ size_px }) => ({
    pixels: size_px ** 2,
    value: 1.5 * first[field] * (size_px / first.size_px) ** 2,
  }));
}

// The same axes in both columns, so that the two can be compared.
function range(field) {
  const measured = rows.map((row) => row[field]);
  const reference = works.flatMap((work) => slopeOne(work, field).map(({ value }) => value));
  return [Math.min(...measured) / 1.5, Math.max(...measured, ...reference) * 2];
}

// Powers of ten, and two and five times those.
function ticks([lowest, highest]) {
  const all = [];
  for (let power = 10 ** Math.floor(Math.log10(lowest)); power <= highest; power *= 10) all.push(power, 2 * power, 5 * power);
  return all.filter((value) => value >= lowest && value <= highest);
}

function panel(work, field, unit) {
  const x = {
    field: 'pixels',
    type: 'quantitative',
    scale: { type: 'log', domain: [sizes.at(0) ** 2 / 1.15, sizes.at(-1) ** 2 * 1.15], nice: false },
    axis: {
      title: 'pixels of a photo',
      values: sizes.map((size) => size ** 2),
      labelExpr: "format(sqrt(datum.value), 'd') + '²'",
      labelOverlap: false,
    },
  };
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { type: 'log', domain: range(field), nice: false },
    axis: { title: unit, values: ticks(range(field)), format: ',~r', labelOverlap: 'greedy' },
  };
  const colour = {
    field: 'batch',
    type: 'nominal',
    sort: batches.map(photos),
    scale: { domain: batches.map(photos), range: colours },
    legend: { title: 'in a batch' },
  };
  const measured = rows
    .filter((row) => row.work === work)
    .map((row) => ({ pixels: row.size_px ** 2, value: row[field], batch: photos(row.batch) }));
  const reference = slopeOne(work, field);
  return {
    title: `${work}: ${field === 'ms' ? 'time' : 'memory'}`,
    width: 360,
    height: 260,
    layer: [
      {
        data: { values: reference },
        mark: { type: 'line', color: soft, strokeDash: [5, 4], strokeWidth: 1.5 },
        encoding: { x, y },
      },
      {
        data: { values: [reference.at(-1)] },
        mark: { type: 'text', text: 'slope 1', color: soft, align: 'right', dx: -10, dy: -10 },
        encoding: { x, y },
      },
      {
        data: { values: measured },
        mark: { type: 'line', strokeWidth: 2, point: { size: 55, filled: true, opacity: 1 } },
        encoding: { x, y, color: colour },
      },
    ],
  };
}

const threads = rows[0].threads;
const spec = {
  background: 'white',
  padding: 16,
  title: {
    text: `How ResNet-18's time and memory grow, ${threads} thread${threads > 1 ? 's' : ''}`,
    subtitle: 'Both axes logarithmic. Dashed: growth in proportion to the number of pixels.',
    anchor: 'start',
    fontSize: 17,
    subtitleFontSize: 13,
    subtitleColor: soft,
    color: ink,
    offset: 14,
  },
  columns: works.length,
  concat: [
    ...works.map((work) => panel(work, 'ms', 'time of the batch, ms')),
    ...works.map((work) => panel(work, 'peak_mib', 'peak memory with weights, MiB')),
  ],
  config: {
    font: 'Inter, system-ui, sans-serif',
    view: { stroke: null },
    title: { fontSize: 14, fontWeight: 600, color: ink, anchor: 'start', frame: 'group' },
    axis: {
      labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500,
      gridColor: line, domainColor: line, tickColor: line,
    },
    legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, orient: 'right' },
    text: { fontSize: 12 },
  },
};

writeFileSync(output, await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG());
