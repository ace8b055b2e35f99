// Keeps the answer and the map in step with the photo: as it is opened, cropped and hidden in parts.
import * as cropping from './crop';
import type { Crop } from './crop';
import type { EngineClient } from './engine-client';
import type { EngineQueue } from './engine-queue';
import { asPageError, sentence } from './errors';
import type { Answer, Picture } from './generated/engine';
import { hidesSomething, strokeEnded } from './hiding';
import type { Hiding } from './hiding';
import * as lesson from './lesson';
import { isSame, isWhole, whole } from './part';
import { answerOf, displayOf, fileOf, wholeOf } from './photo';
import type { NamedFile } from './photo';
import * as session from './session';
import type { Store } from './store';

export class Scorer {
  /** What was hidden when the engine was last asked, and whether it is to be asked again when its turn comes. */
  private askedHiding: Hiding | undefined;
  private willFollowHiding = false;
  /** Ends the wait for the next change of a stroke. */
  private strokeHasChanged = () => {};
  /** The part of the photo that the engine has, and whether newer ones are being followed already. */
  private askedPart = whole;
  private willFollowCrop = false;
  /** Ends the wait for the next move of the frame. */
  private cropHasChanged = () => {};

  constructor(
    private readonly store: Store,
    private readonly queue: EngineQueue,
  ) {}

  /** Whether what a person has hidden waits for its answer. */
  get isBehind(): boolean {
    return this.willFollowHiding;
  }

  /** Changes what is hidden of the photo. The answer follows; of a quick series of changes the last one counts. */
  hide(change: (hiding: Hiding) => Hiding): void {
    const before = this.store.session;
    this.store.go(session.hidingChanged(before, change(before.hiding)));
    if (this.store.session === before) return;
    this.strokeHasChanged();
    if (this.willFollowHiding) return;
    this.willFollowHiding = true;
    this.queue.addStart(async () => {
      this.willFollowHiding = false;
      if (this.queue.engine && answerOf(this.store.session.photo)) await this.followHiding(this.queue.engine);
    });
  }

  /**
   * Changes which part of the photo is scored. While a person moves the frame the answer follows; the map follows once they
   * let go of it.
   */
  crop(change: (crop: Crop) => Crop): void {
    const before = this.store.session;
    this.store.go(session.cropChanged(before, change(before.crop)));
    const after = this.store.session;
    if (after === before) return;
    this.cropHasChanged();
    if (after.crop.part === before.crop.part) return;
    this.queue.newChoice();
    if (this.willFollowCrop) return;
    this.willFollowCrop = true;
    this.queue.addStart(async () => {
      const { engine } = this.queue;
      try {
        if (!engine || !answerOf(this.store.session.photo)) return;
        await this.followCrop(engine);
      } finally {
        this.willFollowCrop = false;
      }
      await this.explainAnswer(engine);
    });
  }

  /** Nothing that the engine waits for goes on: neither a stroke nor a move of the frame. */
  endGestures(): void {
    this.hide(strokeEnded);
    this.crop(cropping.rested);
  }

  /**
   * Opens a photo, scores and explains it. If the file cannot be opened, the previous photo stays on show. If an engine with
   * threads breaks on it, it waits for the one without.
   */
  async look(engine: EngineClient, photo: NamedFile): Promise<void> {
    this.store.go(session.looking(this.store.session));
    try {
      const { picture, decoding } = await engine.openPhoto(photo.bytes.slice(0));
      this.askedPart = session.partOf(this.store.session, photo);
      const display = isWhole(this.askedPart) ? picture : await engine.crop(this.askedPart);
      this.store.go(session.photoOpened(this.store.session, photo, picture, decoding, display));
      await this.answerPhoto(engine);
    } catch (error) {
      const waits = engine.isBroken && engine.threads > 1;
      this.store.go(waits ? session.photoWaits(this.store.session, photo) : session.photoForgotten(this.store.session, photo));
      throw error;
    }
  }

  /** Does the same with the photo that the session has; rests if there is none. */
  async lookAgain(engine: EngineClient): Promise<void> {
    const photo = fileOf(this.store.session.photo);
    if (photo) await this.look(engine, photo);
    else this.store.go(session.rested(this.store.session));
  }

