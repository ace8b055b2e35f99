/** Which buckets the photos were given. */
import type { TopLevelSpec } from 'vega-lite';
import type { Section, Table } from '../parts';
import type { Report } from '../report';
import { fixed } from '../text';

function confusionTable(report: Report): Table {
  const { buckets } = report.metrics;
  return {
    header: ['true years', 'photos', ...buckets.map(({ years }) => years)],
    rows: buckets.map(({ years, photos }, row) => [
      years,
      String(photos),
      ...(report.confusion[row] ?? []).map((share) => fixed(share, 2)),
    ]),
  };
}

export function confusion(report: Report): Section {
  const { buckets } = report.metrics;
  const values = buckets.flatMap((truth, row) =>
    truth.photos === 0
      ? []
      : buckets.map((given, column) => ({
          'true years': truth.years,
          'given years': given.years,
          share: report.confusion[row]?.[column] ?? 0,
          photos: truth.photos,
        })),
  );
  const spec: TopLevelSpec = {
    width: 'container',
    height: { step: 24 },
    data: { values },
    encoding: {
      x: {
        field: 'given years',
        type: 'ordinal',
        sort: null,
        title: 'years that the model gives',
        axis: { labelAngle: -45, domain: false, ticks: false },
      },
      y: { field: 'true years', type: 'ordinal', sort: null, title: 'true years', axis: { domain: false, ticks: false } },
      tooltip: [
        { field: 'true years' },
        { field: 'given years' },
        { field: 'share', type: 'quantitative', format: '.1%' },
        { field: 'photos', type: 'quantitative', title: 'photos of these true years' },
      ],
    },
    layer: [
      {
        mark: { type: 'rect', color: 'var(--accent)' },
        encoding: {
          opacity: { field: 'share', type: 'quantitative', legend: null, scale: { domain: [0, 1], range: [0.03, 1] } },
        },
      },
      {
        transform: [{ filter: 'datum.share >= 0.05' }],
        mark: { type: 'text', fontSize: 11 },
        encoding: {
          text: { field: 'share', type: 'quantitative', format: '.0%' },
          color: { condition: { test: 'datum.share > 0.6', value: 'var(--on-accent)' }, value: 'var(--ink)' },
        },
      },
    ],
  };
  return {
    id: 'confusion',
    title: 'Which years are taken for which?',
    explanation: [
      'Each row sums to 1 over the photos of its true years; buckets without photos have no row. A strong diagonal is ' +
        'right, and near it is nearly right.',
    ],
    charts: [
      {
        title: 'Confusion matrix',
        description:
          'Heat map: rows are the true years, columns the years that the model gives, and the stronger the colour of a ' +
          'cell, the larger its share of the row. Shares of 5 % or more are written out.',
        spec,
        numbers: confusionTable(report),
      },
    ],
  };
}
