// The messages between page and engine worker. The data are the engine's own (generated/engine.d.ts, made from
// wasm/engine/bindings.cc). The page adds asynchronous calls, a start, and the download of the model.
import type { Decoding } from './browser-decode';
import type { Engine, Failure, ModelInfo, Picture, ScoredPhoto } from './generated/engine';
import type { Shape } from './hidden-mask';
import type { Fill, Stroke } from './hiding';
import type { Cheat } from './lesson';
import type { Part } from './part';
import type { PublishedFile } from './site-files';

export type OrFailure<T> = T | { error: Failure };

export interface EngineSetup {
  moduleAddress: string;
  wasmAddress: string;
  threads: number;
}

/** A photo that the engine has taken, for display. */
export interface OpenedPhoto {
  picture: Picture;
  decoding: Decoding;
}

/** The answer to one of many photos, small enough to keep a thousand of them. The thumbnail is a JPEG. */
export interface ScoredFile extends Omit<ScoredPhoto, 'thumbnail' | 'damage' | 'reducedBy'> {
  thumbnail: Blob;
  decoding: Decoding;
}

/** The answer to a camera's frame. */
export type ScoredFrame = Omit<ScoredPhoto, 'thumbnail' | 'csvRow' | 'damage' | 'reducedBy'>;

/** The same call with a Promise of its result. */
type Later<Call> = Call extends (...parameters: infer P) => infer R ? (...parameters: P) => Promise<R> : never;

/**
 * What the engine worker offers. A call rejects only if the engine itself has broken, or could not start; calls may
 * come before it has started.
 */
export interface EngineService {
  /** onFetched is called once the engine's files are there, before they run. */
  start(setup: EngineSetup, onFetched: () => void): Promise<void>;
  /** The site's own model, kept from an earlier visit or downloaded. onProgress gets the share downloaded, 0..1. */
  loadSiteModel(file: PublishedFile, onProgress: (share: number) => void): Promise<OrFailure<ModelInfo>>;
  loadModel(file: ArrayBuffer): Promise<ReturnType<Engine['loadModel']>>;
  /** The neighbours of the site's own model, kept from an earlier visit or downloaded. */
  loadSiteNeighbours(file: PublishedFile): Promise<ReturnType<Engine['loadNeighbours']>>;
  /** Where the engine cannot decode the file, the browser does, if it can. */
  openPhoto(file: ArrayBuffer, longestDisplaySidePx: number): Promise<OrFailure<OpenedPhoto>>;
  /** Scores a photo beside the one on show, decoded as by openPhoto. path is its name in the row of CSV. */
  scorePhoto(file: ArrayBuffer, path: string, thumbnailSidePx: number): Promise<OrFailure<ScoredFile>>;
  /** Scores a picture beside the photo on show, and closes it. */
  scoreFrame(frame: ImageBitmap): Promise<OrFailure<ScoredFrame>>;
  csvHeader: Later<Engine['csvHeader']>;
  csvFailure: Later<Engine['csvFailure']>;
  predict: Later<Engine['predict']>;
  crop: Later<Engine['crop']>;
  /** The answer to the part of a photo of this shape with what the strokes hide; see Engine.hide. */
  hide(strokes: Stroke[], shape: Shape, part: Part, fill: Fill): Promise<ReturnType<Engine['hide']>>;
  keepPhoto: Later<Engine['keepPhoto']>;
  /** As hide, for the kept photo; see Engine.hideKept. */
  hideKept(strokes: Stroke[], shape: Shape, part: Part, fill: Fill): Promise<ReturnType<Engine['hideKept']>>;
  /** The model that cheats, kept from an earlier visit or downloaded; the site's own must be loaded. */
  loadSiteCheat(file: PublishedFile): Promise<OrFailure<Cheat>>;
  letCheatAnswer: Later<Engine['letCheatAnswer']>;
  stamp: Later<Engine['stamp']>;
  removeMark: Later<Engine['removeMark']>;
  /** See Engine.otherAnswer; the strokes hide parts of a part of a photo of this shape. */
  otherAnswer(strokes: Stroke[], shape: Shape, part: Part, fill: Fill): Promise<ReturnType<Engine['otherAnswer']>>;
  nearestCars: Later<Engine['nearestCars']>;
  beginExplanation: Later<Engine['beginExplanation']>;
  beginKeptExplanation: Later<Engine['beginKeptExplanation']>;
  stepExplanation: Later<Engine['stepExplanation']>;
  drawMap: Later<Engine['drawMap']>;
  beginSmallestChange: Later<Engine['beginSmallestChange']>;
  stepSmallestChange: Later<Engine['stepSmallestChange']>;
  beginCurves: Later<Engine['beginCurves']>;
  stepCurves: Later<Engine['stepCurves']>;
  /** With the file of the model in use. */
  beginRandomisation(): Promise<ReturnType<Engine['beginRandomisation']>>;
  stepRandomisation: Later<Engine['stepRandomisation']>;
  comparison: Later<Engine['comparison']>;
  layerTimes: Later<Engine['layerTimes']>;
}
