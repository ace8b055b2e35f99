// Many photos: their states, their order, and where they stand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScoredFile } from '../../../web/src/messages';
import {
  byYear,
  cleared,
  emptyTimeline,
  maxPhotos,
  modelChanged,
  nextWaiting,
  photoDone,
  photosGiven,
  progress,
  runStarted,
  runStopped,
  sorted,
} from '../../../web/src/timeline';
import type { Column, Timeline } from '../../../web/src/timeline';
import { axisOf, placesOf } from '../../../web/src/timeline-layout';
import { failure, given, scoredFile } from './samples';

const withPhotos = (...paths: string[]): Timeline => photosGiven(emptyTimeline, paths.map(given));

/** The timeline with an answer for each path; without one the photo has failed. */
function answered(results: Record<string, Partial<ScoredFile> | undefined>): Timeline {
  let timeline = runStarted(withPhotos(...Object.keys(results)), 0);
  for (const part of Object.values(results)) {
    const entry = nextWaiting(timeline)!;
    timeline = photoDone(timeline, entry, part ? { kind: 'scored', scored: { ...scoredFile, ...part } } : { kind: 'failed', failure });
  }
  return timeline;
}

test('photos are done in the order in which they were given, and the last one ends the run', () => {
  let timeline = runStarted(withPhotos('a', 'b'), 0);
  const [a, b] = timeline.entries;
  assert.equal(nextWaiting(timeline), a);
  timeline = photoDone(timeline, a!, { kind: 'failed', failure });
  assert.equal(timeline.run.kind, 'running');
  assert.equal(nextWaiting(timeline), b);
  timeline = photoDone(timeline, b!, { kind: 'scored', scored: scoredFile });
  assert.equal(timeline.run.kind, 'resting');
  assert.equal(nextWaiting(timeline), undefined);
  assert.deepEqual(byYear(timeline).map(({ path }) => path), ['b']);
});

test('photos can be added; above the limit they are left out and counted', () => {
  const many = photosGiven(emptyTimeline, Array.from({ length: maxPhotos - 1 }, (_, i) => given(String(i))));
  const full = photosGiven(many, [given('x'), given('y'), given('z')]);
  assert.equal(full.entries.length, maxPhotos);
  assert.match(progress(full, 0).text, /^0 of 1000 photos done; 2 photos left out, for the limit is 1000\.$/);
  assert.equal(new Set(full.entries.map(({ id }) => id)).size, maxPhotos);
});

test('the estimate is the mean of this run', () => {
  let timeline = runStarted(withPhotos('a', 'b', 'c', 'd'), 1000);
  assert.equal(progress(timeline, 1500).text, '0 of 4 photos done.');
  timeline = photoDone(timeline, timeline.entries[0]!, { kind: 'scored', scored: scoredFile });
  assert.deepEqual(progress(timeline, 3000), { text: '1 of 4 photos done; about 6 s left.', share: 0.25 });
  timeline = runStarted(runStopped(timeline), 9000);
  timeline = photoDone(timeline, timeline.entries[1]!, { kind: 'failed', failure });
  assert.equal(progress(timeline, 69_000).text, '2 of 4 photos done; 1 could not be scored; about 2 min left.');
});

test('a run that is stopped says so, with its failure if it has one', () => {
  const stopped = runStopped(runStarted(withPhotos('a'), 0), failure);
  assert.deepEqual(stopped.run, { kind: 'stopped', failure });
  assert.equal(progress(stopped, 0).text, '0 of 1 photo done; stopped.');
  assert.equal(runStopped(emptyTimeline), emptyTimeline);
});

test('a result that comes after the photos were cleared, or for another model, changes nothing', () => {
  const before = runStarted(withPhotos('a'), 0);
  const late = (timeline: Timeline) => photoDone(timeline, before.entries[0]!, { kind: 'scored', scored: scoredFile });
  const gone = cleared(before);
  assert.equal(late(gone), gone);
  const again = modelChanged(before);
  assert.equal(late(again), again);
  assert.notEqual(photosGiven(gone, [given('b')]).entries[0]!.id, before.entries[0]!.id);
});

test('the table sorts by each column, both ways, and failures come last', () => {
  const timeline = answered({
    'car 10.jpg': { expectedYear: 1990, rangeFromYear: 1980, modernityPercent: 60, familiarity: 0.9 },
    'car 9.jpg': { expectedYear: 1950, rangeFromYear: 1940, modernityPercent: 20, familiarity: 0.1 },
    'broken.jpg': undefined,
    'car 11.jpg': { expectedYear: 1950, rangeFromYear: 1945, modernityPercent: 90, familiarity: 0.5 },
  });
  const order = (column: Column, descending = false) =>
    sorted(timeline, { column, descending }).map(({ path }) => /\d+|broken/.exec(path)![0]);
  assert.deepEqual(order('name'), ['broken', '9', '10', '11']);
  assert.deepEqual(order('name', true), ['11', '10', '9', 'broken']);
  assert.deepEqual(order('year'), ['9', '11', '10', 'broken']);
  assert.deepEqual(order('year', true), ['10', '9', '11', 'broken']);
  assert.deepEqual(order('range'), ['9', '11', '10', 'broken']);
  assert.deepEqual(order('modernity', true), ['11', '10', '9', 'broken']);
  assert.deepEqual(order('familiarity'), ['9', '11', '10', 'broken']);
});

test('no two cars of a row overlap, at any width, and each is within the axis', () => {
  const years = Array.from({ length: 300 }, (_, i) => 1930 + 90 * Math.sin(i) ** 2).sort((a, b) => a - b);
  for (const widthPx of [260, 700, 1600]) {
    const axis = axisOf(years, widthPx, 52);
    const places = placesOf(years, axis, widthPx, 64, 4);
    for (const [i, a] of places.entries()) {
      assert.ok(a.leftPx >= 0 && a.leftPx + 64 <= widthPx, `${widthPx} px: a car at ${a.leftPx}`);
      for (const b of places.slice(i + 1)) assert.ok(a.row !== b.row || Math.abs(a.leftPx - b.leftPx) >= 68);
    }
  }
});

test('the axis has whole decades, and fewer marks where there is little room', () => {
  assert.deepEqual(axisOf([1957.2], 800, 52), { fromYear: 1950, toYear: 1960, marks: [1950, 1960] });
  assert.deepEqual(axisOf([1912, 2021], 1200, 52).marks.length, 13);
  assert.deepEqual(axisOf([1912, 2021], 320, 52).marks, [1920, 1940, 1960, 1980, 2000, 2020]);
});
