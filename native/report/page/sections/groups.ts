/** Where the model is good and where it is not: by decade, source and make. */
import type { TopLevelSpec } from 'vega-lite';
import type { Chart, Section, Table } from '../parts';
import type { Group, GroupKind, Report } from '../report';
import { fixed, intervalText, valueText } from '../text';

export const maxGroupsPerChart = 30;

function groupsTable<Kind extends GroupKind>(groups: Group<Kind>[], kind: Kind): Table {
  return {
    header: [
      kind,
      'photos',
      'error',
      '95 % interval',
      "median year's error",
      'error, mean over decades',
      "median year's, mean over decades",
      'rank correlation',
      'year within the 8-in-10 range',
      'called unfamiliar',
    ],
    rows: groups.map((group) => [
      group[kind],
      String(group.photos),
      fixed(group.mae_years, 2),
      intervalText(group.mae_years_interval, false),
      fixed(group.median_year_mae_years, 2),
      fixed(group.macro_mae_years, 2),
      fixed(group.median_year_macro_mae_years, 2),
      valueText(group.rank_correlation_year, false),
      valueText(group.range_coverage, true),
      valueText(group.unfamiliar_share, true),
    ]),
  };
}

/** The groups that fit a chart: all of them, or those with the most photos. */
function shown<Kind extends GroupKind>(groups: Group<Kind>[]): Group<Kind>[] {
  if (groups.length <= maxGroupsPerChart) return groups;
  return [...groups].sort((a, b) => b.photos - a.photos).slice(0, maxGroupsPerChart);
}

function groupsChart<Kind extends GroupKind>(groups: Group<Kind>[], kind: Kind): Chart {
  const values = shown(groups).map((group) => {
    const [low, high] = group.mae_years_interval ?? [group.mae_years, group.mae_years];
    return {
      group: group[kind],
      photos: group.photos,
      model: group.mae_years,
      low,
      high,
      'median year': group.median_year_mae_years,
    };
  });
  const answers = ['model', 'median year'];
  const spec: TopLevelSpec = {
    width: 'container',
    height: { step: 19 },
    data: { values },
    encoding: {
      y: { field: 'group', type: 'nominal', sort: null, title: null, axis: { labelLimit: 300 } },
      tooltip: [
        { field: 'group', type: 'nominal' },
        { field: 'photos', type: 'quantitative' },
        { field: 'model', type: 'quantitative', format: '.2f' },
        { field: 'low', type: 'quantitative', format: '.2f' },
        { field: 'high', type: 'quantitative', format: '.2f' },
        { field: 'median year', type: 'quantitative', format: '.2f' },
      ],
    },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: {
          x: { field: 'low', type: 'quantitative', title: 'mean error in years' },
          x2: { field: 'high' },
        },
      },
      {
        transform: [{ fold: answers, as: ['answer', 'error'] }],
        mark: { type: 'point', filled: true, opacity: 1, size: 90 },
        encoding: {
          x: { field: 'error', type: 'quantitative', scale: { zero: true } },
          color: { field: 'answer', type: 'nominal', sort: answers, title: null },
          shape: { field: 'answer', type: 'nominal', sort: answers, title: null },
        },
      },
    ],
  };
  const which = groups.length > maxGroupsPerChart ? `, for the ${maxGroupsPerChart} with the most photos` : '';
  return {
    title: `Error by ${kind}`,
    description:
      'Mean absolute error in years of the model, with its 95 % interval where a group has more than one split group, ' +
      `and of always guessing the median year, on the same photos${which}.`,
    spec,
    numbers: groupsTable(groups, kind),
  };
}

export function groups(report: Report): Section {
  const { by_decade, by_source, by_make } = report.metrics;
  return {
    id: 'groups',
    title: 'For which cars?',
    explanation: [
      'A mean over all photos is mostly about the commonest cars. Here each part is measured by itself. Where a source ' +
        'holds few years, guessing the median year is hard to beat there, and a rank correlation says whether the ' +
        'model still orders its cars by age.',
    ],
    charts: [groupsChart(by_decade, 'decade'), groupsChart(by_source, 'source'), groupsChart(by_make, 'make')],
  };
}
