// A report of three photos whose every name tries to become markup.
import type {
  BaselineKey,
  Group,
  GroupKind,
  MapAreas,
  MapKey,
  MeanInterval,
  MeasureKey,
  Report,
  ReportPicture,
  Summary,
} from '../../native/report/page/report';

export const hostile = `</script><script>alert('x')</script><img src=x onerror=alert(1)> "&<!--`;

const keys: MeasureKey[] = [
  'accuracy',
  'within_one_bucket',
  'macro_accuracy',
  'mae_years',
  'macro_mae_years',
  'range_coverage',
  'range_years',
  'rank_correlation_modernity',
  'rank_correlation_year',
  'calibration_error',
  'nll',
];

const summary = (value: number | null, other: Partial<Summary> = {}): Summary => ({
  ...(Object.fromEntries(keys.map((key) => [key, value])) as Summary),
  ...other,
});

function group<Kind extends GroupKind>(kind: Kind, name: string): Group<Kind> {
  return {
    [kind]: name,
    photos: 3,
    mae_years: 1.5,
    mae_years_interval: null,
    median_year_mae_years: 2,
    macro_mae_years: 1.5,
    median_year_macro_mae_years: 2,
    range_coverage: 0.8,
    unfamiliar_share: null,
    rank_correlation_year: null,
  } as unknown as Group<Kind>;
}

export const picture: ReportPicture = {
  data_uri: 'data:image/jpeg;base64,/9j/',
  alternative: `Photo of a 2000 ${hostile}`,
  caption: [hostile],
};

const interval = (low: number, high: number) =>
  Object.fromEntries(keys.map((key) => [key, [low, high]])) as Record<MeasureKey, [number, number]>;
const forBaselines = <T>(value: T) =>
  ({ majority_class: value, class_prior: value, median_year: value }) satisfies Record<BaselineKey, T>;

/** Without a training run, saliency or viewpoints. */
export function sampleReport(): Report {
  return {
    metrics: {
      model: hostile,
      index: hostile,
      split: 'test',
      photos: 3,
      unreadable_photos: 0,
      photos_outside_buckets: 0,
      metrics: summary(0.5, { mae_years: 1.5 }),
      baselines: {
        from: "the 2 photos of the index's train split",
        photos: 2,
        majority_bucket: '2000-2001',
        median_year_of_baseline: 2001.5,
        majority_class: summary(0.25, { mae_years: 3, nll: null }),
        class_prior: summary(0.375, { mae_years: 2.5 }),
        median_year: summary(null, { mae_years: 2 }),
      },
      intervals: {
        level: 0.95,
        method: 'percentile bootstrap over split groups',
        split_groups: 3,
        resamples: 50,
        seed: 1,
        model: interval(0.25, 0.75),
        baselines: forBaselines(interval(0.125, 0.5)),
        model_minus_baseline: forBaselines(interval(-0.5, 0.25)),
      },
      by_decade: [group('decade', '2000s')],
      by_make: [group('make', hostile)],
      by_source: [group('source', hostile)],
      reliability: [
        { low: 0, high: 0.5, photos: 0, confidence: null, accuracy: null },
        { low: 0.5, high: 1, photos: 3, confidence: 0.75, accuracy: 0.5 },
      ],
      buckets: [
        { years: '2000-2001', photos: 2, accuracy: 0.5 },
        { years: '2002-2003', photos: 1, accuracy: 1 },
        { years: '2004-2005', photos: 0, accuracy: null },
      ],
    },
    measures: keys.map((key) => ({
      key,
      words: key.replaceAll('_', ' '),
      percent: key.includes('accuracy') || key === 'within_one_bucket',
      less_is_better: key.includes('mae') || key === 'nll' || key === 'calibration_error',
    })),
    baselines: [
      { key: 'majority_class', words: 'majority' },
      { key: 'class_prior', words: 'class prior' },
      { key: 'median_year', words: 'median year' },
    ],
    confusion: [
      [0.5, 0.125, 0.375],
      [0, 1, 0],
      [0, 0, 0],
    ],
    index: {
      photos: 4,
      by_year: [
        { year: 2000, split: 'train', photos: 1 },
        { year: 2000, split: 'test', photos: 2 },
        { year: 2003, split: 'test', photos: 1 },
      ],
      by_viewpoint: [],
    },
    photos: [2000, 2001, 2003].map((year) => ({
      year,
      expected_year: year + 0.5,
      modernity: 1.5,
      car: hostile,
      source: hostile,
    })),
    learning_curves: null,
    saliency_curves: null,
    galleries: { confident_from: 0.5, typical: [picture], best: [picture], worst: [], surprising: [], explained: [picture] },
  };
}

