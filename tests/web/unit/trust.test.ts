// The tests of a map in the page's state: what they leave on show, and what ends them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curvesOf, mapIsFinished, randomisedOf } from '../../../web/src/photo';
import {
  answered,
  curvesTested,
  engineRunning,
  explained,
  mapRandomised,
  modelLoaded,
  newSession,
  photoOpened,
  testing,
  viewStarted,
  workStopped,
} from '../../../web/src/session';
import { activity, pageState } from '../../../web/src/status';
import type { Session } from '../../../web/src/session';
import { answer, choice, curveTest, display, explanation, model, photo, redrawn } from './samples';

const answeredPhoto = (): Session => {
  const ready = viewStarted(engineRunning(modelLoaded(newSession(choice, 'blurred'), model), { variant: 'simd', threads: 1, isPlainer: false }));
  return answered(photoOpened(ready, photo, display), answer);
};
const shown = (): Session => explained(answeredPhoto(), explanation);

test('only a map that is drawn to its end can be tested', () => {
  assert.equal(mapIsFinished(answeredPhoto().photo), false);
  assert.equal(mapIsFinished(explained(answeredPhoto(), { ...explanation, steps: 2 }).photo), false);
  assert.equal(mapIsFinished(shown().photo), true);
  assert.deepEqual(testing(answeredPhoto(), 'curves'), answeredPhoto());
});

test('curves are drawn step by step until the test is over', () => {
  const begun = testing(shown(), 'curves');
  assert.equal(pageState(begun), 'busy');
  const half = curvesTested(begun, curveTest);
  assert.deepEqual(activity(half), { text: 'Testing the map, step 1 of 3', progress: 1 / 3 });
  assert.equal(curvesOf(half.photo), curveTest);
  const whole = curvesTested(half, { ...curveTest, stepsDone: 3, verdict: 'It passes.' });
  assert.equal(pageState(whole), 'ready');
  assert.equal(curvesOf(whole.photo)?.verdict, 'It passes.');
});

test('a redrawn map takes the place of its stage, and the stages before it stay', () => {
  const first = mapRandomised(testing(shown(), 'randomised'), { ...redrawn(0), stepsDone: 1 });
  assert.equal(randomisedOf(first.photo)?.length, 1);
  const replaced = mapRandomised(first, redrawn(0));
  assert.deepEqual(randomisedOf(replaced.photo), [redrawn(0)]);
  const second = mapRandomised(replaced, redrawn(1));
  assert.deepEqual(randomisedOf(second.photo), [redrawn(0), redrawn(1)]);
  assert.equal(pageState(second), 'ready');
});

test('a test that is stopped leaves what it has found; beginning it again forgets that', () => {
  const stopped = workStopped(curvesTested(testing(shown(), 'curves'), curveTest));
  assert.equal(pageState(stopped), 'ready');
  assert.equal(curvesOf(stopped.photo), curveTest);
  const again = testing(mapRandomised(stopped, redrawn(0)), 'curves');
  assert.equal(curvesOf(again.photo), undefined);
  assert.deepEqual(randomisedOf(again.photo), [redrawn(0)]);
});

test('what was found of a map goes with it', () => {
  const tested = mapRandomised(curvesTested(shown(), curveTest), redrawn(0));
  const next = explained(tested, explanation);
  assert.equal(curvesOf(next.photo), undefined);
  assert.equal(randomisedOf(next.photo), undefined);
});
