// Runs the lesson about a model that cheats: its program beside the honest one, and marks on the photo.
import type { EngineClient } from './engine-client';
import type { EngineQueue } from './engine-queue';
import { asPageError } from './errors';
import * as lesson from './lesson';
import type { Program, Stamp } from './lesson';
import { answerOf, displayOf } from './photo';
import type { Scorer } from './scorer';
import type { Store } from './store';

export class LessonControl {
  /** restart starts the engine with the site's model. */
  constructor(
    private readonly store: Store,
    private readonly queue: EngineQueue,
    private readonly scorer: Scorer,
    private readonly restart: () => void,
  ) {}

  /** Opens the lesson. It is about the site's model, which replaces a person's own. */
  open(): void {
    const { lesson: before, model } = this.store.session;
    if (before.kind !== 'closed') return;
    this.store.go(lesson.lessonOpening(this.store.session));
    if (model && !model.ofThisSite) this.restart();
    else if (this.queue.engine) void this.fetchCheat(this.queue.engine);
  }

  /** Goes on with a lesson that was opened before there was an engine. */
  engineStarted(engine: EngineClient): void {
    if (this.store.session.lesson.kind === 'opening') void this.fetchCheat(engine);
  }

  /** Closes it: the honest program answers, and the photo has no mark. */
  close(): void {
    const { lesson: before } = this.store.session;
    if (before.kind === 'closed') return;
    this.store.go(lesson.lessonClosed(this.store.session));
    if (before.kind !== 'open' || (before.program === 'honest' && !before.stamp)) return;
    this.scorer.answerAnew(async (engine) => {
      await engine.letCheatAnswer(false);
      return this.stampAsked(engine, undefined);
    });
  }

  /** Stamps a mark on the photo in place of another, or takes it off. */
  stamp(stamp: Stamp | undefined): void {
    if (this.store.session.lesson.kind !== 'open') return;
    this.scorer.answerAnew((engine) => this.stampAsked(engine, stamp));
  }

  /** Lets one of the lesson's two programs answer. */
  letAnswer(program: Program): void {
    const before = this.store.session;
    this.store.go(lesson.programChosen(before, program));
    if (this.store.session === before) return;
    this.scorer.answerAnew(async (engine) => {
      if (this.store.session.lesson.kind !== 'open') return;
      await engine.letCheatAnswer(lesson.programOf(this.store.session) === 'cheating');
    });
  }

  private async stampAsked(engine: EngineClient, stamp: Stamp | undefined): Promise<void> {
    const isOpen = this.store.session.lesson.kind === 'open';
    if (!displayOf(this.store.session.photo) || (stamp && !isOpen)) return;
    const picture = await (stamp ? engine.stamp(stamp) : engine.removeMark());
    const display = await this.scorer.scoredPart(engine, picture);
    this.store.go(lesson.stamped(this.store.session, stamp, picture, display));
  }

  /** Fetches the model that cheats, beside all other work. */
  private async fetchCheat(engine: EngineClient): Promise<void> {
    try {
      const cheat = await engine.loadSiteCheat();
      if (engine !== this.queue.engine) return;
      this.store.go(lesson.lessonOpened(this.store.session, cheat));
      this.queue.add(async (current) => {
        if (answerOf(this.store.session.photo)) await this.scorer.followHiding(current);
      });
    } catch (error) {
      // Another engine or a person's own model may have come meanwhile.
      if (engine !== this.queue.engine || this.store.session.lesson.kind !== 'opening') return;
      this.store.go(lesson.lessonClosed(this.store.session));
      this.queue.addStart(() => Promise.reject(asPageError(error)));
    }
  }
}
