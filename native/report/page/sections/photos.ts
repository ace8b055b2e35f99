/** What the model learnt from and is tested on. */
import type { TopLevelSpec } from 'vega-lite';
import type { Chart, Section, Table } from '../parts';
import type { Count, Report, Split } from '../report';

const splits: Split[] = ['train', 'val', 'test', ''];
const splitText = (split: Split) => (split === '' ? 'not split' : split);

type Key = 'year' | 'viewpoint';
type KeyedCount<K extends Key> = Count & Record<K, string | number>;

/** Each key once, in the order of the counts. */
function keysOf<K extends Key>(counts: KeyedCount<K>[], key: K): (string | number)[] {
  return [...new Set(counts.map((count) => count[key]))];
}

/** A row per key, a column per split that has photos. */
function countTable<K extends Key>(counts: KeyedCount<K>[], key: K): Table {
  const present = splits.filter((split) => counts.some((count) => count.split === split));
  return {
    header: [key, ...present.map(splitText)],
    rows: keysOf(counts, key).map((name) => [
      String(name),
      ...present.map((split) => {
        const found = counts.find((count) => count[key] === name && count.split === split);
        return String(found?.photos ?? 0);
      }),
    ]),
  };
}

function bars<K extends Key>(counts: KeyedCount<K>[], key: K, across: object): TopLevelSpec {
  const values = counts.map((count) => ({
    [key]: count[key],
    split: splitText(count.split),
    photos: count.photos,
    order: splits.indexOf(count.split),
  }));
  return {
    width: 'container',
    height: 260,
    data: { values },
    mark: 'bar',
    encoding: {
      x: { field: key, type: 'ordinal', ...across },
      y: { field: 'photos', type: 'quantitative', stack: true },
      color: { field: 'split', type: 'nominal', title: null, sort: splits.map(splitText) },
      order: { field: 'order', type: 'quantitative' },
      tooltip: [{ field: key }, { field: 'split' }, { field: 'photos', type: 'quantitative' }],
    },
  };
}

function yearsChart({ by_year }: Report['index']): Chart {
  const present = by_year.map(({ year }) => year);
  const first = present[0] ?? 0;
  const last = present.at(-1) ?? first - 1;
  // Every year has its place, also those without photos; the axis of many years names decades.
  const domain = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const values = domain.length > 30 ? { values: domain.filter((year) => year % 10 === 0) } : {};
  const across = { scale: { domain, paddingInner: 0.1 }, axis: { labelAngle: 0, ...values } };
  return {
    title: 'Photos per year',
    description: "Bars of the index's photos per year of production, stacked by split.",
    spec: bars(by_year, 'year', across),
    numbers: countTable(by_year, 'year'),
  };
}

function viewpointsChart({ by_viewpoint }: Report['index']): Chart {
  const degrees = (viewpoint: string | number) => Number.parseFloat(String(viewpoint)) || 0;
  const across = {
    title: 'viewpoint, degrees around the car',
    axis: { labelAngle: 0 },
    sort: keysOf(by_viewpoint, 'viewpoint').sort((a, b) => degrees(a) - degrees(b)),
  };
  return {
    title: 'Photos per viewpoint',
    description: "Bars of the index's photos per viewpoint, stacked by split; 0 is in front of the car.",
    spec: bars(by_viewpoint, 'viewpoint', across),
    numbers: countTable(by_viewpoint, 'viewpoint'),
  };
}

export function photos({ metrics, index }: Report): Section {
  const explanation = [
    `${index.photos} photos of ${metrics.index}. A bucket with few photos is learnt badly and measured badly.`,
  ];
  const charts = [yearsChart(index)];
  if (index.by_viewpoint.length > 0) charts.push(viewpointsChart(index));
  else explanation.push('The index does not say from which viewpoint its photos were taken.');
  return { id: 'photos', title: 'What it was learnt from and tested on', explanation, charts };
}
