// What the page asks of the engine while parts of the photo are hidden, and while its map is tested.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as hiding from '../../../web/src/hiding';
import type { Hiding } from '../../../web/src/hiding';
import {
  answerOf,
  curvesOf,
  explanationOf,
  fileOf,
  hiddenOf,
  randomisedOf,
  shownAnswerOf,
  smallestChangeOf,
} from '../../../web/src/photo';
import { pageState } from '../../../web/src/status';
import { running, settled } from './fake-engine';
import { answer, choice, hidden, photo, smallestChange } from './samples';

const brush = (x: number) => (before: Hiding) => hiding.strokeBegun(before, 'brush', 0.1, { x, y: 0.5 });
const moveTo = (x: number) => (before: Hiding) => hiding.strokeContinued(before, { x, y: 0.5 });

test('what is hidden is scored, and showing it again brings back the answer', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.scorer.hide((before) => hiding.tileTurned(before, 2, 3));
  await settled();
  assert.deepEqual(engine.calls.slice(3), ['hide 1 blurred']);
  assert.equal(shownAnswerOf(controller.session.photo), hidden.answer);
  assert.deepEqual(answerOf(controller.session.photo), answer);
  controller.scorer.hide(hiding.undone);
  await settled();
  assert.deepEqual(engine.calls.slice(4), []);
  assert.equal(hiddenOf(controller.session.photo), undefined);
});

test('a map is tested in both ways, by the fill that hides; another choice ends a test', async () => {
  const { controller, engine } = await running();
  controller.mapWork.test('curves');
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.scorer.hide((before) => hiding.fillChosen(before, 'mean-color'));
  controller.mapWork.test('curves');
  await settled();
  controller.mapWork.test('randomised');
  await settled();
  assert.deepEqual(engine.calls.slice(3), ['testByCurves mean-color', 'testByRandomLayers']);
  assert.equal(curvesOf(controller.session.photo)?.stepsDone, 3);
  assert.equal(randomisedOf(controller.session.photo)?.length, 2);
  assert.equal(pageState(controller.session), 'ready');
  controller.mapWork.test('randomised');
  controller.choose({ ...choice, method: 'cam' });
  await settled();
  assert.equal(randomisedOf(controller.session.photo), undefined);
});

test('hiding a part ends the test by random layers, and the answer follows', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.mapWork.test('randomised');
  while (engine.calls.at(-1) !== 'testByRandomLayers') await new Promise(setImmediate);
  controller.scorer.hide((before) => hiding.tileTurned(before, 2, 3));
  await settled();
  assert.equal(pageState(controller.session), 'ready');
  assert.equal(engine.calls.at(-1), 'hide 1 blurred');
});

test('while a stroke is drawn its newest state is scored, and other work waits', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.scorer.hide(brush(0.1));
  for (let i = 2; i < 8; ++i) controller.scorer.hide(moveTo(i / 10));
  while (engine.calls.at(-1) !== 'hide 1 blurred') await new Promise(setImmediate);
  assert.equal(controller.session.hiding.isDrawing, true);
  controller.scorer.hide(hiding.strokeEnded);
  controller.scorer.hide((before) => hiding.fillChosen(before, 'mean-color'));
  await settled();
  assert.equal(engine.calls.at(-1), 'hide 1 mean-color');
  assert.ok(engine.calls.length < 10, `asked once for several moves: ${engine.calls.join(', ')}`);
  const [stroke] = controller.session.hiding.strokes;
  assert.ok(stroke?.shape === 'line' && stroke.places.length === 7, 'every move is in the stroke');
});

test('an explanation waits for a stroke and then goes on', async () => {
  const { controller, engine } = await running();
  engine.steps = 5;
  controller.openPhoto(Promise.resolve(photo));
  while (engine.stepsDone < 2) await new Promise(setImmediate);
  controller.scorer.hide(brush(0.3));
  while (engine.calls.at(-1) !== 'hide 1 blurred') await new Promise(setImmediate);
  const steps = engine.stepsDone;
  for (let i = 0; i < 20; ++i) await new Promise(setImmediate);
  assert.equal(engine.stepsDone, steps);
  controller.scorer.hide(hiding.strokeEnded);
  await settled();
  assert.equal(explanationOf(controller.session.photo)?.stepsDone, 5);
  assert.equal(pageState(controller.session), 'ready');
});

test('what is hidden outlives another choice and another model, but not another photo', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.scorer.hide((before) => hiding.tileTurned(before, 0, 0));
  controller.choose({ ...choice, method: 'signed-gradient' });
  await settled();
  assert.equal(hiddenOf(controller.session.photo), hidden);
  controller.openModel(Promise.resolve(photo));
  await settled();
  assert.equal(engine.calls.filter((call) => call === 'hide 1 blurred').length, 2);
  assert.equal(hiddenOf(controller.session.photo), hidden);
  controller.openPhoto(Promise.resolve({ ...photo, name: 'next.jpg' }));
  await settled();
  assert.equal(hiddenOf(controller.session.photo), undefined);
  assert.deepEqual(controller.session.hiding, hiding.nothingHidden('blurred'));
});

test('a stroke that never ends does not keep the next photo waiting', async () => {
  const { controller } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.scorer.hide(brush(0.5));
  const next = { ...photo, name: 'next.jpg' };
  controller.openPhoto(Promise.resolve(next));
  await settled();
  assert.equal(fileOf(controller.session.photo), next);
});

test('the smallest change is searched for, and its tiles are hidden', async () => {
  const { controller, engine, states } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.scorer.hide((before) => hiding.tileTurned(before, 6, 6));
  controller.mapWork.findSmallestChange();
  assert.equal(states.at(-1), 'busy');
  await settled();
  assert.ok(engine.calls.includes('smallestChange blurred'));
  assert.deepEqual(smallestChangeOf(controller.session.photo), smallestChange);
  const hiddenTiles = [...Array(49).keys()].filter((t) =>
    hiding.tileIsHidden(controller.session.hiding, Math.floor(t / 7), t % 7),
  );
  assert.deepEqual(hiddenTiles, [3, 8]);
  assert.equal(hiddenOf(controller.session.photo), hidden, 'a whole pass has checked it');
  assert.equal(pageState(controller.session), 'ready');
});
