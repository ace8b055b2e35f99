// The page's state and its transitions. Everything here is pure: no DOM, no engine, no clock. A transition takes a
// session and returns the next one.
import { wholeByEngine } from './browser-decode';
import type { Decoding } from './browser-decode';
import * as crop from './crop';
import type { Crop } from './crop';
import type {
  Answer,
  CurveTest,
  Explanation,
  Failure,
  Hidden,
  ModelInfo,
  Neighbours,
  Picture,
  RandomisedMap,
  SmallestChange,
} from './generated/engine';
import type { Choice } from './generated/ui';
import { nothingHidden } from './hiding';
import type { Fill, Hiding } from './hiding';
import { outdated, withNewEngine, withNewPart, withNewPhoto } from './lesson';
import type { Lesson } from './lesson';
import { isSame, whole } from './part';
import type { Part } from './part';
import { defaultMethod, modelHas, targetBuckets } from './page-words';
import { answerOf, fileOf, randomisedOf, unopened } from './photo';
import type { Explained, NamedFile, Photo } from './photo';

export type Engine =
  | { kind: 'starting' }
  | ({ kind: 'running' } & RunningEngine)
  /** It could not be started; the photo that a person gave waits for the next attempt, which may help or not. */
  | { kind: 'stopped'; mayStart: boolean };

interface RunningEngine {
  variant: string;
  threads: number;
  /** Whether a faster one has failed here. */
  isPlainer: boolean;
}

export interface Model extends ModelInfo {
  ofThisSite: boolean;
}

/** How the map on show can be tested. */
export type MapTest = 'curves' | 'randomised';

/** What is going on. */
export type Stage =
  /** share is how much of the model has been downloaded, 0..1. */
  | { kind: 'downloading'; share: number }
  | { kind: 'preparing-model' }
  | { kind: 'looking' }
  | { kind: 'explaining'; stepsDone: number; steps: number }
  | { kind: 'searching'; tiles: number; maxTiles: number }
  | { kind: 'testing'; test: MapTest; stepsDone: number; steps: number }
  | { kind: 'resting' }
  /** retry is the label of a button that starts the engine again, if that may help. */
  | { kind: 'failed'; failure: Failure; retry?: string };

export interface Session {
  engine: Engine;
  model: Model | null;
  photo: Photo;
  choice: Choice;
  /** Which part of the photo is scored. */
  crop: Crop;
  /** What a person has hidden of the photo. */
  hiding: Hiding;
  /** The lesson about a model that cheats. */
  lesson: Lesson;
  /** Whether a person has chosen the method; else it follows the target. */
  methodIsChosen: boolean;
  /** A target that waits for the model, which may have the buckets that it names. */
  awaitedTarget?: Choice['target'];
  stage: Stage;
  /** True once something can show the pictures. */
  hasView: boolean;
}

/** A page that has just been opened: its engine starts. */
export function newSession(choice: Choice, fill: Fill): Session {
  return {
    engine: { kind: 'starting' },
    model: null,
    photo: { kind: 'none' },
    choice,
    crop: crop.wholeCrop,
    hiding: nothingHidden(fill),
    lesson: { kind: 'closed' },
    methodIsChosen: false,
    stage: { kind: 'downloading', share: 0 },
    hasView: false,
  };
}

/** The target that is one year bucket, by its number from 0. */
export const bucketTarget = (k: number): Choice['target'] => `class:${k}`;

/** The target that is one year bucket rather than another. */
export const differenceTarget = (k: number, other: number): Choice['target'] => `difference:${k}:${other}`;

// Transitions: engine and model.

export function engineStarting(session: Session): Session {
  return {
    ...session,
    engine: { kind: 'starting' },
    photo: unopened(session.photo),
    lesson: withNewEngine(session.lesson),
    stage: { kind: 'downloading', share: 0 },
  };
}

export function modelDownloaded(session: Session, share: number): Session {
  return { ...session, stage: share < 1 ? { kind: 'downloading', share } : { kind: 'preparing-model' } };
}

/** The engine takes another model's file. */
export function modelGiven(session: Session): Session {
  return { ...session, stage: { kind: 'preparing-model' } };
}

/**
 * The photo has no answer by the new model yet, which may lack the chosen bucket. The lesson is about the site's own
 * model.
 */
export function modelLoaded(session: Session, model: Model): Session {
  const { awaitedTarget: awaited, ...rest } = session;
  const { choice } = session;
  const kept = targetBuckets(choice.target).length > 0 ? 'top' : choice.target;
  const target = awaited !== undefined && modelHas(model.buckets.length, awaited) ? awaited : kept;
  const lesson: Lesson = model.ofThisSite ? session.lesson : { kind: 'closed' };
  const loaded: Session = { ...rest, model, photo: unopened(session.photo), lesson };
  return target === choice.target ? loaded : chosen(loaded, { ...choice, target });
}

