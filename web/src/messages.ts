// What page, engine worker and comparison worker say to one another. K is the number of year buckets, S the side of
// the network's input in pixels.

import type { PublishedFile } from './site-files';

/** A failure as shared/ reports it; the page adds codes of its own (see errors.ts). */
export interface Failure {
  code: string;
  message: string;
  hint: string;
}

/** RGBA, 8 bits each, row by row. */
export interface Picture {
  widthPx: number;
  heightPx: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface ModelInfo {
  name: string;
  /** Terms of the weights, one sentence. */
  licence: string;
  /** [K] texts such as "2008-2009", oldest first. */
  buckets: string[];
}

export interface OpenedPhoto {
  /** Of the photo as it is; display is smaller if the photo is large. */
  widthPx: number;
  heightPx: number;
  display: Picture;
  milliseconds: number;
}

export interface Answer {
  logits: Float32Array;
  /** [K], sum 1, oldest bucket first. */
  probabilities: Float32Array;
  topClass: number;
  /** 1..K */
  modernity: number;
  /** 0..100 */
  modernityPercent: number;
  expectedYear: number;
  yearStdYears: number;
  milliseconds: number;
}

export type Method = 'gradient' | 'signed-gradient' | 'guided-backpropagation';
export type TargetKind = 'top' | 'expected-year' | 'class';

/** What a person has chosen to see. */
export interface Choice {
  method: Method;
  target: TargetKind;
  /** For target "class" only. */
  classIndex: number;
  /** Of the heat map over the photo, 0..1. */
  opacity: number;
}

export interface Explanation {
  /** [S * S], 0..1, or -1..1 if signed. */
  values: Float32Array;
  isSigned: boolean;
  picture: Picture;
  milliseconds: number;
}

/** One forward and backward pass of our engine, with its inputs, for another engine to repeat. */
export interface Comparison {
  /** [3 * S * S], normalised. */
  input: Float32Array;
  /** [K], the vector over the logits that was propagated backward. */
  logitsGradient: Float32Array;
  /** [3 * S * S] */
  inputGradient: Float32Array;
}

/** What a layer took in one pass over one photo. */
export interface LayerTime {
  /** As in the weight file: conv1, layer1.0.conv1, ...; or relu, maxpool, avgpool. */
  layer: string;
  direction: 'forward' | 'backward';
  milliseconds: number;
  /** Of the convolution as it is defined; 0 for other layers. */
  multiplyAdds: number;
}

export interface EngineSetup {
  moduleAddress: string;
  wasmAddress: string;
  threads: number;
}

/**
 * What the engine worker offers. A call rejects only if the engine itself has broken, or could not start; calls may
 * come before it has started.
 */
export interface EngineService {
  start(setup: EngineSetup): Promise<void>;
  /** The site's own model, from an earlier visit or downloaded. onProgress is told the share downloaded, 0..1. */
  loadSiteModel(file: PublishedFile, onProgress: (share: number) => void): Promise<ModelInfo | { error: Failure }>;
  loadModel(file: ArrayBuffer): Promise<ModelInfo | { error: Failure }>;
  openPhoto(file: ArrayBuffer, longestDisplaySidePx: number): Promise<OpenedPhoto | { error: Failure }>;
  predict(): Promise<Answer | { error: Failure }>;
  explain(method: Method, target: TargetKind, classIndex: number): Promise<Explanation | { error: Failure }>;
  comparison(target: TargetKind, classIndex: number): Promise<Comparison | { error: Failure }>;
  layerTimes(): Promise<LayerTime[] | { error: Failure }>;
}
