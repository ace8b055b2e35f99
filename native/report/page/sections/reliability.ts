/** Whether the model is right as often as it says. */
import type { TopLevelSpec } from 'vega-lite';
import type { Section, Table } from '../parts';
import type { Report } from '../report';
import { intervalText, valueText } from '../text';

interface FilledBin {
  low: number;
  high: number;
  photos: number;
  confidence: number;
  right: number;
}

function filledBins(report: Report): FilledBin[] {
  return report.metrics.reliability.flatMap(({ low, high, photos, confidence, accuracy }) =>
    confidence === null || accuracy === null ? [] : [{ low, high, photos, confidence, right: accuracy }],
  );
}

function reliabilityTable(bins: FilledBin[]): Table {
  return {
    header: ['confidence', 'photos', 'mean confidence', 'right'],
    rows: bins.map(({ low, high, photos, confidence, right }) => [
      `${intervalText([low, high], true)} %`,
      String(photos),
      valueText(confidence, true),
      valueText(right, true),
    ]),
  };
}

function diagram(values: FilledBin[]): TopLevelSpec {
  const share = { axis: { format: '%' }, scale: { domain: [0, 1] } };
  return {
    width: 'container',
    height: 300,
    data: { values },
    layer: [
      {
        data: { values: [{ x: 0, y: 0 }, { x: 1, y: 1 }] },
        mark: { type: 'line', strokeDash: [5, 4], color: 'var(--soft)' },
        encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
      },
      {
        mark: { type: 'line', point: { filled: true, size: 70 } },
        encoding: {
          x: { field: 'confidence', type: 'quantitative', title: 'confidence', ...share },
          y: { field: 'right', type: 'quantitative', title: 'share that is right', ...share },
          tooltip: [
            { field: 'photos', type: 'quantitative' },
            { field: 'confidence', type: 'quantitative', format: '.1%' },
            { field: 'right', type: 'quantitative', format: '.1%' },
          ],
        },
      },
    ],
  };
}

function histogram(values: FilledBin[]): TopLevelSpec {
  return {
    width: 'container',
    height: 300,
    data: { values },
    mark: { type: 'bar', binSpacing: 1 },
    encoding: {
      x: {
        field: 'low',
        type: 'quantitative',
        bin: 'binned',
        title: 'confidence',
        axis: { format: '%' },
        scale: { domain: [0, 1] },
      },
      x2: { field: 'high' },
      y: { field: 'photos', type: 'quantitative' },
      tooltip: [
        { field: 'low', type: 'quantitative', format: '.1%', title: 'confidence above' },
        { field: 'photos', type: 'quantitative' },
      ],
    },
  };
}

export function reliability(report: Report): Section {
  const bins = filledBins(report);
  const numbers = reliabilityTable(bins);
  return {
    id: 'reliability',
    title: 'Is it right as often as it says?',
    explanation: [
      'The confidence of an answer is the probability of its likeliest bucket. The expected calibration error, ' +
        `${valueText(report.metrics.metrics.calibration_error, true)}, is the mean distance of the points from the ` +
        `diagonal, weighted by their photos (${report.metrics.reliability.length} bins; Guo et al., 2017). Below the ` +
        'diagonal the model promises too much, above it too little.',
    ],
    charts: [
      {
        title: 'Reliability',
        description:
          'Line of the share of right answers over the mean confidence of each bin, beside the diagonal on which the ' +
          'two are equal.',
        spec: diagram(bins),
        numbers,
        halfWidth: true,
      },
      {
        title: 'How confident it is',
        description: 'Bars of the number of photos in each confidence bin.',
        spec: histogram(bins),
        numbers,
        halfWidth: true,
      },
    ],
  };
}
