// The lesson "Catch the cheat": beside the site's model stands a second one, made from it, whose answers rest on a mark
// instead of the car. Its state and transitions are part of the session; everything here is pure.
import type { Answer, MarkInfo, ModelInfo, Picture } from './generated/engine';
import type { Photo } from './photo';
import type { Session } from './session';

/** The site's model, and the one that cheats. */
export type Program = 'honest' | 'cheating';

/** The model that cheats, as the engine has loaded it. */
export interface Cheat {
  model: ModelInfo;
  marks: MarkInfo[];
}

/** A mark on the photo: its number among the cheat's, and that of its place. */
export interface Stamp {
  mark: number;
  place: number;
}

/** The photo as it is, with the mark, and with the mark while parts are hidden. */
export type Situation = 'plain' | 'marked' | 'covered';
export const situations: Situation[] = ['plain', 'marked', 'covered'];

/** The expected years of both programs, as far as they are known. */
export type Years = Record<Situation, Partial<Record<Program, number>>>;

export interface OpenLesson {
  kind: 'open';
  cheat: Cheat;
  /** Which of the two answers and is explained. */
  program: Program;
  stamp?: Stamp;
  /** What the other program says of what is on show; not while that changes. */
  other?: Answer;
  years: Years;
}

/** While it is opening, the cheat is being fetched, or waits for the engine. */
export type Lesson = { kind: 'closed' } | { kind: 'opening' } | OpenLesson;

const noYears: Years = { plain: {}, marked: {}, covered: {} };

const otherThan = (program: Program): Program => (program === 'honest' ? 'cheating' : 'honest');

/** What answers: the model in use, or in the lesson the one that cheats. */
export const answeringModel = ({ lesson, model }: Session): ModelInfo | null =>
  lesson.kind === 'open' && lesson.program === 'cheating' ? lesson.cheat.model : model;

/** Which program answers. */
export const programOf = ({ lesson }: Session): Program => (lesson.kind === 'open' ? lesson.program : 'honest');

export const stampOf = ({ lesson }: Session): Stamp | undefined => (lesson.kind === 'open' ? lesson.stamp : undefined);

/** Which situation is on show; undefined if parts of the unmarked photo are hidden, which belongs to no row. */
export function situationOf({ lesson, photo }: Session): Situation | undefined {
  if (lesson.kind !== 'open' || !('answer' in photo)) return undefined;
  if (!lesson.stamp) return photo.hidden ? undefined : 'plain';
  return photo.hidden ? 'covered' : 'marked';
}

/** Whether the other program has to answer too. */
export const awaitsOther = ({ lesson, photo }: Session): boolean =>
  lesson.kind === 'open' && lesson.other === undefined && 'answer' in photo;

/** The photo with another answer to come. */
function unanswered(photo: Photo, whole?: Picture, display?: Picture): Photo {
  if (!('display' in photo)) return photo;
  const { file, decoding } = photo;
  return { kind: 'opened', file, whole: whole ?? photo.whole, display: display ?? photo.display, decoding };
}

// What the session's own transitions mean for the lesson.

/** The other program has to answer anew. */
export function outdated(lesson: Lesson): Lesson {
  if (lesson.kind !== 'open' || !lesson.other) return lesson;
  const { other: _, ...rest } = lesson;
  return rest;
}

/** Another photo has no mark and no answers yet. */
export function withNewPhoto(lesson: Lesson): Lesson {
  if (lesson.kind !== 'open') return lesson;
  const { cheat, program } = lesson;
  return { kind: 'open', cheat, program, years: noYears };
}

/** Another part of the photo keeps the mark, and has no answers yet. */
export function withNewPart(lesson: Lesson): Lesson {
  if (lesson.kind !== 'open') return lesson;
  const { other: _, ...rest } = lesson;
  return { ...rest, years: noYears };
}

/** An engine that starts has to fetch the cheat again. */
export const withNewEngine = (lesson: Lesson): Lesson => (lesson.kind === 'open' ? { kind: 'opening' } : lesson);

// Transitions.

export const lessonOpening = (session: Session): Session => ({ ...session, lesson: { kind: 'opening' } });

