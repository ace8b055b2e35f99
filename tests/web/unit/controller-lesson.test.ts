// What the page asks of the engine in the lesson about a model that cheats.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Controller } from '../../../web/src/controller';
import { PageError } from '../../../web/src/errors';
import * as hiding from '../../../web/src/hiding';
import { programOf, stampOf } from '../../../web/src/lesson';
import { explanationOf } from '../../../web/src/photo';
import { pageState } from '../../../web/src/status';
import { FakeEngine, running, settled, starting } from './fake-engine';
import { choice, failure, photo } from './samples';

/** A page with the lesson open on a photo. */
async function inLesson() {
  const all = await running();
  all.controller.openPhoto(Promise.resolve(photo));
  await settled();
  all.controller.lesson.open();
  await settled();
  all.engine.calls.length = 0;
  return all;
}

test('the lesson fetches the cheat once and beside the photo, and both programs answer', async () => {
  const { controller, engine } = await running();
  controller.lesson.open();
  await settled();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.deepEqual(engine.calls, ['loadSiteCheat', 'openPhoto', 'predict', 'otherAnswer 0', 'explain gradient']);
  controller.lesson.open();
  await settled();
  assert.equal(engine.calls.length, 5);
});

test('a lesson that a link opens waits for the engine', async () => {
  const engine = new FakeEngine();
  const controller = new Controller(choice, 'blurred', () => starting(engine), () => {});
  controller.viewStarted();
  controller.lesson.open();
  assert.equal(controller.session.lesson.kind, 'opening');
  await controller.start(starting(engine));
  await settled();
  assert.equal(controller.session.lesson.kind, 'open');
});

test('a mark and the program that answers change the answer, the other answer and the map', async () => {
  const { controller, engine } = await inLesson();
  controller.lesson.stamp({ mark: 1, place: 2 });
  await settled();
  assert.deepEqual(engine.calls, ['stamp 1 2', 'predict', 'otherAnswer 0', 'explain gradient']);
  assert.deepEqual(stampOf(controller.session), { mark: 1, place: 2 });
  controller.lesson.letAnswer('cheating');
  await settled();
  assert.deepEqual(engine.calls.slice(4), ['letCheatAnswer true', 'predict', 'otherAnswer 0', 'explain gradient']);
  controller.scorer.hide((before) => hiding.tileTurned(before, 6, 0));
  await settled();
  assert.deepEqual(engine.calls.slice(8), ['hide 1 blurred', 'otherAnswer 1']);
});

test('closing the lesson brings the honest program and the unmarked photo back', async () => {
  const { controller, engine } = await inLesson();
  controller.lesson.letAnswer('cheating');
  controller.lesson.stamp({ mark: 0, place: 0 });
  await settled();
  engine.calls.length = 0;
  controller.lesson.close();
  assert.equal(programOf(controller.session), 'honest');
  assert.equal(explanationOf(controller.session.photo), undefined, 'the map was the cheating program\'s');
  await settled();
  assert.deepEqual(engine.calls, ['letCheatAnswer false', 'removeMark', 'predict', 'explain gradient']);
  assert.equal(controller.session.lesson.kind, 'closed');
  controller.lesson.open();
  controller.lesson.close();
  await settled();
  assert.deepEqual(engine.calls.slice(4), ['loadSiteCheat'], 'nothing has to be answered anew');
});

test("a person's own model ends the lesson, and the lesson brings the site's model back", async () => {
  const { controller, engine, next } = await inLesson();
  controller.lesson.letAnswer('cheating');
  controller.openModel(Promise.resolve({ name: 'own.safetensors', bytes: new ArrayBuffer(1) }));
  await settled();
  assert.equal(controller.session.lesson.kind, 'closed');
  assert.equal(programOf(controller.session), 'honest');
  controller.lesson.open();
  await settled();
  assert.equal(engine.calls.at(-1), 'stop');
  assert.ok(next.calls.includes('loadSiteCheat'));
  assert.equal(controller.session.model?.ofThisSite, true);
  assert.equal(controller.session.lesson.kind, 'open');
});

test('a cheat that cannot be fetched is told, and the lesson can be opened again', async () => {
  const { controller, engine } = await running();
  engine.failures.set('loadSiteCheat', new PageError(failure));
  controller.lesson.open();
  await settled();
  assert.equal(pageState(controller.session), 'error');
  assert.equal(controller.session.lesson.kind, 'closed');
  engine.failures.clear();
  controller.lesson.open();
  await settled();
  assert.equal(controller.session.lesson.kind, 'open');
});