/** The same with everything that a report can have. */
export function fullReport(): Report {
  const report = sampleReport();
  const estimate = (mean: number) => ({ mean, standard_error: 0.125 });
  const area = (mean: number): MeanInterval => ({ mean, interval: [mean - 0.0625, mean + 0.0625] });
  const areas = (goodness: number) => ({
    deletion: area(0.5 - goodness),
    insertion: area(0.5 + goodness),
    insertion_less_deletion: area(2 * goodness),
  });
  const keys: MapKey[] = ['top', 'expected-year'].flatMap((target) =>
    ['blurred', 'mean-color'].flatMap((fill) =>
      ['gradient', 'guided-backpropagation', 'random-pixels', 'random-blobs', 'edges', 'centre', 'centre-x-edges'].map(
        (map) => ({ target, fill, map, is_baseline: !/^g/.test(map) }),
      ),
    ),
  );
  const lead = (by: number) => ({ ...areas(by), must_be_beaten: true, ahead: by > 0.0625 });
  const ofMap: Record<string, Partial<MapAreas>> = {
    gradient: { ...areas(0.25), leads: { 'random-blobs': lead(0.25), edges: lead(0.125) }, ahead: true, not_ahead_of: [] },
    'guided-backpropagation': {
      ...areas(0.0625),
      leads: { 'random-blobs': lead(0.125), edges: lead(-0.125) },
      ahead: false,
      not_ahead_of: ['edges'],
    },
    edges: areas(0.125),
  };
  report.metrics.saliency = {
    photos: 2,
    cars: 2,
    steps: 1,
    resamples: 50,
    lost_answer_years: 30,
    maps: keys.map((key) => ({
      ...key,
      ...areas(0),
      passes: key.is_baseline ? 0 : 1,
      edge_rank_correlation: estimate(0.25),
      ...ofMap[key.map],
    })),
    sanity_check: {
      photos: 2,
      stages: ['fc', 'conv1'],
      same_top_class: [0.5, 0],
      methods: Object.fromEntries(
        ['gradient', 'guided-backpropagation'].map((map) => [
          map,
          {
            verdict: 'passes',
            rank_correlation: [estimate(0.5), estimate(0.25)],
            structural_similarity: [estimate(0.5), estimate(0.25)],
          },
        ]),
      ),
    },
    drawn_cars: {
      cars: 2,
      unfamiliar_share: 0.75,
      reaction_threshold_years: 3,
      expected_years: { '1930s': 1940, '2010s': 2010 },
      parts: [
        {
          part: 'grille',
          moved_years: 5,
          moved_to_era_years: { '1930s': -8, '2010s': 2 },
          reacts: true,
          area_share: estimate(0.125),
          maps: {
            gradient: { weight_share: estimate(0.5), less_edges: estimate(-0.25) },
            edges: { weight_share: estimate(0.75), less_edges: estimate(0) },
          },
        },
        {
          part: 'lights',
          moved_years: 1,
          moved_to_era_years: { '1930s': -1, '2010s': 1 },
          reacts: false,
          area_share: null,
          maps: {},
        },
      ],
    },
  };
  report.metrics.familiarity = {
    cars: 3,
    others: 2,
    cars_flagged: 0,
    others_flagged: 0.5,
    detections: [
      { key: 'familiarity', words: 'familiarity', auc: 0.875, auc_interval: [0.75, 1], caught_at_2_percent: 0.5 },
    ],
  };
  report.metrics.neighbours = {
    photos: 3,
    neighbours_each: 5,
    distance_years: 4,
    distance_years_by_chance: 12,
    same_make: 0.5,
    same_make_by_chance: 0.25,
  };
  report.saliency_curves = keys.map((key) => ({
    ...key,
    deletion: [estimate(0.75), estimate(0.25)],
    insertion: [estimate(0.25), estimate(0.75)],
  }));
  report.learning_curves = {
    run: 'run',
    batches_per_point: 2,
    by_epoch: [{ phase: 'Train', step: 1, time_s: 90, loss: 2.5, accuracy: 0.2 }],
    by_batch: [{ phase: 'Val', step: 1, time_s: 0, loss: 2.5, accuracy: 0.2 }],
  };
  report.index.by_viewpoint = [
    { viewpoint: '180', split: 'train', photos: 1 },
    { viewpoint: '90', split: '', photos: 2 },
  ];
  report.galleries.surprising = [picture];
  return report;
}