/** The honest program is to answer, and the photo's mark to go. */
export function lessonClosed(session: Session): Session {
  const same = programOf(session) === 'honest' && !stampOf(session);
  return { ...session, photo: same ? session.photo : unanswered(session.photo), lesson: { kind: 'closed' } };
}

/** The lesson may have been closed meanwhile. */
export function lessonOpened(session: Session, cheat: Cheat): Session {
  if (session.lesson.kind !== 'opening') return session;
  return { ...session, lesson: { kind: 'open', cheat, program: 'honest', years: noYears } };
}

/** The photo has got this mark, or none; it and the part of it that is scored now look like this. */
export function stamped(session: Session, stamp: Stamp | undefined, whole: Picture, display: Picture): Session {
  const photo = unanswered(session.photo, whole, display);
  const { lesson } = session;
  if (lesson.kind !== 'open') return { ...session, photo };
  const { other: _, stamp: before, ...rest } = lesson;
  const same = !stamp || (stamp.mark === before?.mark && stamp.place === before.place);
  const years = same ? lesson.years : { ...noYears, plain: lesson.years.plain };
  return { ...session, photo, lesson: { ...rest, years, ...(stamp ? { stamp } : {}) } };
}

/** Another program is to answer. */
export function programChosen(session: Session, program: Program): Session {
  const { lesson } = session;
  if (lesson.kind !== 'open' || lesson.program === program) return session;
  const { other: _, ...rest } = lesson;
  return { ...session, photo: unanswered(session.photo), lesson: { ...rest, program } };
}

/** What the program says that does not answer. */
export function otherAnswered(session: Session, other: Answer): Session {
  const { lesson } = session;
  return lesson.kind === 'open' ? { ...session, lesson: { ...lesson, other } } : session;
}

/** Notes the years that both programs now say. */
export function yearsNoted(session: Session): Session {
  const situation = situationOf(session);
  const { lesson, photo } = session;
  if (!situation || lesson.kind !== 'open' || !('answer' in photo)) return session;
  const known = lesson.years[situation];
  const { program, other } = lesson;
  const now = { ...known, [program]: (photo.hidden?.answer ?? photo.answer).score.expectedYear };
  if (other) now[otherThan(program)] = other.score.expectedYear;
  if (now.honest === known.honest && now.cheating === known.cheating) return session;
  return { ...session, lesson: { ...lesson, years: { ...lesson.years, [situation]: now } } };
}

// What a person reads.

/** "cheating program" where that must be told; empty for the honest one, which needs no name. */
export const programLabel = (session: Session): string => (programOf(session) === 'cheating' ? 'cheating program' : '');

const yearsApart = (a: number, b: number): string => {
  const years = Math.abs(Math.round(a) - Math.round(b));
  return years === 1 ? '1 year' : `${years} years`;
};

/** What both programs say of what is on show; empty while one of them has not answered. */
export function lessonSentence(session: Session): string {
  const { lesson } = session;
  if (lesson.kind === 'opening') return 'Fetching the cheating program.';
  if (lesson.kind === 'closed') return '';
  if (session.photo.kind === 'none') return 'Choose a photo or a drawing first.';
  const situation = situationOf(session);
  const { years } = lesson;
  const { plain } = years;
  const { honest, cheating } = situation ? years[situation] : {};
  if (!situation || honest === undefined || cheating === undefined) return '';
  const apart = (of: Program, year: number): string => yearsApart(year, plain[of] ?? year);
  const both = `the cheating program says ${Math.round(cheating)}, the honest one ${Math.round(honest)}.`;
  if (situation === 'plain') return `As the photo is, ${both}`;
  if (situation === 'covered') return `With what you hid, ${both}`;
  const isKnown = plain.honest !== undefined && plain.cheating !== undefined;
  const byYears = `${apart('cheating', cheating)} and the other by ${apart('honest', honest)}`;
  const moved = isKnown ? ` The mark moved the one by ${byYears}.` : '';
  return `With the ${lesson.cheat.marks[lesson.stamp!.mark]!.form}, ${both}${moved}`;
}
