/** How good the model is, beside the baselines. */
import type { TopLevelSpec } from 'vega-lite';
import { tableOf, type Chart, type Section, type Table } from '../parts';
import type { BaselineKey, Measure, MeasureKey, Report, SummaryIntervals } from '../report';
import { intervalText, valueText } from '../text';

/** Of the baselines that define a measure, the one that is hardest to beat. */
function bestBaseline(report: Report, measure: Measure): { key: BaselineKey; words: string; value: number } | undefined {
  const defined = report.baselines.flatMap(({ key, words }) => {
    const value = report.metrics.baselines[key][measure.key];
    return value === null ? [] : [{ key, words, value }];
  });
  const isBetter = (a: number, b: number) => (measure.less_is_better ? a < b : a > b);
  return defined.reduce<(typeof defined)[number] | undefined>(
    (best, other) => (best === undefined || isBetter(other.value, best.value) ? other : best),
    undefined,
  );
}

/** "-5.91 (-8.40 .. -3.62) to median year" */
function advantage(report: Report, measure: Measure): string {
  const { metrics, intervals } = report.metrics;
  const best = bestBaseline(report, measure);
  const ofModel = metrics[measure.key];
  if (best === undefined || ofModel === null) return '-';
  const difference = ofModel - best.value;
  const interval = intervals
    ? ` (${intervalText(intervals.model_minus_baseline[best.key][measure.key], measure.percent)})`
    : '';
  return `${difference > 0 ? '+' : ''}${valueText(difference, measure.percent)}${interval} to ${best.words}`;
}

function measuresTable(report: Report): Table {
  const { metrics, baselines, intervals } = report.metrics;
  return {
    header: ['', 'model', '95 % interval', ...report.baselines.map(({ words }) => words), 'difference to the best baseline'],
    rows: report.measures.map((measure) => [
      measure.words,
      valueText(metrics[measure.key], measure.percent),
      intervalText(intervals?.model[measure.key] ?? null, measure.percent),
      ...report.baselines.map(({ key }) => valueText(baselines[key][measure.key], measure.percent)),
      advantage(report, measure),
    ]),
  };
}

/** One point with its interval for the model and each baseline, for every measure of one unit. */
function comparison(report: Report, title: string, axis: string, keys: MeasureKey[], format: string): Chart {
  const { metrics, baselines, intervals } = report.metrics;
  const values = report.measures
    .filter(({ key }) => keys.includes(key))
    .flatMap(({ key, words }) => {
      const point = (answer: string, value: number | null, ends: SummaryIntervals | undefined) => {
        if (value === null) return [];
        const [low, high] = ends?.[key] ?? [value, value];
        return [{ measure: words, answer, value, low, high }];
      };
      return [
        ...point('model', metrics[key], intervals?.model),
        ...report.baselines.flatMap((baseline) =>
          point(baseline.words, baselines[baseline.key][key], intervals?.baselines[baseline.key]),
        ),
      ];
    });
  const valueFormat = format === '%' ? '.1%' : '.2f';
  const spec: TopLevelSpec = {
    width: 'container',
    height: { step: 15 },
    data: { values },
    encoding: {
      y: { field: 'measure', type: 'nominal', sort: null, title: null, axis: { labelLimit: 260 } },
      yOffset: { field: 'answer', type: 'nominal', sort: null },
      color: { field: 'answer', type: 'nominal', sort: null, title: null },
      tooltip: [
        { field: 'measure' },
        { field: 'answer' },
        { field: 'value', type: 'quantitative', format: valueFormat },
        { field: 'low', type: 'quantitative', format: valueFormat },
        { field: 'high', type: 'quantitative', format: valueFormat },
      ],
    },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x: { field: 'low', type: 'quantitative', title: axis, axis: { format } }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, opacity: 1, size: 80 },
        encoding: {
          x: { field: 'value', type: 'quantitative', scale: { zero: true } },
          shape: { field: 'answer', type: 'nominal', sort: null, title: null },
        },
      },
    ],
  };
  const description = 'Points are the values of the model and of the baselines, lines their 95 % intervals.';
  return { title, description, spec, numbers: tableOf(values, 3), halfWidth: true };
}

export function measures(report: Report): Section {
  const { baselines, intervals } = report.metrics;
  const explanation = [
    `The baselines know the years of ${baselines.from} and not the photo: always the commonest bucket ` +
      `(${baselines.majority_bucket}), a bucket drawn by its frequency, and always the median year ` +
      `(${Math.trunc(baselines.median_year_of_baseline)}).`,
  ];
  if (intervals) {
    explanation.push(
      `The intervals say how far a number would move on other cars: ${intervals.resamples} bootstrap resamples (seed ` +
        `${intervals.seed}), percentile method. Each draws from the ${intervals.split_groups} split groups with ` +
        'replacement and takes all photos of a group, because photos of one car are not independent; drawing single ' +
        'photos would promise too much. A difference to a baseline is taken within each resample: where its interval ' +
        'does not contain 0, the difference is not due to the choice of cars. Means over buckets and decades are over ' +
        'those that a resample has.',
    );
  }
  return {
    id: 'measures',
    title: 'How good is it?',
    explanation,
    tables: [measuresTable(report)],
    charts: [
      comparison(report, 'Error in years (less is better)', 'years', ['mae_years', 'macro_mae_years'], 'd'),
      comparison(
        report,
        'Right buckets (more is better)',
        'share of the photos',
        ['accuracy', 'within_one_bucket', 'macro_accuracy'],
        '%',
      ),
    ],
  };
}
