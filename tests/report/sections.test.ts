import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Chart, Section } from '../../native/report/page/parts';
import type { Report } from '../../native/report/page/report';
import { heading, sections } from '../../native/report/page/sections';
import { maxGroupsPerChart } from '../../native/report/page/sections/groups';
import { fullReport, hostile, sampleReport } from './sample-report';

function section(report: Report, id: string): Section {
  const found = sections(report).find((each) => each.id === id);
  assert.ok(found, id);
  return found;
}

function chart(report: Report, id: string, number = 0): Chart {
  const found = section(report, id).charts?.[number];
  assert.ok(found, `${id}, chart ${number}`);
  return found;
}

type Row = Record<string, unknown>;
function dataOf(spec: TopLevelSpec): Row[] {
  return (spec as { data: { values: Row[] } }).data.values;
}

const allCharts = (report: Report) => sections(report).flatMap(({ charts = [] }) => charts);
const text = (part: Section) => part.explanation.join('\n');

test('sections have ids of letters and hyphens, each once', () => {
  const ids = sections(fullReport()).map(({ id }) => id);
  assert.equal(new Set(ids).size, 12);
  for (const id of ids) assert.match(id, /^[a-z-]+$/);
});

test('every chart has its numbers and words', () => {
  assert.ok(allCharts(sampleReport()).length >= 8);
  for (const { title, description, numbers } of allCharts(fullReport())) {
    assert.ok(title.length > 0);
    assert.ok(description.length > 0, title);
    assert.ok(numbers.rows.length > 0, title);
    for (const row of numbers.rows) assert.equal(row.length, numbers.header.length, title);
  }
});

test('every chart is a valid Vega-Lite specification, without a warning', () => {
  for (const { title, spec } of allCharts(fullReport())) {
    const complaints: unknown[] = [];
    const complain = (...words: readonly unknown[]) => {
      complaints.push(words);
      return logger;
    };
    const ignore = () => logger;
    const logger = {
      level: () => logger,
      error: complain,
      warn: complain,
      info: ignore,
      debug: ignore,
    } as unknown as NonNullable<NonNullable<Parameters<typeof compile>[1]>['logger']>;
    // Without a page, "container" has no width.
    compile({ ...spec, width: 600 } as TopLevelSpec, { logger });
    assert.deepEqual(complaints, [], title);
  }
});

test('names come through as they are', () => {
  const report = sampleReport();
  const rows = dataOf(chart(report, 'years').spec);
  assert.equal(rows.length, 3);
  assert.equal(rows[0]?.['source'], hostile);
  assert.equal(section(report, 'cars').galleries?.[0]?.pictures[0]?.caption[0], hostile);
  assert.equal(heading(report).title, `How well ${hostile} dates cars`);
});

test('the heading counts what was left out', () => {
  const report = sampleReport();
  assert.equal(heading(report).subtitle, `3 photos of ${hostile}, split: test.`);
  report.metrics.unreadable_photos = 2;
  report.metrics.photos_outside_buckets = 1;
  assert.match(heading(report).subtitle, /; 2 more could not be read .*; 1 are of years outside/);
});

test('the report says what is missing', () => {
  const report = sampleReport();
  assert.match(text(section(report, 'photos')), /does not say from which viewpoint/);
  assert.match(text(section(report, 'training')), /no training run/);
  assert.match(text(section(report, 'saliency-trust')), /Not measured/);
  assert.match(text(section(report, 'cars')), /no most surprising ones/);

  const full = fullReport();
  assert.doesNotMatch(text(section(full, 'training')), /no training run/);
  assert.match(text(section(full, 'training')), /mean of 2 batches/);
  const titles = allCharts(full).map(({ title }) => title);
  for (const title of ['Photos per viewpoint', 'Loss by epoch', 'Loss by time in minutes', 'Accuracy by training batches']) {
    assert.ok(titles.includes(title), title);
  }
  assert.doesNotMatch(text(section(full, 'cars')), /no most surprising ones/);
});

