// What the runner asks of the engine, one photo after another, and what it does when one fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageError, engineBroken, notReady } from '../../../web/src/errors';
import type { Failure } from '../../../web/src/generated/engine';
import { failureOf, isDone, scoredOf } from '../../../web/src/timeline';
import { TimelineRunner } from '../../../web/src/timeline-runner';
import { failure, given, scoredFile } from './samples';

/** Ends a test that would wait for ever. */
const patience = 10_000;

/** A controller whose engine notes each photo and fails at those that it is told to fail at, so many times. */
function withRunner(failing: Record<string, { failure: Failure; times: number }> = {}) {
  const scored: string[] = [];
  let restarts = 0;
  let onScore = (_: string) => {};
  const engine = {
    async scorePhoto(file: ArrayBuffer, path: string) {
      assert.equal(new TextDecoder().decode(file), path);
      scored.push(path);
      onScore(path);
      const fault = failing[path];
      if (fault && fault.times-- > 0) throw new PageError(fault.failure);
      return { ...scoredFile, csvRow: `${path},1\n` };
    },
    csvHeader: async () => ({ text: 'path,year\n' }),
    csvFailure: async (path: string, code: string) => ({ text: `${path},,${code}\n` }),
  };
  const controller = {
    whenFree: <T>(work: (engine: never) => Promise<T>) => work(engine as never),
    restart: () => void ++restarts,
  };
  const runner = new TimelineRunner(controller, () => {}, () => 0);
  const rested = async () => {
    for (let turns = 0; runner.timeline.run.kind === 'running'; ++turns) {
      assert.ok(turns < patience, 'the runner does not come to rest');
      await new Promise(setImmediate);
    }
    await new Promise(setImmediate);
  };
  return { runner, scored, rested, restarts: () => restarts, whenScored: (call: (path: string) => void) => (onScore = call) };
}

test('every photo is scored, and one that fails is a row among the others', async () => {
  const { runner, scored, rested } = withRunner({ b: { failure, times: 1 } });
  runner.add([given('a'), given('b'), { ...given('c'), file: { ...given('c').file, size: 2 ** 30 } }, given('d')]);
  await rested();
  assert.deepEqual(scored, ['a', 'b', 'd']);
  assert.deepEqual(runner.timeline.entries.map((entry) => failureOf(entry)?.code), [undefined, failure.code, 'file_too_large', undefined]);
  assert.equal(await runner.csv(), 'path,year\na,1\nb,,image_damaged\nc,,file_too_large\nd,1\n');
});

test('photos that are added while others are scored are scored too', async () => {
  const { runner, scored, rested, whenScored } = withRunner();
  whenScored((path) => path === 'a' && runner.add([given('c')]));
  runner.add([given('a'), given('b')]);
  await rested();
  assert.deepEqual(scored, ['a', 'b', 'c']);
});

test('a person can stop, and go on where it stopped', async () => {
  const { runner, scored, rested, whenScored } = withRunner();
  whenScored((path) => path === 'b' && runner.stop());
  runner.add(['a', 'b', 'c'].map(given));
  await rested();
  assert.equal(runner.timeline.run.kind, 'stopped');
  assert.deepEqual(scored, ['a', 'b']);
  runner.goOn();
  await rested();
  assert.deepEqual(scored, ['a', 'b', 'c']);
  assert.ok(runner.timeline.entries.every(isDone));
});

test('an engine that was broken before is started again, and no photo is lost', async () => {
  const { runner, scored, rested, restarts } = withRunner({ a: { failure: engineBroken, times: 1 } });
  runner.add(['a', 'b'].map(given));
  await rested();
  assert.equal(restarts(), 1);
  assert.deepEqual(scored, ['a', 'a', 'b']);
  assert.ok(runner.timeline.entries.every(scoredOf));
});

test('a photo that breaks the engine twice is a failure, and the rest goes on', async () => {
  const { runner, scored, rested, restarts } = withRunner({ a: { failure: engineBroken, times: 9 } });
  runner.add(['a', 'b'].map(given));
  await rested();
  assert.equal(restarts(), 2);
  assert.deepEqual(scored, ['a', 'a', 'b']);
  assert.equal(failureOf(runner.timeline.entries[0]!)?.code, 'engine_broken');
});

test('without an engine the run stops, and goes on when there is one', async () => {
  const { runner, rested } = withRunner({ a: { failure: notReady, times: 1 } });
  runner.add([given('a')]);
  await rested();
  assert.deepEqual(runner.timeline.run, { kind: 'stopped', failure: notReady });
  runner.goOn();
  await rested();
  assert.ok(scoredOf(runner.timeline.entries[0]!));
});

test('another model scores every photo again; clearing forgets them', async () => {
  const { runner, scored, rested } = withRunner();
  runner.add(['a', 'b'].map(given));
  await rested();
  runner.modelChanged();
  await rested();
  assert.deepEqual(scored, ['a', 'b', 'a', 'b']);
  runner.clear();
  runner.modelChanged();
  await rested();
  assert.equal(scored.length, 4);
  assert.equal(runner.timeline.entries.length, 0);
});
