/**
 * How far the heat maps can be trusted: whether they depend on what the network has learnt, and on the right pixels.
 */
import type { TopLevelSpec } from 'vega-lite';
import { tableOf, type Chart, type Section } from '../parts';
import type { Areas, Estimate, MapAreas, MapKey, MeanInterval, Report, Saliency, SaliencyCurves, SanityCheck } from '../report';
import { fixed } from '../text';

/** The chart of curves has room for so many maps; its table has all. */
const curvesPerChart = 4;
/** The baseline that the tables compare with. */
const shownRival = 'edges';

/** One standard error on either side of the mean; none for a single photo. */
export function band({ mean, standard_error }: Estimate): { mean: number; low: number; high: number } {
  const error = standard_error ?? 0;
  return { mean, low: mean - error, high: mean + error };
}

const targetWords: Record<string, string> = { top: 'the likeliest bucket', 'expected-year': 'the expected year' };
const targetText = (target: string) => targetWords[target] ?? target;

/** Targets and fills, each pair once, in the order in which they were measured. */
function groupsOf(maps: readonly MapKey[]): { target: string; fill: string }[] {
  const groups = new Map(maps.map(({ target, fill }) => [`${target} ${fill}`, { target, fill }]));
  return [...groups.values()];
}

function ofGroup<Row extends MapKey>(maps: readonly Row[], { target, fill }: { target: string; fill: string }): Row[] {
  return maps.filter((map) => map.target === target && map.fill === fill);
}

/** The best map first. */
function ranked(maps: readonly MapAreas[]): MapAreas[] {
  return [...maps].sort((a, b) => b.insertion_less_deletion.mean - a.insertion_less_deletion.mean);
}

function verdict({ is_baseline, ahead, not_ahead_of }: MapAreas): string {
  if (is_baseline) return 'baseline';
  return ahead ? 'ahead' : `not ahead of ${(not_ahead_of ?? []).join(', ')}`;
}

function meanText({ mean, interval }: MeanInterval): string {
  return interval === null ? fixed(mean, 3) : `${fixed(mean, 3)} (${fixed(interval[0], 3)} .. ${fixed(interval[1], 3)})`;
}

const areaKeys = ['deletion', 'insertion', 'insertion_less_deletion'] as const satisfies readonly (keyof Areas)[];

/** Insertion less deletion of every map with its interval, the best on top. */
function areasChart(saliency: Saliency, group: { target: string; fill: string }): Chart {
  const maps = ranked(ofGroup(saliency.maps, group));
  const values = maps.map((map) => {
    const { mean, interval } = map.insertion_less_deletion;
    const [low, high] = interval ?? [mean, mean];
    return { map: map.map, mean, low, high, verdict: map.is_baseline ? 'baseline' : map.ahead ? 'ahead' : 'not ahead' };
  });
  const y = { field: 'map', type: 'nominal', sort: null, title: null, axis: { labelLimit: 220 } } as const;
  const color = {
    field: 'verdict',
    type: 'nominal',
    title: null,
    scale: {
      domain: ['ahead', 'not ahead', 'baseline'],
      range: ['var(--series-3)', 'var(--series-1)', 'var(--series-2)'],
    },
  } as const;
  const spec: TopLevelSpec = {
    width: 'container',
    height: { step: 19 },
    data: { values },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: {
          y,
          color,
          x: { field: 'low', type: 'quantitative', title: 'insertion less deletion', scale: { zero: true } },
          x2: { field: 'high' },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: {
          y,
          color,
          shape: { field: 'verdict', type: 'nominal', title: null, scale: { domain: ['ahead', 'not ahead', 'baseline'] } },
          x: { field: 'mean', type: 'quantitative' },
          tooltip: [{ field: 'map' }, { field: 'mean', format: '.3f' }, { field: 'verdict' }],
        },
      },
    ],
  };
  return {
    title: `Maps of ${targetText(group.target)}, fill ${group.fill}: more is better`,
    description:
      'Area under the insertion curve less that under the deletion curve, with 95 % intervals over cars. Maps named ' +
      'baseline know nothing of the network. A map is ahead if it is better than random blobs, edges, and edges near ' +
      'the centre, by deletion and by insertion, with intervals of the differences apart from zero.',
    spec,
    numbers: {
      header: ['map', 'passes', ...areaKeys.map((key) => key.replaceAll('_', ' ')), `less that of ${shownRival}`, 'verdict'],
      rows: maps.map((map) => {
        const lead = map.leads?.[shownRival];
        return [
          map.map,
          fixed(map.passes, 0),
          ...areaKeys.map((key) => meanText(map[key])),
          lead === undefined ? '-' : meanText(lead.insertion_less_deletion),
          verdict(map),
        ];
      }),
    },
  };
}

/** The best method and the baselines that a method must beat, as far as there is room. */
function shownMaps(maps: readonly MapAreas[]): Set<string> {
  const [best] = ranked(maps.filter(({ is_baseline }) => !is_baseline));
  const rivals = Object.entries(best?.leads ?? {}).filter(([, lead]) => lead.must_be_beaten);
  const others = ranked(maps.filter(({ is_baseline }) => is_baseline)).map(({ map }) => map);
  const names = [...(best === undefined ? [] : [best.map]), ...rivals.map(([name]) => name), ...others];
  return new Set([...new Set(names)].slice(0, curvesPerChart));
}