test('the measures stand beside the baseline that is hardest to beat', () => {
  const table = section(sampleReport(), 'measures').tables?.[0];
  const row = (name: string) => table?.rows.find(([words]) => words === name);
  assert.deepEqual(table?.header.slice(3, 6), ['majority', 'class prior', 'median year']);
  assert.deepEqual(row('accuracy')?.slice(1), [
    '50.0 %',
    '25.0 .. 75.0',
    '25.0 %',
    '37.5 %',
    '-',
    '+12.5 % (-50.0 .. 25.0) to class prior',
  ]);
  assert.equal(row('mae years')?.at(-1), '-0.50 (-0.50 .. 0.25) to median year');
  assert.equal(row('nll')?.[3], '-');
});

test('without a bootstrap there are values without intervals', () => {
  const report = sampleReport();
  report.metrics.intervals = null;
  const measures = section(report, 'measures');
  assert.equal(measures.explanation.length, 1);
  assert.equal(measures.tables?.[0]?.rows[0]?.[2], '-');
  assert.equal(measures.tables?.[0]?.rows[0]?.at(-1), '+12.5 % to class prior');
  const rows = dataOf(chart(report, 'measures').spec);
  assert.ok(rows.every(({ value, low, high }) => value === low && value === high));
});

test('the confusion chart has no row for a bucket without photos, its table has', () => {
  const { spec, numbers } = chart(sampleReport(), 'confusion');
  assert.equal(dataOf(spec).length, 2 * 3);
  assert.deepEqual(numbers.rows[0], ['2000-2001', '2', '0.50', '0.12', '0.38']);
  assert.deepEqual(numbers.rows[2], ['2004-2005', '0', '0.00', '0.00', '0.00']);
});

test('the reliability diagram leaves out bins without photos', () => {
  const { spec, numbers } = chart(sampleReport(), 'reliability');
  assert.equal(dataOf(spec).length, 1);
  assert.deepEqual(numbers.rows, [['50.0 .. 100.0 %', '3', '75.0 %', '50.0 %']]);
});

test('a chart of many groups shows those with the most photos, its table all', () => {
  const report = sampleReport();
  const [make] = report.metrics.by_make;
  assert.ok(make);
  report.metrics.by_make = Array.from({ length: maxGroupsPerChart + 5 }, (_, i) => ({ ...make, make: `make ${i}`, photos: i }));
  const { spec, numbers, description } = chart(report, 'groups', 2);
  assert.equal(dataOf(spec).length, maxGroupsPerChart);
  assert.equal(dataOf(spec)[0]?.['photos'], maxGroupsPerChart + 4);
  assert.equal(numbers.rows.length, maxGroupsPerChart + 5);
  assert.match(description, /for the 30 with the most photos/);
});

test('photos are counted per year and split, and every year has its place', () => {
  const { spec, numbers } = chart(sampleReport(), 'photos');
  assert.deepEqual(numbers, { header: ['year', 'train', 'test'], rows: [['2000', '1', '2'], ['2003', '0', '1']] });
  const { encoding } = spec as unknown as { encoding: { x: { scale: { domain: number[] } } } };
  assert.deepEqual(encoding.x.scale.domain, [2000, 2001, 2002, 2003]);
});

test('viewpoints are in the order of their degrees', () => {
  const { spec, numbers } = chart(fullReport(), 'photos', 1);
  const { encoding } = spec as unknown as { encoding: { x: { sort: string[] } } };
  assert.deepEqual(encoding.x.sort, ['90', '180']);
  assert.deepEqual(numbers.header, ['viewpoint', 'train', 'not split']);
});

test('maps stand in the order of what they are worth, baselines marked', () => {
  const areas = chart(fullReport(), 'saliency-trust', 0);
  assert.match(areas.title, /the likeliest bucket, fill blurred/);
  const rows = dataOf(areas.spec);
  assert.deepEqual(
    rows.slice(0, 3).map(({ map, verdict }) => [map, verdict]),
    [
      ['gradient', 'ahead'],
      ['edges', 'baseline'],
      ['guided-backpropagation', 'not ahead'],
    ],
  );
  assert.deepEqual([rows[0]?.['low'], rows[0]?.['mean'], rows[0]?.['high']], [0.4375, 0.5, 0.5625]);
  assert.deepEqual(areas.numbers.rows[2], [
    'guided-backpropagation',
    '1',
    '0.438 (0.375 .. 0.500)',
    '0.562 (0.500 .. 0.625)',
    '0.125 (0.062 .. 0.188)',
    '-0.250 (-0.312 .. -0.188)',
    'not ahead of edges',
  ]);
  assert.match(chart(fullReport(), 'saliency-trust', 3).title, /the expected year, fill mean-color/);
});

