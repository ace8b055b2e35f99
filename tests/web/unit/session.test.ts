// The page's states: which follow which, and what a person is told in each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf, displayOf, explanationOf, fileOf, neighboursOf } from '../../../web/src/photo';
import {
  answered,
  bucketTarget,
  chosen,
  differenceTarget,
  engineRunning,
  engineStarting,
  engineStopped,
  explained,
  workStopped,
  failed,
  linked,
  looking,
  modelDownloaded,
  modelGiven,
  modelLoaded,
  neighboursFound,
  newSession,
  photoForgotten,
  photoOpened,
  photoWaits,
  rested,
  viewStarted,
} from '../../../web/src/session';
import { activity, pageState, status } from '../../../web/src/status';
import { defaultMethod, targetBuckets } from '../../../web/src/page-words';
import type { Session } from '../../../web/src/session';
import { wholeByEngine } from '../../../web/src/browser-decode';
import { answer, choice, display, explanation, failure, model, neighbours, photo } from './samples';

const loaded = (): Session => engineRunning(modelLoaded(newSession(choice, 'blurred'), model), { variant: 'simd', threads: 1, isPlainer: false });
const ready = (): Session => viewStarted(loaded());
const shown = (): Session =>
  explained(answered(photoOpened(looking(ready()), photo, display), answer), explanation);

test('a new page is loading', () => {
  const session = newSession(choice, 'blurred');
  assert.equal(pageState(session), 'loading');
  assert.deepEqual(activity(session), { text: 'Loading the model', progress: 0 });
});

test('the download has a progress, the preparation after it has none', () => {
  const half = modelDownloaded(newSession(choice, 'blurred'), 0.5);
  assert.deepEqual(status(half), { text: 'Loading the model', progress: 0.5 });
  const whole = modelDownloaded(half, 1);
  assert.deepEqual(status(whole), { text: 'Preparing the model' });
  assert.equal(pageState(whole), 'loading');
});

test('the page is ready when there are an engine and a view, whichever comes later', () => {
  assert.equal(pageState(loaded()), 'loading');
  assert.equal(pageState(viewStarted(newSession(choice, 'blurred'))), 'loading');
  assert.equal(pageState(viewStarted(loaded())), 'ready');
  const viewFirst = engineRunning(modelLoaded(viewStarted(newSession(choice, 'blurred')), model), { variant: 'simd', threads: 1, isPlainer: false });
  assert.equal(pageState(viewFirst), 'ready');
});

test('a ready page says what computes', () => {
  assert.equal(status(ready()).text, 'Ready. Computing on this device with one thread (engine: simd).');
  const threads = engineRunning(ready(), { variant: 'relaxed-threads', threads: 4, isPlainer: false });
  assert.equal(status(threads).text, 'Ready. Computing on this device with 4 threads (engine: relaxed-threads).');
  assert.equal(activity(ready()).text, '');
});

test('a photo is opened, answered and explained, in this order only', () => {
  const busy = looking(ready());
  assert.equal(pageState(busy), 'busy');
  assert.equal(activity(busy).text, 'Scoring the photo');
  assert.equal(answered(busy, answer), busy);
  const opened = photoOpened(busy, photo, display);
  assert.equal(explained(opened, explanation), opened);
  const both = answered(opened, answer);
  assert.equal(pageState(both), 'busy');
  const all = explained(both, explanation);
  assert.equal(pageState(all), 'ready');
  const history = [{ ...explanation, values: new Float32Array() }];
  const pictures = { whole: display, display, decoding: wholeByEngine };
  assert.deepEqual(all.photo, { kind: 'explained', file: photo, ...pictures, answer, explanation, explainedBy: choice, history });
});

test('the photo before stays until the next one is opened', () => {
  const next = looking(shown());
  assert.equal(explanationOf(next.photo), explanation);
  const other = { name: 'other.jpg', bytes: new ArrayBuffer(1) };
  const opened = photoOpened(next, other, display);
  assert.equal(answerOf(opened.photo), undefined);
  assert.equal(explanationOf(opened.photo), undefined);
});

test('what a photo resembles comes after its answer, stays for other heat maps and goes with the photo', () => {
  assert.equal(neighboursOf(shown().photo), undefined);
  const found = neighboursFound(shown(), neighbours);
  assert.equal(pageState(found), 'ready');
  const again = explained(chosen(found, { ...choice, method: 'signed-gradient' }), { ...explanation });
  assert.equal(neighboursOf(again.photo), neighbours);
  const next = photoOpened(looking(found), photo, display);
  assert.equal(neighboursOf(answered(next, answer).photo), undefined);
  assert.equal(neighboursFound(next, neighbours), next);
});

test('another method or target is explained, another opacity is only shown', () => {
  for (const other of [
    { ...choice, method: 'signed-gradient' } as const,
    { ...choice, target: bucketTarget(1) },
  ]) {
    const session = chosen({ ...shown(), methodIsChosen: true }, other);
    assert.equal(pageState(session), 'busy');
    assert.equal(session.choice, other);
    // The line that screen readers follow does not flicker with every choice.
    assert.equal(status(session).text, status(shown()).text);
  }
  assert.equal(pageState(chosen(shown(), { ...choice, opacity: 0.9 })), 'ready');
});

test('an explanation of many steps says how far it is and can be stopped', () => {
  const busy = chosen(shown(), { ...choice, method: 'signed-gradient' });
  const half = explained(busy, { ...explanation, steps: 4, stepsDone: 2 });
  assert.equal(pageState(half), 'busy');
  assert.deepEqual(activity(half), { text: 'Drawing the map, step 2 of 4', progress: 0.5 });
  assert.deepEqual(status(half), activity(half));
  const stopped = workStopped(half);
  assert.equal(pageState(stopped), 'ready');
  assert.equal(explanationOf(stopped.photo), explanationOf(half.photo));
  assert.equal(workStopped(stopped), stopped);
  assert.equal(pageState(explained(half, { ...explanation, steps: 4, stepsDone: 4 })), 'ready');
});

