/** Drawn cars whose parts are exchanged: whether the answer moves, and whether the maps change where the part is. */
import type { Section, Table } from '../parts';
import type { DrawnCars, Report } from '../report';
import { fixed, valueText } from '../text';

function answersTable({ expected_years, parts }: DrawnCars): Table {
  const eras = Object.keys(expected_years);
  return {
    header: ['part', ...eras, 'mean movement'],
    rows: [
      ['all, expected year', ...eras.map((era) => fixed(expected_years[era] ?? 0, 1)), '-'],
      ...parts.map(({ part, moved_to_era_years, moved_years }) => [
        part,
        ...eras.map((era) => fixed(moved_to_era_years[era] ?? 0, 1)),
        fixed(moved_years, 1),
      ]),
    ],
  };
}

/** A row per map and a column per part that the network reacts to. */
function mapsTable({ parts }: DrawnCars): Table {
  const tested = parts.filter(({ reacts }) => reacts);
  const maps = Object.keys(tested[0]?.maps ?? {});
  return {
    header: ['share of the change in the part', ...tested.map(({ part }) => part)],
    rows: [
      ['by chance: the area of the part', ...tested.map(({ area_share }) => valueText(area_share?.mean ?? null, true))],
      ...maps.map((map) => [map, ...tested.map((part) => valueText(part.maps[map]?.weight_share.mean ?? null, true))]),
    ],
  };
}

export function drawnCars(report: Report): Section {
  const section = { id: 'drawn-cars', title: 'Do the maps find an exchanged part?' };
  const drawn = report.metrics.saliency?.drawn_cars ?? null;
  if (drawn === null) {
    return { ...section, explanation: ['Not measured: evaluate again with --saliency-photos 200.'] };
  }
  const deaf = drawn.parts.filter(({ reacts }) => !reacts).map(({ part }) => part);
  const explanation = [
    `${drawn.cars} cars are drawn from parts of five eras, and one part after the other is exchanged for that of another ` +
      'era. The first table tells by how many years the expected year moves when a part becomes one of an era. The ' +
      'second tells how much of the change of a map of the expected year lies where the part is; edges know nothing of ' +
      'the network.',
    `The model calls ${valueText(drawn.unfamiliar_share, true)} of these drawings unlike its training photos, so what it ` +
      'makes of them may not be what it makes of photos.',
  ];
  if (deaf.length > 0) {
    explanation.push(
      `The network does not react to ${deaf.join(', ')}: the expected year moves by less than ` +
        `${drawn.reaction_threshold_years} years on average, so there is nothing for a map to show.`,
    );
  }
  const anyReacts = deaf.length < drawn.parts.length;
  return { ...section, explanation, tables: [answersTable(drawn), ...(anyReacts ? [mapsTable(drawn)] : [])] };
}
