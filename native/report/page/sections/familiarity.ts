/** Whether the model knows when it does not know, and which training photos a photo resembles. */
import type { Section, Table } from '../parts';
import type { Familiarity, Neighbours, Report } from '../report';
import { fixed, intervalText, valueText } from '../text';

function detectionsTable({ detections }: Familiarity): Table {
  return {
    header: ['told by', 'area under the ROC curve', '95 % interval', 'others caught where 2 % of the cars are'],
    rows: detections.map(({ words, auc, auc_interval, caught_at_2_percent }) => [
      words,
      fixed(auc, 3),
      intervalText(auc_interval, false),
      valueText(caught_at_2_percent, true),
    ]),
  };
}

function neighboursTable(neighbours: Neighbours): Table {
  return {
    header: ['', 'nearest training photos', 'training photos drawn at random'],
    rows: [
      [
        'distance between their years and the photo’s, mean',
        fixed(neighbours.distance_years, 2),
        fixed(neighbours.distance_years_by_chance, 2),
      ],
      [
        'photos with one of their make among them',
        valueText(neighbours.same_make, true),
        valueText(neighbours.same_make_by_chance, true),
      ],
    ],
  };
}

export function familiarity(report: Report): Section {
  const { familiarity: measured, neighbours } = report.metrics;
  const explanation = [
    measured
      ? `Familiarity is the share of cars from new sources that are less like the training photos than this one. Of ` +
        `${measured.cars} photos of cars ${valueText(measured.cars_flagged, true)} are called unfamiliar, of ` +
        `${measured.others} photos of something else ${valueText(measured.others_flagged, true)}. The table compares ` +
        'familiarity with the probability of the likeliest bucket, by the area under the ROC curve: the chance that a ' +
        'car has a larger value than another photo.'
      : 'Whether the model tells cars from other photos was not measured (--not-cars FOLDER).',
  ];
  if (neighbours) {
    explanation.push(
      `For each photo, the ${neighbours.neighbours_each} training photos with the nearest features, beside as many ` +
        'training photos drawn at random.',
    );
  }
  return {
    id: 'familiarity',
    title: 'Does it know when it does not know?',
    explanation,
    tables: [...(measured ? [detectionsTable(measured)] : []), ...(neighbours ? [neighboursTable(neighbours)] : [])],
  };
}
