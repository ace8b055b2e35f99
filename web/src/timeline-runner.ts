// Scores the timeline's photos, one after another, between the engine's other work. No DOM in here.
import type { Controller } from './controller';
import { asPageError } from './errors';
import type { PageError } from './errors';
import { readFile } from './read-file';
import * as timeline from './timeline';
import type { Entry, GivenPhoto, Timeline } from './timeline';

/** Thumbnails are at most this long, so that a thousand of them are a few megabytes. */
const thumbnailSidePx = 96;

export class TimelineRunner {
  private current: Timeline = timeline.emptyTimeline;
  private isBusy = false;

  /** onChange is called after each transition; nowMs is a clock, for the estimate. */
  constructor(
    private readonly controller: Pick<Controller, 'whenFree' | 'restart'>,
    private readonly onChange: (after: Timeline) => void,
    private readonly nowMs: () => number,
  ) {}

  get timeline(): Timeline {
    return this.current;
  }

  add(photos: readonly GivenPhoto[]): void {
    this.go(timeline.photosGiven(this.current, photos));
    this.goOn();
  }

  /** The photo under way is still finished by the engine. */
  stop(): void {
    this.go(timeline.runStopped(this.current));
  }

  goOn(): void {
    if (this.current.run.kind !== 'running' && timeline.nextWaiting(this.current))
      this.go(timeline.runStarted(this.current, this.nowMs()));
    if (!this.isBusy) void this.scoreAll();
  }

  clear(): void {
    this.go(timeline.cleared(this.current));
  }

  modelChanged(): void {
    if (this.current.entries.length === 0) return;
    this.go(timeline.modelChanged(this.current));
    this.goOn();
  }

  /** The answers as a table: what `deepcars predict --csv` prints for the same files. */
  async csv(): Promise<string> {
    const done = this.current.entries.filter(timeline.isDone);
    return this.controller.whenFree(async (engine) => {
      const lines = [(await engine.csvHeader()).text];
      for (const entry of done) {
        const failure = timeline.failureOf(entry);
        lines.push(failure ? (await engine.csvFailure(entry.path, failure.code)).text : timeline.scoredOf(entry)!.csvRow);
      }
      return lines.join('');
    });
  }

  private async scoreAll(): Promise<void> {
    this.isBusy = true;
    let retried: Entry | undefined;
    let reading: { entry: Entry; bytes: Promise<ArrayBuffer> } | undefined;
    while (this.current.run.kind === 'running') {
      const entry = timeline.nextWaiting(this.current);
      if (!entry) break;
      const bytes = reading?.entry === entry ? reading.bytes : this.read(entry);
      const next = timeline.waitingAfter(this.current, entry);
      try {
        const file = await bytes;
        // The next file is read while the engine computes.
        reading = next && { entry: next, bytes: this.read(next) };
        const scored = await this.controller.whenFree((engine) => engine.scorePhoto(file, entry.path, thumbnailSidePx));
        this.go(timeline.photoDone(this.current, entry, { kind: 'scored', scored }));
      } catch (error) {
        // Whether this photo broke the engine, or it was broken before, shows when the photo is tried again.
        if (this.fail(entry, asPageError(error), entry === retried)) retried = entry;
      }
    }
    this.isBusy = false;
  }

  /** What follows from a failure; true if the photo is to be tried again. */
  private fail(entry: Entry, { failure }: PageError, isRetried: boolean): boolean {
    const isBroken = failure.code === 'engine_broken';
    if (isBroken) this.controller.restart();
    if (isBroken && !isRetried) return true;
    if (failure.code === 'not_ready') this.go(timeline.runStopped(this.current, failure));
    else this.go(timeline.photoDone(this.current, entry, { kind: 'failed', failure }));
    return false;
  }

  private read({ file }: Entry): Promise<ArrayBuffer> {
    const bytes = readFile(file).then((read) => read.bytes);
    bytes.catch(() => {});
    return bytes;
  }

  private go(next: Timeline): void {
    if (next === this.current) return;
    this.current = next;
    this.onChange(next);
  }
}
