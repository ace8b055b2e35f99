/**
 * report.json, as `deepcars evaluate` writes it (native/report/report_json.h). README.md beside this folder describes
 * every key. A number that is not defined is null.
 */

export type MeasureKey =
  | 'accuracy'
  | 'within_one_bucket'
  | 'macro_accuracy'
  | 'mae_years'
  | 'macro_mae_years'
  | 'range_coverage'
  | 'range_years'
  | 'rank_correlation_modernity'
  | 'rank_correlation_year'
  | 'calibration_error'
  | 'nll';
export type BaselineKey = 'majority_class' | 'class_prior' | 'median_year';

/** Low and high end of a 95 % interval. */
export type Interval = [number, number];
export type Summary = Record<MeasureKey, number | null>;
export type SummaryIntervals = Record<MeasureKey, Interval | null>;

export interface Intervals {
  level: number;
  method: string;
  split_groups: number;
  resamples: number;
  seed: number;
  model: SummaryIntervals;
  baselines: Record<BaselineKey, SummaryIntervals>;
  model_minus_baseline: Record<BaselineKey, SummaryIntervals>;
}

export type Baselines = Record<BaselineKey, Summary> & {
  from: string;
  photos: number;
  majority_bucket: string;
  median_year_of_baseline: number;
};

interface GroupNumbers {
  photos: number;
  mae_years: number;
  mae_years_interval: Interval | null;
  median_year_mae_years: number;
  macro_mae_years: number;
  median_year_macro_mae_years: number;
  range_coverage: number | null;
  unfamiliar_share: number | null;
  rank_correlation_year: number | null;
}
export type GroupKind = 'decade' | 'make' | 'source';
export type Group<Kind extends GroupKind> = GroupNumbers & Record<Kind, string>;

export interface ReliabilityBin {
  low: number;
  high: number;
  photos: number;
  confidence: number | null;
  accuracy: number | null;
}

export interface Bucket {
  years: string;
  photos: number;
  accuracy: number | null;
}

/** A mean over photos; the standard error is null for a single photo. */
export interface Estimate {
  mean: number;
  standard_error: number | null;
}

export interface MethodSanity {
  verdict: string;
  /** One per stage, as is structural_similarity. */
  rank_correlation: Estimate[];
  structural_similarity: Estimate[];
}

export interface SanityCheck {
  photos: number;
  stages: string[];
  same_top_class: number[];
  methods: Record<string, MethodSanity>;
}

/** A mean over photos; the interval is null without a bootstrap or for a single car. */
export interface MeanInterval {
  mean: number;
  interval: Interval | null;
}

/** Areas under deletion and insertion curves, or differences between them. */
export interface Areas {
  deletion: MeanInterval;
  insertion: MeanInterval;
  insertion_less_deletion: MeanInterval;
}

/** What a map is measured for. */
export interface MapKey {
  /** "top" or "expected-year". */
  target: string;
  fill: string;
  map: string;
  is_baseline: boolean;
}

export interface MapAreas extends MapKey, Areas {
  passes: number;
  edge_rank_correlation: Estimate;
  /** Of a method only, as are ahead and not_ahead_of: its areas less those of each rival. */
  leads?: Record<string, Areas & { must_be_beaten: boolean; ahead: boolean }>;
  ahead?: boolean;
  not_ahead_of?: string[];
}

/** What the network and its maps make of one part of drawn cars. */
export interface PartExchange {
  part: string;
  /** Mean absolute movement of the expected year when the part is exchanged. */
  moved_years: number;
  moved_to_era_years: Record<string, number>;
  /** Below the threshold the rest is empty. */
  reacts: boolean;
  area_share: Estimate | null;
  maps: Record<string, { weight_share: Estimate; less_edges: Estimate }>;
}

export interface DrawnCars {
  cars: number;
  unfamiliar_share: number;
  reaction_threshold_years: number;
  expected_years: Record<string, number>;
  parts: PartExchange[];
}

export interface Saliency {
  photos: number;
  cars: number;
  steps: number;
  resamples: number;
  lost_answer_years: number;
  maps: MapAreas[];
  sanity_check: SanityCheck | null;
  drawn_cars: DrawnCars | null;
}

export interface Detection {
  key: string;
  words: string;
  auc: number;
  auc_interval: Interval | null;
  caught_at_2_percent: number;
}

/** Whether cars are told from other photos. */
export interface Familiarity {
  cars: number;
  others: number;
  cars_flagged: number;
  others_flagged: number;
  detections: Detection[];
}

/** Whether the training photos with the nearest features show cars like the photo's. */
export interface Neighbours {
  photos: number;
  neighbours_each: number;
  distance_years: number;
  distance_years_by_chance: number;
  same_make: number;
  same_make_by_chance: number;
}

/** What metrics.json holds, whole. */
export interface Metrics {
  model: string;
  index: string;
  split: string;
  photos: number;
  unreadable_photos: number;
  photos_outside_buckets: number;
  metrics: Summary;
  baselines: Baselines;
  intervals: Intervals | null;
  by_decade: Group<'decade'>[];
  by_make: Group<'make'>[];
  by_source: Group<'source'>[];
  reliability: ReliabilityBin[];
  buckets: Bucket[];
  familiarity?: Familiarity;
  neighbours?: Neighbours;
  saliency?: Saliency;
}

export interface Measure {
  key: MeasureKey;
  words: string;
  percent: boolean;
  less_is_better: boolean;
}

/** "" is the one part of an index that was never split. */
export type Split = 'train' | 'val' | 'test' | '';
export interface Count {
  split: Split;
  photos: number;
}

export interface ScoredPhoto {
  year: number;
  expected_year: number;
  modernity: number;
  car: string;
  source: string;
}

export interface LearningCurvePoint {
  phase: string;
  step: number;
  time_s: number;
  loss: number;
  accuracy: number;
}

export interface LearningCurves {
  run: string;
  batches_per_point: number;
  by_epoch: LearningCurvePoint[];
  by_batch: LearningCurvePoint[];
}

/** What is left of the answer after each step. */
export interface SaliencyCurves extends MapKey {
  deletion: Estimate[];
  insertion: Estimate[];
}

export interface ReportPicture {
  data_uri: string;
  /** For those who cannot see it. */
  alternative: string;
  /** Lines. */
  caption: string[];
}

export interface Galleries {
  /** The smallest confidence of a surprising photo, 0..1. */
  confident_from: number;
  typical: ReportPicture[];
  best: ReportPicture[];
  worst: ReportPicture[];
  surprising: ReportPicture[];
  explained: ReportPicture[];
}

export interface Report {
  metrics: Metrics;
  measures: Measure[];
  baselines: { key: BaselineKey; words: string }[];
  /** Row t, column p: the share of the photos of bucket t that were given bucket p. */
  confusion: number[][];
  index: {
    photos: number;
    by_year: (Count & { year: number })[];
    by_viewpoint: (Count & { viewpoint: string })[];
  };
  photos: ScoredPhoto[];
  learning_curves: LearningCurves | null;
  saliency_curves: SaliencyCurves[] | null;
  galleries: Galleries;
}