export function engineRunning(session: Session, engine: RunningEngine): Session {
  return { ...session, engine: { kind: 'running', ...engine }, stage: { kind: 'resting' } };
}

export function engineStopped(session: Session, failure: Failure, retry?: string): Session {
  return failed({ ...session, engine: { kind: 'stopped', mayStart: retry !== undefined } }, failure, retry);
}

// Transitions: the photo.

/** A photo that comes while there is no engine waits, and what is on show stays. */
export function photoWaits(session: Session, file: NamedFile): Session {
  return { ...session, photo: { kind: 'waiting', file } };
}

/** The engine takes a photo. The one before stays on show until this one is opened. */
export function looking(session: Session): Session {
  return { ...session, stage: { kind: 'looking' } };
}

/** The part of a photo that is scored once it is opened: the same as before if it is on show, else the one of its link. */
export const partOf = (session: Session, file: NamedFile): Part =>
  fileOf(session.photo) === file ? session.crop.part : (file.part ?? whole);

/** display is the part of it that partOf says. */
export function photoOpened(
  session: Session,
  file: NamedFile,
  wholePicture: Picture,
  decoding: Decoding = wholeByEngine,
  display = wholePicture,
): Session {
  const same = fileOf(session.photo) === file;
  const hiding = same ? session.hiding : nothingHidden(session.hiding.fill);
  const lesson = same ? session.lesson : withNewPhoto(session.lesson);
  const photo: Photo = { kind: 'opened', file, whole: wholePicture, display, decoding };
  return { ...session, photo, hiding, lesson, crop: crop.rested({ ...session.crop, part: partOf(session, file) }) };
}

/** The answer for the photo, or for the part of it that display shows. */
export function answered(session: Session, answer: Answer, display?: Picture): Session {
  const { photo } = session;
  if (!('display' in photo)) return session;
  const { file, whole: wholePicture, decoding } = photo;
  return {
    ...session,
    photo: { kind: 'answered', file, whole: wholePicture, display: display ?? photo.display, decoding, answer },
  };
}

/** The map after a step of the explanation. */
export function explained(session: Session, explanation: Explanation): Session {
  const { photo } = session;
  if (!('answer' in photo)) return session;
  const { steps, stepsDone } = explanation;
  const stage: Stage = stepsDone < steps ? { kind: 'explaining', stepsDone, steps } : { kind: 'resting' };
  const before = 'history' in photo && stepsDone > 1 ? photo.history : [];
  const history = [...before, { ...explanation, values: new Float32Array() }];
  const { replayed: _, curves: __, randomised: ___, ...rest } = {
    replayed: undefined,
    curves: undefined,
    randomised: undefined,
    ...photo,
  };
  return { ...session, photo: { ...rest, kind: 'explained', explanation, explainedBy: session.choice, history }, stage };
}

/** Shows the map again as it was after a step, counted from 0. */
export function replayed(session: Session, step: number): Session {
  const { photo } = session;
  if (!('history' in photo) || !photo.history[step]) return session;
  return { ...session, photo: { ...photo, replayed: step } };
}

/** What the search for the smallest change has found so far, and has hidden. */
export function searched(session: Session, found: SmallestChange, hiding: Hiding): Session {
  const { photo } = session;
  if (!('answer' in photo)) return session;
  const stage: Stage = found.isFinished
    ? { kind: 'resting' }
    : { kind: 'searching', tiles: found.tiles.length, maxTiles: found.steps };
  return { ...session, photo: { ...photo, smallestChange: found }, hiding, lesson: outdated(session.lesson), stage };
}

/** The search begins, and what an earlier one found is forgotten. */
export function searching(session: Session, maxTiles: number): Session {
  const { photo } = session;
  if (!('answer' in photo)) return session;
  const { smallestChange: _, ...rest } = photo;
  return { ...session, photo: rest, stage: { kind: 'searching', tiles: 0, maxTiles } };
}

/** A test of the map begins, and what an earlier one found is forgotten. */
export function testing(session: Session, test: MapTest): Session {
  const { photo } = session;
  if (!('explanation' in photo)) return session;
  const { [test]: _, ...rest } = photo;
  return { ...session, photo: rest, stage: { kind: 'testing', test, stepsDone: 0, steps: 1 } };
}

function tested(session: Session, test: MapTest, stepsDone: number, steps: number, found: Partial<Explained>): Session {
  const { photo } = session;
  if (!('explanation' in photo)) return session;
  const stage: Stage = stepsDone < steps ? { kind: 'testing', test, stepsDone, steps } : { kind: 'resting' };
  return { ...session, photo: { ...photo, ...found }, stage };
}

/** The test by deletion and insertion after a step. */
export function curvesTested(session: Session, curves: CurveTest): Session {
  return tested(session, 'curves', curves.stepsDone, curves.steps, { curves });
}

