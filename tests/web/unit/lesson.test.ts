// The lesson about a model that cheats: whose years stand where, and what is said of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  awaitsOther,
  lessonOpened,
  lessonOpening,
  lessonSentence,
  otherAnswered,
  programChosen,
  programLabel,
  programOf,
  situationOf,
  stampOf,
  stamped,
  yearsNoted,
} from '../../../web/src/lesson';
import type { Session } from '../../../web/src/session';
import { answered, engineStarting, hiddenAnswered, hidingChanged } from '../../../web/src/session';
import { modelLoaded, newSession, photoOpened } from '../../../web/src/session';
import { strokeBegun } from '../../../web/src/hiding';
import { answer, cheat, choice, display, hidden, model, photo } from './samples';

const says = (expectedYear: number) => ({ ...answer, score: { ...answer.score, expectedYear } });
const ring = { mark: 0, place: 0 };
const brushed = (session: Session) =>
  hidingChanged(session, strokeBegun(session.hiding, 'brush', 0.1, { x: 0.1, y: 0.9 }));

/** With a photo of which the honest program says 1957 and the cheating one 1960. */
function lesson(): Session {
  const loaded = modelLoaded(newSession(choice, 'blurred'), model);
  const opened = photoOpened(lessonOpened(lessonOpening(loaded), cheat), photo, display);
  return yearsNoted(otherAnswered(answered(opened, says(1957)), says(1960)));
}
const years = ({ lesson: state }: Session) => (state.kind === 'open' ? state.years : undefined);

test('both answers stand side by side, whichever program answers', () => {
  assert.deepEqual(years(lesson())?.plain, { honest: 1957, cheating: 1960 });
  assert.equal(lessonSentence(lesson()), 'As the photo is, the cheating program says 1960, the honest one 1957.');
  const turned = programChosen(lesson(), 'cheating');
  assert.equal(situationOf(turned), undefined, 'the answer of the other program is still to come');
  const again = yearsNoted(otherAnswered(answered(turned, says(1961)), says(1956)));
  assert.deepEqual(years(again)?.plain, { honest: 1956, cheating: 1961 });
  assert.equal(programLabel(again), 'cheating program');
});

test('a mark and what is hidden of it have rows of their own', () => {
  const marked = yearsNoted(otherAnswered(answered(stamped(lesson(), ring, display, display), says(1956)), says(1925)));
  assert.deepEqual(years(marked)?.marked, { honest: 1956, cheating: 1925 });
  assert.equal(
    lessonSentence(marked),
    'With the ring, the cheating program says 1925, the honest one 1956. ' +
      'The mark moved the one by 35 years and the other by 1 year.',
  );
  const stroke = brushed(marked);
  assert.ok(awaitsOther(stroke), 'the other answer is outdated');
  const covered = yearsNoted(hiddenAnswered(stroke, { ...hidden, answer: says(1958) }));
  assert.deepEqual(years(covered)?.covered, { honest: 1958 });
  assert.equal(lessonSentence(covered), '');
  assert.equal(
    lessonSentence(yearsNoted(otherAnswered(covered, says(1959)))),
    'With what you hid, the cheating program says 1959, the honest one 1958.',
  );
});

test('what is hidden of an unmarked photo is not in the table', () => {
  const covered = yearsNoted(hiddenAnswered(brushed(lesson()), { ...hidden, answer: says(1990) }));
  assert.deepEqual(years(covered), years(lesson()));
});

test('another mark, photo or engine leaves no old years behind', () => {
  const marked = yearsNoted(answered(stamped(lesson(), ring, display, display), says(1956)));
  const moved = stamped(marked, { mark: 0, place: 1 }, display, display);
  assert.deepEqual(years(moved), { ...years(lesson()), marked: {} });
  assert.deepEqual(years(stamped(marked, undefined, display, display)), years(marked), 'taking the mark off keeps them');
  const next = photoOpened(programChosen(marked, 'cheating'), { ...photo }, display);
  assert.deepEqual(years(next), { plain: {}, marked: {}, covered: {} });
  assert.equal(stampOf(next), undefined);
  assert.equal(programOf(next), 'cheating');
  assert.deepEqual(engineStarting(next).lesson, { kind: 'opening' });
  assert.deepEqual(modelLoaded(next, { ...model, ofThisSite: false }).lesson, { kind: 'closed' });
});

test('a session without anything new to note stays the same', () => {
  const session = lesson();
  assert.equal(yearsNoted(session), session);
  assert.equal(yearsNoted(newSession(choice, 'blurred')).lesson.kind, 'closed');
});
