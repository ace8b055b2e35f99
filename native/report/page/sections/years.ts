/** Photo by photo: expected years against true years. */
import type { TopLevelSpec } from 'vega-lite';
import type { Section } from '../parts';
import type { Report } from '../report';
import { fixed, valueText } from '../text';

export function years(report: Report): Section {
  const { metrics, by_decade } = report.metrics;
  const values = report.photos.map(({ year, expected_year, modernity, car, source }) => ({
    year,
    expected: expected_year,
    modernity,
    car,
    source,
  }));
  // Both axes span the true and the expected years, so that the diagonal is one.
  const all = values.flatMap(({ year, expected }) => [year, expected]);
  const first = Math.floor(all.reduce((a, b) => Math.min(a, b)));
  const last = Math.ceil(all.reduce((a, b) => Math.max(a, b)));
  const scale = { domain: [first, last], nice: true };
  const spec: TopLevelSpec = {
    width: 'container',
    height: 460,
    data: { values },
    layer: [
      {
        data: { values: [{ year: first }, { year: last }] },
        mark: { type: 'line', strokeDash: [5, 4], color: 'var(--soft)' },
        encoding: {
          x: { field: 'year', type: 'quantitative', scale },
          y: { field: 'year', type: 'quantitative', scale },
        },
      },
      {
        params: [
          { name: 'zoom', select: { type: 'interval', zoom: 'wheel![event.shiftKey]' }, bind: 'scales' },
        ],
        mark: { type: 'point', filled: true, size: 32, opacity: 0.45 },
        encoding: {
          x: { field: 'year', type: 'quantitative', title: 'true year', axis: { format: 'd' }, scale },
          y: { field: 'expected', type: 'quantitative', title: 'expected year', axis: { format: 'd' }, scale },
          tooltip: [
            { field: 'car' },
            { field: 'year', type: 'quantitative' },
            { field: 'expected', type: 'quantitative', format: '.1f' },
            { field: 'modernity', type: 'quantitative', format: '.1f' },
            { field: 'source' },
          ],
        },
      },
    ],
  };
  return {
    id: 'years',
    title: 'The expected year beside the true one',
    explanation: [
      'A perfect model puts every photo on the diagonal. A model that hedges pulls the old and the new towards the ' +
        `middle. Rank correlation of expected year and year: ${valueText(metrics.rank_correlation_year, false)}; of ` +
        `modernity score and year: ${valueText(metrics.rank_correlation_modernity, false)}.`,
    ],
    charts: [
      {
        title: 'Expected year against year',
        description:
          'A point for every photo, its true year across and the expected year up; the dashed diagonal is where they ' +
          'agree. Point at a photo to see which it is; scroll with Shift held to zoom, drag to move. The numbers of ' +
          'every photo are in predictions.csv.',
        spec,
        numbers: {
          header: ['decade', 'photos', 'mean error of the expected year'],
          rows: by_decade.map(({ decade, photos, mae_years }) => [decade, String(photos), fixed(mae_years, 2)]),
        },
      },
    ],
  };
}
