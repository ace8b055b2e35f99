// Two cars: what is kept of one, and when the colours of both maps mean the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lessonOpened, programChosen } from '../../../web/src/lesson';
import { whole } from '../../../web/src/part';
import { twoCarsSentence, yearSentence } from '../../../web/src/sentences';
import {
  answered,
  chosen,
  engineRunning,
  explained,
  modelLoaded,
  newSession,
  photoOpened,
} from '../../../web/src/session';
import type { Session } from '../../../web/src/session';
import { carOf, haveOneScale, isSameCar, onScale, shownAnswer, wider } from '../../../web/src/two-cars';
import { answer, cheat, choice, display, explanation, hidden, model, photo } from './samples';

const loaded = engineRunning(modelLoaded(newSession(choice, 'blurred'), model), { variant: 'simd', threads: 1, isPlainer: false });
const scored = (session: Session) => answered(photoOpened(session, photo, display), answer);
const shown = (session = loaded) => explained(scored(session), explanation);

test('a car is what is on show, with its map once that is whole', () => {
  assert.equal(carOf(loaded), undefined);
  assert.equal(carOf(photoOpened(loaded, photo, display)), undefined);
  assert.deepEqual(carOf(scored(loaded)), {
    name: 'car.jpg',
    picture: display,
    shape: display,
    part: whole,
    answer,
    hidden: undefined,
    model,
    map: undefined,
  });
  assert.deepEqual(carOf(shown())?.map, { explanation, choice });
  assert.equal(carOf(explained(scored(loaded), { ...explanation, steps: 2 }))?.map, undefined);
});

test('a map belongs to the choice that it was made by, also while the next one is awaited', () => {
  const next = chosen(shown(), { ...choice, method: 'occlusion' });
  assert.deepEqual(carOf(next)?.map?.choice, choice);
});

test('one scale is for maps of one model, method and target', () => {
  const one = carOf(shown())!;
  assert.equal(haveOneScale(one, carOf(shown())!), true);
  assert.equal(haveOneScale(one, carOf(scored(loaded))!), false);
  assert.equal(haveOneScale(one, carOf(shown(modelLoaded(loaded, { ...model })))!), false);
  for (const other of [{ ...choice, method: 'occlusion' } as const, { ...choice, target: 'expected-year' } as const])
    assert.equal(haveOneScale(one, carOf(shown(chosen(loaded, other)))!), false);
  assert.equal(haveOneScale(one, carOf(shown(chosen(loaded, { ...choice, opacity: 0.9 })))!), true);
});

test('the cheating program is another model than the honest one', () => {
  const opened: Session = lessonOpened({ ...loaded, lesson: { kind: 'opening' } }, cheat);
  const cheating = carOf(shown(programChosen(opened, 'cheating')))!;
  assert.equal(cheating.model, cheat.model);
  assert.equal(haveOneScale(carOf(shown(opened))!, cheating), false);
});

test('on the wider scale of two, values mean the same in both maps', () => {
  const weak = { ...explanation, values: new Float32Array([0.5, -1]), scale: 2 };
  const strong = { ...explanation, values: new Float32Array([0.125, 1]), scale: 8 };
  const { scale } = wider(weak, strong);
  assert.equal(scale, 8);
  assert.equal(wider(strong, weak).scale, 8);
  assert.deepEqual([...onScale(weak, scale)], [0.125, -0.25]);
  assert.deepEqual([...onScale(strong, scale)], [0.125, 1]);
  assert.deepEqual([...onScale({ ...weak, scale: 0 }, 0)], [0.5, -1], 'maps of zeros stay as they are');
});

test('another answer, picture or map is another state of the car', () => {
  const car = carOf(shown())!;
  assert.equal(isSameCar(car, carOf(shown())), true);
  assert.equal(isSameCar(car, { ...car, answer: { ...answer } }), false);
  assert.equal(isSameCar(car, { ...car, map: undefined }), false);
  assert.equal(isSameCar(car, { ...car, hidden }), false);
  assert.equal(shownAnswer({ ...car, hidden }), hidden.answer);
  assert.equal(shownAnswer(car), answer);
  assert.equal(isSameCar(undefined, undefined), true);
});

test('sentences tell each year and how far apart they are', () => {
  assert.equal(yearSentence('car.jpg', answer), 'car.jpg: about 2003 (8 in 10: 2001-2004)');
  assert.equal(twoCarsSentence(answer, hidden.answer), 'By its answer the car on show is 7 years newer than the kept one.');
  assert.equal(twoCarsSentence(hidden.answer, answer), 'By its answer the car on show is 7 years older than the kept one.');
  assert.match(twoCarsSentence(answer, answer), /as new as the kept one/);
  assert.match(twoCarsSentence({ ...answer, isUnfamiliar: true }, answer), /unlike the cars/);
});