test('targets name no bucket, one, or two', () => {
  assert.deepEqual(targetBuckets('top'), []);
  assert.deepEqual(targetBuckets(bucketTarget(3)), [3]);
  assert.deepEqual(targetBuckets(differenceTarget(3, 5)), [3, 5]);
});

test('a choice before there is an answer is only kept', () => {
  const other = { ...choice, method: 'guided-backpropagation' } as const;
  const session = chosen(newSession(choice, 'blurred'), other);
  assert.equal(session.choice, other);
  assert.equal(pageState(session), 'loading');
});

test("another model's answer is not this one's, and its buckets are others", () => {
  const session = modelLoaded(modelGiven(chosen(shown(), { ...choice, target: bucketTarget(2) })), {
    ...model,
    ofThisSite: false,
  });
  assert.deepEqual(session.photo, { kind: 'waiting', file: photo });
  assert.equal(session.choice.target, 'top');
  const year = modelLoaded(chosen(shown(), { ...choice, target: 'expected-year' }), model);
  assert.equal(year.choice.target, 'expected-year');
});

test('a model that cannot be used leaves the answer on show', () => {
  const session = failed(modelGiven(shown()), failure);
  assert.equal(pageState(session), 'error');
  assert.equal(answerOf(session.photo), answer);
});

test('a failure stays on show until something else happens', () => {
  const session = failed(ready(), failure, 'Start again');
  assert.deepEqual(session.stage, { kind: 'failed', failure, retry: 'Start again' });
  assert.equal(activity(session).text, '');
  assert.equal(pageState(rested(session)), 'error');
  assert.equal(pageState(viewStarted(session)), 'error');
  assert.equal(pageState(looking(session)), 'busy');
});

test('a photo given while the engine has stopped waits, and the way to start it stays', () => {
  const session = photoWaits(engineStopped(newSession(choice, 'blurred'), failure, 'Try again'), photo);
  assert.equal(fileOf(session.photo), photo);
  assert.deepEqual(session.stage, { kind: 'failed', failure, retry: 'Try again' });
});

test('an engine that starts again has yet to look at the photo', () => {
  const session = engineStarting(failed(shown(), failure));
  assert.equal(pageState(session), 'loading');
  assert.deepEqual(session.photo, { kind: 'waiting', file: photo });
  assert.equal(displayOf(session.photo), undefined);
});

test('a photo that the engine failed at is forgotten, the one before it is not', () => {
  assert.equal(photoForgotten(shown(), photo).photo.kind, 'none');
  const other = { name: 'other.jpg', bytes: new ArrayBuffer(1) };
  assert.equal(fileOf(photoForgotten(shown(), other).photo), photo);
});

test('a transition leaves the session that it is given as it was', () => {
  const before = Object.freeze(shown());
  Object.freeze(before.photo);
  chosen(before, { ...choice, method: 'signed-gradient' });
  engineStarting(before);
  failed(before, failure);
  assert.equal(pageState(before), 'ready');
});

test('until a person has chosen a method, another target brings the method that measured best for it', () => {
  const begun = newSession({ ...choice, method: defaultMethod('top') }, 'blurred');
  const byYear = chosen(begun, { ...begun.choice, target: 'expected-year' });
  assert.equal(byYear.choice.method, defaultMethod('expected-year'));
  assert.notEqual(byYear.choice.method, begun.choice.method);
  assert.equal(chosen(byYear, { ...byYear.choice, target: 'top' }).choice.method, defaultMethod('top'));
  const own = chosen(begun, { ...begun.choice, method: 'occlusion' });
  assert.equal(chosen(own, { ...own.choice, target: 'expected-year' }).choice.method, 'occlusion');
});

test('the bucket that a link names waits for the model', () => {
  const waiting = linked(newSession(choice, 'blurred'), { target: 'class:2', opacity: 0.7 });
  assert.deepEqual(waiting.choice, { ...choice, opacity: 0.7 });
  assert.equal(modelLoaded(waiting, model).choice.target, 'class:2');
  assert.equal(modelLoaded(waiting, model).awaitedTarget, undefined);
});

test('what a person chooses meanwhile wins over the bucket that a link names', () => {
  const waiting = linked(newSession(choice, 'blurred'), { target: 'class:2' });
  const other = chosen(waiting, { ...choice, target: 'expected-year' });
  assert.equal(modelLoaded(other, model).choice.target, 'expected-year');
});

test('a bucket that the model lacks is left out of a link, the rest of which is followed', () => {
  const early = modelLoaded(linked(newSession(choice, 'blurred'), { target: 'class:3', method: 'rise' }), model);
  const late = linked(ready(), { target: 'difference:1:1', method: 'rise' });
  for (const { choice: now } of [early, late]) assert.deepEqual(now, { ...choice, method: 'rise' });
});

test('a method that a link names stays with other targets, unless it is the default of its own', () => {
  const named = linked(ready(), { target: 'expected-year', method: 'rise' });
  assert.equal(chosen(named, { ...named.choice, target: 'top' }).choice.method, 'rise');
  const usual = linked(ready(), { target: 'expected-year', method: defaultMethod('expected-year') });
  assert.equal(usual.choice.method, defaultMethod('expected-year'));
  assert.equal(chosen(usual, { ...usual.choice, target: 'top' }).choice.method, defaultMethod('top'));
});
