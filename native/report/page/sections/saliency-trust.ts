/**
 * How far the heat maps can be trusted: whether they depend on what the network has learnt, and on the right pixels.
 */
import type { TopLevelSpec } from 'vega-lite';
import { tableOf, type Chart, type Section } from '../parts';
import type { Estimate, Report, Saliency, SaliencyCurves } from '../report';
import { fixed } from '../text';

/** One standard error on either side of the mean; none for a single photo. */
export function band({ mean, standard_error }: Estimate): { mean: number; low: number; high: number } {
  const error = standard_error ?? 0;
  return { mean, low: mean - error, high: mean + error };
}

function curveChart(saliency: Saliency, curves: Record<string, Estimate[]>, title: string, description: string): Chart {
  const rows = Object.entries(curves).flatMap(([map, estimates]) =>
    estimates.map((estimate, step) => ({ map, share: fixed(step / saliency.steps, 3), ...band(estimate) })),
  );
  const spec: TopLevelSpec = {
    width: 'container',
    height: 260,
    data: { values: rows.map((row) => ({ ...row, share: Number(row.share) })) },
    encoding: {
      x: { field: 'share', type: 'quantitative', title: 'share of pixels exchanged', axis: { format: '%' } },
      color: { field: 'map', type: 'nominal', sort: null },
    },
    layer: [
      {
        mark: { type: 'area', opacity: 0.15 },
        encoding: {
          y: { field: 'low', type: 'quantitative', title: 'probability of the first answer' },
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
  return { title, description, spec, numbers: tableOf(rows, 3), halfWidth: true };
}

function randomisationChart({ sanity_check: { stages, methods } }: Saliency): Chart {
  const values = Object.entries(methods).flatMap(([map, { rank_correlation }]) =>
    rank_correlation.map((estimate, stage) => ({ map, layer: stages[stage] ?? '', ...band(estimate) })),
  );
  const spec: TopLevelSpec = {
    width: 'container',
    height: 260,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'layer', type: 'ordinal', sort: null, title: 'randomised down to' },
      y: { field: 'mean', type: 'quantitative', title: 'rank correlation with the trained map' },
      color: { field: 'map', type: 'nominal', sort: null },
      tooltip: [{ field: 'map' }, { field: 'layer' }, { field: 'mean', format: '.3f' }],
    },
  };
  return {
    title: 'Does the map change when the network forgets?',
    description:
      "Rank correlation of a map with the trained network's, after all layers from the last one down to this one were " +
      'given random weights. A map that hardly changes does not show what was learnt.',
    spec,
    numbers: tableOf(values, 3),
  };
}

function charts(saliency: Saliency, { deletion, insertion }: SaliencyCurves): Chart[] {
  return [
    randomisationChart(saliency),
    curveChart(
      saliency,
      deletion,
      'Deletion: lower is better',
      "The probability of the model's first answer while the most important pixels are blurred.",
    ),
    curveChart(
      saliency,
      insertion,
      'Insertion: higher is better',
      'The same while the most important pixels are put into a blurred photo.',
    ),
  ];
}

export function saliencyTrust(report: Report): Section {
  const section = { id: 'saliency-trust', title: 'How far the heat maps can be trusted' };
  const saliency = report.metrics.saliency;
  if (saliency === undefined || report.saliency_curves === null) {
    return { ...section, explanation: ['Not measured: evaluate again with --saliency-photos 24.'] };
  }
  return {
    ...section,
    explanation: [
      'Two tests, each beside maps that know nothing of the network: a random one, and the edges of the photo. In the ' +
        "first the network's weights are replaced by random ones, layer by layer from the end (Adebayo et al., Sanity " +
        'Checks for Saliency Maps, 2018). In the second the pixels that a map calls important are taken out of the ' +
        'photo, or put into a blurred one, first (Petsiuk et al., RISE, 2018). Bands are one standard error over the ' +
        'photos.',
      'A map that does no better than random or edges is a picture, not an explanation.',
    ],
    charts: charts(saliency, report.saliency_curves),
  };
}
