// The camera's frames: one at a time, and none after the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageError } from '../../../web/src/errors';
import { LiveScoring } from '../../../web/src/live-scoring';
import { failure, scoredFile } from './samples';

/** Scoring that notes what happens; onAnswer is called with the number of answers so far. */
function scoring(onAnswer: (count: number, live: LiveScoring) => void, fail = false) {
  const seen = { answers: 0, failures: [] as string[], atOnce: 0, mostAtOnce: 0, framesOpen: 0 };
  const controller = {
    whenFree: async <T>(work: (engine: never) => Promise<T>): Promise<T> => {
      seen.mostAtOnce = Math.max(seen.mostAtOnce, ++seen.atOnce);
      await new Promise(setImmediate);
      --seen.atOnce;
      if (fail) throw new PageError(failure);
      return work({
        scoreFrame: async (frame: ImageBitmap) => {
          frame.close();
          return scoredFile;
        },
      } as never);
    },
  };
  const live: LiveScoring = new LiveScoring(
    controller,
    async () => {
      ++seen.framesOpen;
      return { close: () => void --seen.framesOpen } as ImageBitmap;
    },
    () => onAnswer(++seen.answers, live),
    (error) => seen.failures.push(error.code),
  );
  return { live, seen };
}

test('frames are scored one at a time until it is stopped', async () => {
  const { live, seen } = scoring((count) => count === 5 && live.stop());
  await live.start();
  await new Promise(setImmediate);
  assert.deepEqual(seen, { answers: 5, failures: [], atOnce: 0, mostAtOnce: 1, framesOpen: 0 });
});

test('an answer that comes after the end is dropped', async () => {
  const { live, seen } = scoring(() => {});
  const ended = live.start();
  live.stop();
  await ended;
  assert.equal(seen.answers, 0);
});

test('a failure ends the scoring, once', async () => {
  const { live, seen } = scoring(() => {}, true);
  await live.start();
  assert.deepEqual(seen.failures, [failure.code]);
});
