// Many photos, scored one after another: their state and its transitions. Pure, as session.ts.
import type { Failure } from './generated/engine';
import type { ScoredFile } from './messages';
import type { PhotoFile } from './read-file';

/** More photos than this are left out, so that the page's memory stays small. */
export const maxPhotos = 1000;

/** A photo that a person gave with others. path is its name, below the folder that was dropped, if one was. */
export interface GivenPhoto {
  path: string;
  file: PhotoFile;
}

export interface Entry extends GivenPhoto {
  /** Never that of another entry. */
  id: number;
  result: { kind: 'waiting' } | { kind: 'scored'; scored: ScoredFile } | { kind: 'failed'; failure: Failure };
}

export type Run =
  | { kind: 'resting' }
  /** doneBefore is how many photos were done when it began. */
  | { kind: 'running'; sinceMs: number; doneBefore: number }
  /** It ended before all photos were done: a person stopped it, or the engine cannot go on. */
  | { kind: 'stopped'; failure?: Failure };

export interface Timeline {
  /** In the order in which they were given. */
  entries: readonly Entry[];
  run: Run;
  /** How many photos were left out because there were too many. */
  leftOut: number;
  nextId: number;
}

export const emptyTimeline: Timeline = { entries: [], run: { kind: 'resting' }, leftOut: 0, nextId: 0 };

// What is known so far.

export const isDone = ({ result }: Entry): boolean => result.kind !== 'waiting';
export const scoredOf = ({ result }: Entry): ScoredFile | undefined => (result.kind === 'scored' ? result.scored : undefined);
export const failureOf = ({ result }: Entry): Failure | undefined => (result.kind === 'failed' ? result.failure : undefined);
export const nextWaiting = ({ entries }: Timeline): Entry | undefined => entries.find((entry) => !isDone(entry));

/** The photo after this one that has no result yet. */
export function waitingAfter({ entries }: Timeline, entry: Entry): Entry | undefined {
  return entries.slice(entries.indexOf(entry) + 1).find((other) => !isDone(other));
}

/** The scored photos, oldest expected year first. */
export function byYear({ entries }: Timeline): (Entry & { scored: ScoredFile })[] {
  return entries
    .flatMap((entry) => (entry.result.kind === 'scored' ? [{ ...entry, scored: entry.result.scored }] : []))
    .sort((a, b) => a.scored.expectedYear - b.scored.expectedYear || a.id - b.id);
}

// Transitions.

export function photosGiven(timeline: Timeline, photos: readonly GivenPhoto[]): Timeline {
  const { entries, nextId } = timeline;
  const taken = photos.slice(0, maxPhotos - entries.length);
  const added = taken.map(({ path, file }, i): Entry => ({ id: nextId + i, path, file, result: { kind: 'waiting' } }));
  return {
    ...timeline,
    entries: [...entries, ...added],
    nextId: nextId + added.length,
    leftOut: timeline.leftOut + photos.length - taken.length,
  };
}

export function runStarted(timeline: Timeline, nowMs: number): Timeline {
  return { ...timeline, run: { kind: 'running', sinceMs: nowMs, doneBefore: timeline.entries.filter(isDone).length } };
}

/** The entry gets its result, unless it is gone or waits for another model's meanwhile. The last one ends the run. */
export function photoDone(timeline: Timeline, entry: Entry, result: Entry['result']): Timeline {
  if (!timeline.entries.includes(entry)) return timeline;
  const entries = timeline.entries.map((other) => (other === entry ? { ...entry, result } : other));
  return { ...timeline, entries, run: entries.every(isDone) ? { kind: 'resting' } : timeline.run };
}

export function runStopped(timeline: Timeline, failure?: Failure): Timeline {
  if (timeline.run.kind !== 'running') return timeline;
  return { ...timeline, run: { kind: 'stopped', ...(failure === undefined ? {} : { failure }) } };
}

/** Another model answers: every photo waits again. */
export function modelChanged(timeline: Timeline): Timeline {
  return { ...timeline, entries: timeline.entries.map((entry) => ({ ...entry, result: { kind: 'waiting' } })) };
}

/** Everything is forgotten but the numbers of entries. */
export function cleared({ nextId }: Timeline): Timeline {
  return { ...emptyTimeline, nextId };
}

// The table's order.

export const columns = ['name', 'year', 'range', 'modernity', 'familiarity'] as const;
export type Column = (typeof columns)[number];
export interface Order {
  column: Column;
  descending: boolean;
}

/** What a scored photo is sorted by; a model that cannot tell familiarity sorts by nothing. */
function keys(scored: ScoredFile, column: Exclude<Column, 'name'>): number[] {
  switch (column) {
    case 'year':
      return [scored.expectedYear];
    case 'range':
      return [scored.rangeFromYear, scored.rangeToYear];
    case 'modernity':
      return [scored.modernityPercent];
    case 'familiarity':
      return [scored.familiarity ?? 0];
  }
}

function compare(a: Entry, b: Entry, { column, descending }: Order): number {
  const direction = descending ? -1 : 1;
  if (column === 'name') return direction * a.path.localeCompare(b.path, undefined, { numeric: true });
  const [ours, theirs] = [a, b].map((entry) => scoredOf(entry) && keys(scoredOf(entry)!, column));
  // Whatever the direction, photos without an answer come last.
  if (!ours || !theirs) return Number(!ours) - Number(!theirs);
  return direction * ours.reduce((difference, key, i) => difference || key - theirs[i]!, 0);
}

/** The photos with a result in an order; equals keep the order in which they were given. */
export function sorted({ entries }: Timeline, order: Order): Entry[] {
  return entries.filter(isDone).sort((a, b) => compare(a, b, order) || a.id - b.id);
}

// What a person reads.

const photos = (count: number): string => (count === 1 ? '1 photo' : `${count} photos`);

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

/** How far it is, with an estimate while it runs; share is 0..1. */
export function progress(timeline: Timeline, nowMs: number): { text: string; share: number } {
  const { entries, run, leftOut } = timeline;
  const done = entries.filter(isDone).length;
  const failed = entries.filter(failureOf).length;
  const parts = [`${done} of ${photos(entries.length)} done`];
  if (failed > 0) parts.push(`${failed} could not be scored`);
  if (run.kind === 'running' && done > run.doneBefore) {
    const each = (nowMs - run.sinceMs) / 1000 / (done - run.doneBefore);
    parts.push(`about ${duration(each * (entries.length - done))} left`);
  }
  if (run.kind === 'stopped') parts.push('stopped');
  if (leftOut > 0) parts.push(`${photos(leftOut)} left out, for the limit is ${maxPhotos}`);
  return { text: `${parts.join('; ')}.`, share: entries.length === 0 ? 0 : done / entries.length };
}
