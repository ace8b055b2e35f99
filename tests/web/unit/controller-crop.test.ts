// What the page asks of the engine when another part of the photo is to be scored.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as crop from '../../../web/src/crop';
import { PageError } from '../../../web/src/errors';
import * as hiding from '../../../web/src/hiding';
import { whole } from '../../../web/src/part';
import type { Part } from '../../../web/src/part';
import { explanationOf, fileOf, hiddenOf } from '../../../web/src/photo';
import { pageState } from '../../../web/src/status';
import { running, settled } from './fake-engine';
import { choice, failure, hidden, photo } from './samples';

const part = (left: number): Part => ({ left, top: 0.5, width: 0.25, height: 0.25 });

test('another part of the photo is cut out, scored and explained', async () => {
  const { controller, engine, states } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.scorer.crop(crop.movedTo(part(0.1)));
  assert.equal(states.at(-1), 'busy');
  await settled();
  assert.deepEqual(engine.calls.slice(3), ['crop 0.1 0.5 0.25 0.25', 'predict', 'explain gradient']);
  assert.equal(pageState(controller.session), 'ready');
  controller.scorer.crop(crop.movedTo(part(0.1)));
  await settled();
  assert.equal(engine.calls.length, 6, 'the same part is scored once');
  controller.scorer.crop(crop.movedTo(whole));
  await settled();
  assert.deepEqual(engine.calls.slice(6), ['crop 0 0 1 1', 'predict', 'explain gradient']);
});

test('while the frame moves its newest place is scored, and the map follows once it rests', async () => {
  const { controller, engine } = await running();
  engine.steps = 1000;
  controller.openPhoto(Promise.resolve(photo));
  while (engine.stepsDone < 2) await new Promise(setImmediate);
  engine.steps = 2;
  for (let i = 1; i < 8; ++i) controller.scorer.crop(crop.movingTo(part(i / 10)));
  while (engine.calls.at(-1) !== 'predict' || engine.calls.length < 5) await new Promise(setImmediate);
  for (let i = 0; i < 20; ++i) await new Promise(setImmediate);
  assert.deepEqual(engine.calls.slice(3), ['crop 0.7 0.5 0.25 0.25', 'predict']);
  assert.equal(pageState(controller.session), 'busy');
  controller.scorer.crop(crop.movingTo(part(0.2)));
  controller.scorer.crop(crop.rested);
  await settled();
  assert.deepEqual(engine.calls.slice(5), ['crop 0.2 0.5 0.25 0.25', 'predict', 'explain gradient']);
  assert.equal(explanationOf(controller.session.photo)?.stepsDone, 2);
  assert.equal(pageState(controller.session), 'ready');
});

test('a change that comes while the engine computes is not lost', async () => {
  const { controller, engine } = await running();
  engine.loadSiteNeighbours = () => Promise.resolve(true);
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  const { predict, nearestCars } = engine;
  engine.predict = async () => {
    if (controller.session.crop.part.left < 0.5) controller.scorer.crop(crop.movedTo(part(controller.session.crop.part.left + 0.1)));
    return predict();
  };
  engine.nearestCars = async () => {
    if (controller.session.hiding.strokes.length === 0) controller.scorer.hide((before) => hiding.tileTurned(before, 0, 0));
    return nearestCars();
  };
  controller.scorer.crop(crop.movedTo(part(0.1)));
  await settled();
  assert.ok(controller.session.crop.part.left >= 0.5);
  assert.equal(controller.session.hiding.strokes.length, 1);
  assert.equal(hiddenOf(controller.session.photo), hidden);
});

test('what is hidden is hidden of each part, and the part outlives another choice and model, but not another photo', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.scorer.hide((before) => hiding.tileTurned(before, 0, 0));
  controller.scorer.crop(crop.movedTo(part(0.1)));
  await settled();
  assert.deepEqual(engine.calls.slice(4), ['crop 0.1 0.5 0.25 0.25', 'predict', 'hide 1 blurred', 'explain gradient']);
  assert.equal(hiddenOf(controller.session.photo), hidden);
  controller.openModel(Promise.resolve(photo));
  await settled();
  assert.deepEqual(engine.calls.slice(8, 12), ['loadModel', 'openPhoto', 'crop 0.1 0.5 0.25 0.25', 'predict']);
  assert.deepEqual(controller.session.crop.part, part(0.1));
  engine.calls.length = 0;
  controller.openPhoto(Promise.resolve({ ...photo, name: 'next.jpg' }));
  await settled();
  assert.deepEqual(engine.calls, ['openPhoto', 'predict', 'explain gradient']);
  assert.equal(controller.session.crop.part, whole);
});

test('a link names the part of its sample', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve({ ...photo, sample: 'coupe', part: part(0.3) }));
  await settled();
  assert.deepEqual(engine.calls, ['openPhoto', 'crop 0.3 0.5 0.25 0.25', 'predict', 'explain gradient']);
  assert.deepEqual(controller.session.crop, { part: part(0.3), isMoving: false });
});

test('a frame that is never let go does not keep the next photo or choice waiting', async () => {
  const { controller } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.scorer.crop(crop.movingTo(part(0.5)));
  controller.choose({ ...choice, method: 'signed-gradient' });
  await settled();
  assert.equal(pageState(controller.session), 'ready');
  controller.scorer.crop(crop.movingTo(part(0.6)));
  const next = { ...photo, name: 'next.jpg' };
  controller.openPhoto(Promise.resolve(next));
  await settled();
  assert.equal(fileOf(controller.session.photo), next);
});

test('a part that cannot be cut out is a failure, and the next one works', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  engine.failures.set('crop', new PageError(failure));
  controller.scorer.crop(crop.movedTo(part(0.1)));
  await settled();
  assert.equal(pageState(controller.session), 'error');
  engine.failures.clear();
  controller.scorer.crop(crop.movedTo(part(0.2)));
  await settled();
  assert.equal(pageState(controller.session), 'ready');
  assert.ok(explanationOf(controller.session.photo));
});

test('before there is an answer there is nothing to crop', async () => {
  const { controller, engine } = await running();
  controller.scorer.crop(crop.movedTo(part(0.1)));
  await settled();
  assert.deepEqual(engine.calls, []);
  assert.equal(controller.session.crop.part, whole);
});