test('curves are drawn for the best method and baselines, with a band of one standard error', () => {
  const insertion = chart(fullReport(), 'saliency-trust', 5);
  assert.match(insertion.title, /Insertion.*the likeliest bucket, fill blurred/);
  const rows = dataOf(insertion.spec);
  assert.equal(new Set(rows.map(({ map }) => map)).size, 4);
  assert.ok(!rows.some(({ map }) => map === 'guided-backpropagation'));
  const edges = rows.filter(({ map }) => map === 'edges');
  assert.deepEqual(edges.map(({ share }) => share), [0, 1]);
  assert.deepEqual(edges.map(({ mean }) => mean), [0.25, 0.75]);
  assert.equal(edges[1]?.['high'], 0.875);
  assert.equal(insertion.numbers.rows.length, 7 * 2);
  assert.deepEqual(insertion.numbers.rows[0], ['gradient', '0.000', '0.250', '0.125', '0.375']);
});

test('the test with random weights has a cell per map and layer, and is left out where it was not made', () => {
  const cells = dataOf(chart(fullReport(), 'saliency-trust', 8).spec);
  assert.equal(cells.length, 2 * 2);
  assert.deepEqual(cells[0], { map: 'gradient', layer: 'fc', mean: 0.5, low: 0.375, high: 0.625, strength: 0.5 });
  assert.equal(cells[1]?.['layer'], 'conv1');
  const report = fullReport();
  assert.ok(report.metrics.saliency);
  report.metrics.saliency.sanity_check = null;
  assert.equal(section(report, 'saliency-trust').charts?.length, 8);
});

test('a single photo has neither bands nor intervals', () => {
  const report = fullReport();
  const edges = report.saliency_curves?.find(({ map }) => map === 'edges');
  const gradient = report.metrics.saliency?.maps.find(({ map }) => map === 'gradient');
  assert.ok(edges?.deletion[0] && gradient);
  edges.deletion[0].standard_error = null;
  gradient.insertion_less_deletion.interval = null;
  const row = dataOf(chart(report, 'saliency-trust', 4).spec).find(({ map }) => map === 'edges');
  assert.deepEqual([row?.['low'], row?.['high']], [0.75, 0.75]);
  const dot = dataOf(chart(report, 'saliency-trust', 0).spec).find(({ map }) => map === 'gradient');
  assert.deepEqual([dot?.['low'], dot?.['high']], [0.5, 0.5]);
});

test('drawn cars tell to which parts the network reacts, and where the maps change', () => {
  const part = section(fullReport(), 'drawn-cars');
  assert.match(text(part), /75.0 % of these drawings unlike/);
  assert.match(text(part), /does not react to lights: .* less than 3 years/);
  assert.deepEqual(part.tables?.[0]?.rows, [
    ['all, expected year', '1940.0', '2010.0', '-'],
    ['grille', '-8.0', '2.0', '5.0'],
    ['lights', '-1.0', '1.0', '1.0'],
  ]);
  assert.deepEqual(part.tables?.[1], {
    header: ['share of the change in the part', 'grille'],
    rows: [
      ['by chance: the area of the part', '12.5 %'],
      ['gradient', '50.0 %'],
      ['edges', '75.0 %'],
    ],
  });
  assert.match(text(section(sampleReport(), 'drawn-cars')), /Not measured/);

  const deaf = fullReport();
  const [grille] = deaf.metrics.saliency?.drawn_cars?.parts ?? [];
  assert.ok(grille);
  grille.reacts = false;
  assert.equal(section(deaf, 'drawn-cars').tables?.length, 1);
});