/** The test by random layers after a step. */
export function mapRandomised(session: Session, redrawn: RandomisedMap): Session {
  const randomised = [...(randomisedOf(session.photo) ?? []).slice(0, redrawn.stage), redrawn];
  return tested(session, 'randomised', redrawn.stepsDone, redrawn.steps, { randomised });
}

/** The map, or what a search or a test has found, stays as it is. */
export function workStopped(session: Session): Session {
  return ['explaining', 'searching', 'testing'].includes(session.stage.kind) ? { ...session, stage: { kind: 'resting' } } : session;
}

/** What the photo resembles, found after its answer. */
export function neighboursFound(session: Session, neighbours: Neighbours): Session {
  const { photo } = session;
  return 'answer' in photo ? { ...session, photo: { ...photo, neighbours } } : session;
}

/** A photo on which the engine failed is forgotten, so that the next engine does not fail on it. */
export function photoForgotten(session: Session, file: NamedFile): Session {
  return fileOf(session.photo) === file ? { ...session, photo: { kind: 'none' } } : session;
}

// Transitions: the part of the photo that is scored, and what is hidden of it.

/** Another part needs another answer and map. */
export function cropChanged(session: Session, next: Crop): Session {
  const after = crop.changed(session.crop, next);
  if (after === session.crop || !answerOf(session.photo)) return session;
  if (isSame(after.part, session.crop.part)) return { ...session, crop: after };
  return { ...session, crop: after, lesson: withNewPart(session.lesson), stage: { kind: 'looking' } };
}

/** A change by a person outdates what a search has found. */
export function hidingChanged(session: Session, hiding: Hiding): Session {
  const before = session.hiding;
  if (hiding === before) return session;
  const same = hiding.strokes === before.strokes && hiding.fill === before.fill;
  const lesson = same ? session.lesson : outdated(session.lesson);
  const { photo } = session;
  if (!('smallestChange' in photo)) return { ...session, hiding, lesson };
  const { smallestChange: _, ...rest } = photo;
  return { ...session, photo: rest, hiding, lesson };
}

/** The answer with parts hidden; nothing once all is shown again. */
export function hiddenAnswered(session: Session, hidden: Hidden | undefined): Session {
  const { photo } = session;
  if (!('answer' in photo) || photo.hidden === hidden) return session;
  const { hidden: _, ...rest } = photo;
  return { ...session, photo: hidden ? { ...rest, hidden } : rest };
}

// Transitions: the rest.

/** If the choice needs another heat map, the stage becomes 'explaining'. */
function withChoice(session: Session, choice: Choice, methodIsChosen: boolean): Session {
  const before = session.choice;
  const { awaitedTarget, ...rest } = session;
  const awaits = awaitedTarget !== undefined && choice.target === before.target;
  const next: Session = { ...rest, choice, methodIsChosen, ...(awaits ? { awaitedTarget } : {}) };
  const same = before.method === choice.method && before.target === choice.target;
  if (same || !answerOf(session.photo)) return next;
  return { ...next, stage: { kind: 'explaining', stepsDone: 0, steps: 1 } };
}

/** What a person chooses. Until they have chosen a method, another target brings its own. */
export function chosen(session: Session, choice: Choice): Session {
  const before = session.choice;
  const methodIsChosen = session.methodIsChosen || choice.method !== before.method;
  const keepsMethod = methodIsChosen || choice.target === before.target;
  return withChoice(session, keepsMethod ? choice : { ...choice, method: defaultMethod(choice.target) }, methodIsChosen);
}

/**
 * What a link names. Its target is left out if the model lacks it, and waits while only a model that is still being
 * loaded can tell. A method is chosen, as if by a person, unless the target would bring it anyway.
 */
export function linked(session: Session, wanted: Partial<Choice>): Session {
  const { model, choice } = session;
  const named = wanted.target ?? choice.target;
  const waits = !model && targetBuckets(named).length > 0;
  const exists = !waits && (!model || modelHas(model.buckets.length, named));
  const target = exists ? named : choice.target;
  const methodIsChosen = wanted.method === undefined ? session.methodIsChosen : wanted.method !== defaultMethod(named);
  const keepsMethod = methodIsChosen || target === choice.target;
  const method = wanted.method ?? (keepsMethod ? choice.method : defaultMethod(target));
  const next = withChoice(session, { ...choice, ...wanted, method, target }, methodIsChosen);
  return waits ? { ...next, awaitedTarget: named } : next;
}

export function viewStarted(session: Session): Session {
  return { ...session, hasView: true };
}

/** Nothing more to do; what failed before stays on show. */
export function rested(session: Session): Session {
  return session.stage.kind === 'failed' ? session : { ...session, stage: { kind: 'resting' } };
}

export function failed(session: Session, failure: Failure, retry?: string): Session {
  return { ...session, stage: { kind: 'failed', failure, ...(retry === undefined ? {} : { retry }) } };
}