  /** Changes what the engine answers, then shows its answer and its map. */
  answerAnew(change: (engine: EngineClient) => Promise<void>): void {
    const isNewest = this.queue.newChoice();
    this.endGestures();
    this.queue.add(async (engine) => {
      const hasPhoto = displayOf(this.store.session.photo) !== undefined;
      if (hasPhoto) this.store.go(session.looking(this.store.session));
      await change(engine);
      if (hasPhoto) await this.answerPhoto(engine, isNewest);
    });
  }

  /** What is scored of a picture of the whole photo, as the engine has it now. */
  async scoredPart(engine: EngineClient, picture: Picture): Promise<Picture> {
    return isWhole(this.askedPart) ? picture : engine.crop(this.askedPart);
  }

  /** Shows the map after each step, until another choice, photo or model comes or a person has seen enough. */
  async explain(engine: EngineClient): Promise<void> {
    const isNewest = this.queue.choice();
    await engine.explain(this.store.session.choice, async (explanation) => {
      if (isNewest()) this.store.go(session.explained(this.store.session, explanation));
      await this.followHiding(engine);
      return isNewest();
    });
  }

  /**
   * Scores the photo as it is hidden until nothing has changed meanwhile. While a stroke is being drawn this goes on, and
   * other work waits: a person who draws watches the number.
   */
  async followHiding(engine: EngineClient): Promise<void> {
    for (;;) {
      const { hiding, photo } = this.store.session;
      const shape = wholeOf(photo);
      if (!shape) return;
      if (hiding.strokes !== this.askedHiding?.strokes || hiding.fill !== this.askedHiding.fill) {
        this.askedHiding = hiding;
        const hidden = hidesSomething(hiding) ? await engine.hide(hiding, shape, this.askedPart) : undefined;
        this.store.go(session.hiddenAnswered(this.store.session, hidden));
      } else if (hiding.isDrawing) {
        await new Promise<void>((resolve) => (this.strokeHasChanged = resolve));
      } else if (lesson.awaitsOther(this.store.session)) {
        const other = await engine.otherAnswer(hiding, shape, this.askedPart);
        const { strokes, fill } = this.store.session.hiding;
        if (strokes === hiding.strokes && fill === hiding.fill)
          this.store.go(lesson.otherAnswered(this.store.session, other));
      } else {
        return;
      }
    }
  }

  /** Scores the part of the photo that a person frames, until the frame rests. */
  private async followCrop(engine: EngineClient): Promise<void> {
    for (;;) {
      const { crop } = this.store.session;
      if (!isSame(crop.part, this.askedPart)) {
        const display = await engine.crop(crop.part);
        this.askedPart = crop.part;
        await this.answer(engine, display);
      } else if (crop.isMoving) {
        await new Promise<void>((resolve) => (this.cropHasChanged = resolve));
      } else {
        return;
      }
    }
  }

  /** Scores what the engine has of the photo; display shows it, if it is another part than before. */
  private async answer(engine: EngineClient, display?: Picture): Promise<void> {
    const answer = await engine.predict();
    this.store.go(session.answered(this.store.session, answer, display));
    this.askedHiding = undefined;
    await this.followHiding(engine);
  }

  /** Scores the photo that the engine has, and explains it if that is still wanted. */
  private async answerPhoto(engine: EngineClient, isWanted: () => boolean = () => true): Promise<void> {
    await this.answer(engine);
    if (!isWanted()) return this.store.go(session.rested(this.store.session));
    await this.explainAnswer(engine);
  }

  private async explainAnswer(engine: EngineClient): Promise<void> {
    await this.explain(engine);
    const answer = answerOf(this.store.session.photo);
    if (answer) void this.findNeighbours(engine, answer);
  }

  /**
   * Finds which cars the photo resembles. The file for that is fetched beside all other work; if that fails, there is
   * only a note in the console. An unfamiliar photo and a marked one resemble none, and other models come without the
   * file.
   */
  private async findNeighbours(engine: EngineClient, answer: Answer): Promise<void> {
    const current = this.store.session;
    const cheats = lesson.programOf(current) === 'cheating' || lesson.stampOf(current) !== undefined;
    if (answer.isUnfamiliar || cheats || !current.model?.ofThisSite) return;
    try {
      if (!(await engine.loadSiteNeighbours())) return;
    } catch (error) {
      console.warn(sentence(asPageError(error).failure));
      return;
    }
    this.queue.addStart(async () => {
      // Another photo or model may have come meanwhile.
      if (answerOf(this.store.session.photo) !== answer) return;
      const neighbours = await engine.nearestCars();
      this.store.go(session.neighboursFound(this.store.session, neighbours));
    });
  }
}