function curveChart(
  saliency: Saliency,
  curves: readonly SaliencyCurves[],
  group: { target: string; fill: string },
  kind: 'deletion' | 'insertion',
): Chart {
  const shown = shownMaps(ofGroup(saliency.maps, group));
  const rows = ofGroup(curves, group).flatMap((curve) =>
    curve[kind].map((estimate, step) => ({ map: curve.map, share: fixed(step / saliency.steps, 3), ...band(estimate) })),
  );
  const values = rows.filter(({ map }) => shown.has(map)).map((row) => ({ ...row, share: Number(row.share) }));
  const spec: TopLevelSpec = {
    width: 'container',
    height: 260,
    data: { values },
    encoding: {
      x: { field: 'share', type: 'quantitative', title: 'share of pixels exchanged', axis: { format: '%' } },
      color: { field: 'map', type: 'nominal', sort: null },
    },
    layer: [
      {
        mark: { type: 'area', opacity: 0.15 },
        encoding: {
          y: { field: 'low', type: 'quantitative', title: 'what is left of the answer' },
          y2: { field: 'high' },
        },
      },
      {
        mark: { type: 'line', point: false },
        encoding: {
          y: { field: 'mean', type: 'quantitative' },
          tooltip: [{ field: 'map' }, { field: 'share', format: '.0%' }, { field: 'mean', format: '.3f' }],
        },
      },
    ],
  };
  const deletes = kind === 'deletion';
  return {
    title: `${deletes ? 'Deletion: lower' : 'Insertion: higher'} is better (${targetText(group.target)}, fill ${group.fill})`,
    description: `${
      deletes
        ? 'What is left of the answer while the most important pixels are replaced by the fill'
        : 'What comes back of the answer while the most important pixels are put into the fill'
    }. Drawn are the best method and baselines; the table has all maps.`,
    spec,
    numbers: tableOf(rows, 3),
    halfWidth: true,
  };
}

function randomisationChart({ photos, stages, methods }: SanityCheck): Chart {
  const values = Object.entries(methods).flatMap(([map, { rank_correlation }]) =>
    rank_correlation.map((estimate, stage) => ({ map, layer: stages[stage] ?? '', ...band(estimate) })),
  );
  const place = {
    x: { field: 'layer', type: 'ordinal', sort: null, title: 'random down to' },
    y: { field: 'map', type: 'nominal', sort: null, title: null, axis: { labelLimit: 220 } },
  } as const;
  const spec: TopLevelSpec = {
    width: 'container',
    height: { step: 24 },
    data: { values: values.map((row) => ({ ...row, strength: Math.min(1, Math.max(0, row.mean)) })) },
    encoding: place,
    layer: [
      {
        mark: { type: 'rect', color: 'var(--series-1)' },
        encoding: {
          opacity: { field: 'strength', type: 'quantitative', legend: null, scale: { domain: [0, 1], range: [0, 0.6] } },
        },
      },
      { mark: { type: 'text' }, encoding: { text: { field: 'mean', type: 'quantitative', format: '.2f' } } },
    ],
  };
  return {
    title: 'Does the map change when the network forgets?',
    description:
      `Rank correlation of a map with the trained network's (${photos} photos), after all layers from the last one down ` +
      'to this one were given random weights. A map that hardly changes does not show what was learnt: ' +
      `${Object.entries(methods)
        .map(([map, method]) => `${map} ${method.verdict}`)
        .join(', ')}.`,
    spec,
    numbers: tableOf(values, 3),
  };
}

function charts(saliency: Saliency, curves: readonly SaliencyCurves[]): Chart[] {
  const groups = groupsOf(saliency.maps);
  const firstFill = groups.filter(({ fill }) => fill === groups[0]?.fill);
  return [
    ...groups.map((group) => areasChart(saliency, group)),
    ...firstFill.flatMap((group) => [
      curveChart(saliency, curves, group, 'deletion'),
      curveChart(saliency, curves, group, 'insertion'),
    ]),
    ...(saliency.sanity_check === null ? [] : [randomisationChart(saliency.sanity_check)]),
  ];
}

export function saliencyTrust(report: Report): Section {
  const section = { id: 'saliency-trust', title: 'How far the heat maps can be trusted' };
  const saliency = report.metrics.saliency;
  if (saliency === undefined || report.saliency_curves === null) {
    return { ...section, explanation: ['Not measured: evaluate again with --saliency-photos 200.'] };
  }
  const explanation = [
    `Measured on ${saliency.photos} photos of ${saliency.cars} cars, beside maps that know nothing of the network: random ` +
      'pixels, random blobs, the edges of the photo, its centre, and the edges near the centre. The pixels that a map ' +
      'calls important are taken out of the photo (deletion) or put into a blurred or plain one (insertion) first ' +
      '(Petsiuk et al., RISE, 2018). What is left of the answer is the probability of the bucket that was likeliest, or, ' +
      `for the expected year, 1 less its movement over ${saliency.lost_answer_years} years. Then the network's weights are ` +
      'replaced by random ones, layer by layer from the end (Adebayo et al., Sanity Checks for Saliency Maps, 2018).',
    'A map that is not ahead of blobs and edges is a picture, not an explanation.',
  ];
  return { ...section, explanation, charts: charts(saliency, report.saliency_curves) };
}
