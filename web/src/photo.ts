// A person's photo, what the engine has found about it so far, and the ways to ask for that. Everything here is pure.
import type { Decoding } from './browser-decode';
import type {
  Answer,
  CurveTest,
  Explanation,
  Hidden,
  Neighbours,
  Picture,
  RandomisedMap,
  SmallestChange,
} from './generated/engine';
import type { Choice } from './generated/ui';
import type { Part } from './part';

/** A file that a person gave. */
export interface NamedFile {
  name: string;
  /** The name that a link has for it, if it is one of the site's samples. */
  sample?: string;
  /** The part that a link names; else the whole photo is scored. */
  part?: Part;
  bytes: ArrayBuffer;
}

/** The photo's state. Each step keeps the data of the one before. */
export type Photo =
  | { kind: 'none' }
  | { kind: 'waiting'; file: NamedFile }
  | ({ kind: 'opened' } & Opened)
  | ({ kind: 'answered' } & Answered)
  | ({ kind: 'explained' } & Explained & Answered);

interface Opened {
  file: NamedFile;
  /** The whole photo. */
  whole: Picture;
  /** The part of it that is scored. */
  display: Picture;
  decoding: Decoding;
}

interface Answered extends Opened {
  answer: Answer;
  /** Comes after the answer, if at all. */
  neighbours?: Neighbours;
  /** The answer with parts of the photo hidden, while some are. */
  hidden?: Hidden;
  /** The fewest tiles that move the answer far, as far as the latest search has come. */
  smallestChange?: SmallestChange;
}

export interface Explained {
  /** The map after the latest step, and the choice that it was made by. */
  explanation: Explanation;
  explainedBy: Choice;
  /** The maps after all steps so far, without their values, so that any can be shown again. */
  history: Explanation[];
  /** Which of them is on show instead of the latest. */
  replayed?: number;
  /** The test of the finished map by deletion and insertion, as far as the latest has come. */
  curves?: CurveTest;
  /** The finished map as the network redraws it with layers made random, by stage, as far as the latest test has come. */
  randomised?: RandomisedMap[];
}

export const fileOf = (photo: Photo): NamedFile | undefined => (photo.kind === 'none' ? undefined : photo.file);
export const wholeOf = (photo: Photo): Picture | undefined => ('whole' in photo ? photo.whole : undefined);
/** The part that is scored. */
export const displayOf = (photo: Photo): Picture | undefined => ('display' in photo ? photo.display : undefined);
export const decodingOf = (photo: Photo): Decoding | undefined => ('decoding' in photo ? photo.decoding : undefined);
export const answerOf = (photo: Photo): Answer | undefined => ('answer' in photo ? photo.answer : undefined);
export const neighboursOf = (photo: Photo): Neighbours | undefined =>
  'neighbours' in photo ? photo.neighbours : undefined;
export const hiddenOf = (photo: Photo): Hidden | undefined => ('hidden' in photo ? photo.hidden : undefined);
/** The answer on show: with parts of the photo hidden, while some are. */
export const shownAnswerOf = (photo: Photo): Answer | undefined => hiddenOf(photo)?.answer ?? answerOf(photo);
export const smallestChangeOf = (photo: Photo): SmallestChange | undefined =>
  'smallestChange' in photo ? photo.smallestChange : undefined;
export const explanationOf = (photo: Photo): Explanation | undefined =>
  'explanation' in photo ? photo.explanation : undefined;
export const explainedByOf = (photo: Photo): Choice | undefined => ('explainedBy' in photo ? photo.explainedBy : undefined);
/** The map on show: after the latest step, or after the one that a person has gone back to. */
export const shownExplanationOf = (photo: Photo): Explanation | undefined =>
  'explanation' in photo ? (photo.replayed === undefined ? photo.explanation : photo.history[photo.replayed]) : undefined;
/** Whether there is a map that is drawn to its end, which can be tested. */
export const mapIsFinished = (photo: Photo): boolean =>
  'explanation' in photo && photo.explanation.stepsDone === photo.explanation.steps;
export const curvesOf = (photo: Photo): CurveTest | undefined => ('curves' in photo ? photo.curves : undefined);
export const randomisedOf = (photo: Photo): RandomisedMap[] | undefined =>
  'randomised' in photo ? photo.randomised : undefined;
/** How many steps of the map can be shown again, and which is on show, counted from 0. */
export const replayOf = (photo: Photo): { steps: number; shown: number } =>
  'history' in photo
    ? { steps: photo.history.length, shown: photo.replayed ?? photo.history.length - 1 }
    : { steps: 0, shown: 0 };

/** The same photo, not yet opened by the engine. */
export function unopened(photo: Photo): Photo {
  const file = fileOf(photo);
  return file ? { kind: 'waiting', file } : photo;
}
