// Runs the engine for the page: takes a person's files and choices, and turns the results into transitions of the
// session. No DOM in here; the engine is passed in.
import * as cropping from './crop';
import type { Crop } from './crop';
import type { EngineClient } from './engine-client';
import type { EngineStart } from './engine-start';
import { PageError, asPageError, notReady, sentence } from './errors';
import type { Answer, Picture } from './generated/engine';
import type { Choice } from './generated/ui';
import { everythingShown, hidesSomething, strokeEnded, tilesHidden } from './hiding';
import type { Fill, Hiding } from './hiding';
import * as lesson from './lesson';
import type { Program, Stamp } from './lesson';
import { isSame, isWhole, whole } from './part';
import * as session from './session';
import type { MapTest, NamedFile, Session } from './session';

/** A download that takes longer than this leaves time for other work. */
const quickDownloadMs = 1000;

export class Controller {
  private current: Session;
  private client: EngineClient | undefined;
  /** The engine does one piece of work after another. */
  private queue: Promise<void> = Promise.resolve();
  /** How many pieces of the page's own work are in the queue. */
  private ownWork = 0;
  /** Counts choices, photos and models; an explanation that belongs to an earlier one is given up. */
  private newestChoice = 0;
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

  /** startEngine starts an engine with the site's model; onChange is called after each transition. */
  constructor(
    choice: Choice,
    fill: Fill,
    private readonly startEngine: () => EngineStart,
    private readonly onChange: (before: Session, after: Session) => void,
  ) {
    this.current = session.newSession(choice, fill);
  }

  get session(): Session {
    return this.current;
  }

  /** The engine that runs; undefined while none does. */
  get engine(): EngineClient | undefined {
    return this.client;
  }

  /** Takes the engine that the page has begun to start. False if this browser can run none. */
  async start(starting: EngineStart): Promise<boolean> {
    try {
      await starting.choice;
    } catch (error) {
      this.go(session.engineStopped(this.current, asPageError(error).failure));
      return false;
    }
    this.enqueue(() => this.take(starting));
    return true;
  }

  /** Starts the engine with the site's model anew; the photo on show gets a new answer. */
  restart(): void {
    ++this.newestChoice;
    this.endGestures();
    this.enqueue(() => this.take(this.startEngine()));
  }

  /** Resolves when the engine rests or a slow download has begun: a good time for work on the main thread. */
  async timeForOtherWork(): Promise<void> {
    const downloads = () => {
      const { stage } = this.current;
      return stage.kind === 'downloading' && stage.share > 0;
    };
    const slowDownload = new Promise<void>((done) => setTimeout(() => downloads() && done(), quickDownloadMs));
    await Promise.race([this.queueIsEmpty(), slowDownload]);
  }

  /** Called when the page can show the pictures. */
  viewStarted(): void {
    this.go(session.viewStarted(this.current));
  }

  /** Ends the explanation or search that is under way; what it has found stays. */
  stopWork(): void {
    ++this.newestChoice;
    this.go(session.workStopped(this.current));
  }

  /** Shows the map again as it was after a step, counted from 0. */
  replay(step: number): void {
    this.go(session.replayed(this.current, step));
  }

  /** Searches for the fewest tiles that, when hidden, move the answer far, and hides them. */
  findSmallestChange(): void {
    if (!session.answerOf(this.current.photo)) return;
    const ticket = ++this.newestChoice;
    this.go(session.searching(this.current, 1));
    this.hide(everythingShown);
    this.enqueue(async () => {
      const wanted = () => ticket === this.newestChoice;
      if (!this.client || !wanted()) return;
      await this.client.smallestChange(this.current.hiding.fill, async (found) => {
        if (!wanted()) return false;
        const { hiding, crop } = this.current;
        const tiles = tilesHidden(everythingShown(hiding), [...found.tiles], crop.part);
        this.go(session.searched(this.current, found, tiles));
        await this.followHiding(this.client!);
        return wanted();
      });
    });
  }

  /**
   * Tests the finished map on show. A network that is made random cannot score what a person hides meanwhile, so that this
   * ends the test.
   */
  testMap(test: MapTest): void {
    if (!session.mapIsFinished(this.current.photo)) return;
    const ticket = ++this.newestChoice;
    this.go(session.testing(this.current, test));
    const step = async <T>(found: T, next: (session: Session, found: T) => Session) => {
      if (ticket !== this.newestChoice) return false;
      this.go(next(this.current, found));
      if (test === 'curves') await this.followHiding(this.client!);
      else if (this.willFollowHiding) this.go(session.workStopped(this.current));
      return ticket === this.newestChoice && this.current.stage.kind === 'testing';
    };
    this.enqueue(async () => {
      if (!this.client || ticket !== this.newestChoice) return;
      if (test === 'curves')
        await this.client.testByCurves(this.current.hiding.fill, (found) => step(found, session.curvesTested));
      else await this.client.testByRandomLayers((found) => step(found, session.mapRandomised));
    });
  }

  /**
   * Does work that the session knows nothing of, when the engine is free, and resolves with its result. What a person
   * asks for meanwhile comes next. Rejects with a PageError if the work fails or no engine runs.
   */
  async whenFree<T>(work: (engine: EngineClient) => Promise<T>): Promise<T> {
    const result = this.queue.then(() => {
      if (!this.client) throw new PageError(notReady);
      return work(this.client);
    });
    this.queue = result.then(() => {}, () => {});
    return result.catch((error: unknown) => {
      throw asPageError(error);
    });
  }

  openPhoto(reading: Promise<NamedFile>): void {
    ++this.newestChoice;
    this.endGestures();
    this.whenRead(reading, async (photo) => {
      if (this.client) await this.look(this.client, photo);
      else this.go(session.photoWaits(this.current, photo));
    });
  }

  /** Opens a person's own model. If it cannot be used, the previous model stays in use. */
  openModel(reading: Promise<NamedFile>): void {
    ++this.newestChoice;
    this.endGestures();
    this.whenRead(reading, async ({ bytes }) => {
      if (!this.client) throw new PageError(notReady);
      this.go(session.modelGiven(this.current));
      const model = await this.client.loadModel(bytes);
      this.go(session.modelLoaded(this.current, { ...model, ofThisSite: false }));
      await this.lookAgain(this.client);
    });
  }

  choose(choice: Choice): void {
    this.endGestures();
    this.goOnWith(session.chosen(this.current, choice));
  }

  /** Makes the choices that a link names, as far as they exist. */
  follow(wanted: Partial<Choice>): void {
    this.endGestures();
    this.goOnWith(session.linked(this.current, wanted));
  }

  /** Opens the lesson about a model that cheats. It is about the site's model, which replaces a person's own. */
  openLesson(): void {
    const { lesson: before, model } = this.current;
    if (before.kind !== 'closed') return;
    this.go(lesson.lessonOpening(this.current));
    if (model && !model.ofThisSite) this.restart();
    else if (this.client) void this.fetchCheat(this.client);
  }

  /** Closes it: the honest program answers, and the photo has no mark. */
  closeLesson(): void {
    const { lesson: before } = this.current;
    if (before.kind === 'closed') return;
    this.go(lesson.lessonClosed(this.current));
    if (before.kind !== 'open' || (before.program === 'honest' && !before.stamp)) return;
    this.answerAnew(async (engine) => {
      await engine.letCheatAnswer(false);
      return this.stampAsked(engine, undefined);
    });
  }

  /** Stamps a mark on the photo in place of another, or takes it off. */
  stamp(stamp: Stamp | undefined): void {
    if (this.current.lesson.kind !== 'open') return;
    this.answerAnew((engine) => this.stampAsked(engine, stamp));
  }

  /** Lets one of the lesson's two programs answer. */
  letAnswer(program: Program): void {
    const before = this.current;
    this.go(lesson.programChosen(before, program));
    if (this.current === before) return;
    this.answerAnew(async (engine) => {
      if (this.current.lesson.kind !== 'open') return;
      await engine.letCheatAnswer(lesson.programOf(this.current) === 'cheating');
    });
  }

  /** Changes what the engine answers, then shows its answer and its map. */
  private answerAnew(change: (engine: EngineClient) => Promise<void>): void {
    const ticket = ++this.newestChoice;
    this.endGestures();
    this.enqueue(async () => {
      if (!this.client) return;
      const hasPhoto = session.displayOf(this.current.photo) !== undefined;
      if (hasPhoto) this.go(session.looking(this.current));
      await change(this.client);
      if (hasPhoto) await this.answerPhoto(this.client, () => ticket === this.newestChoice);
    });
  }

  private async stampAsked(engine: EngineClient, stamp: Stamp | undefined): Promise<void> {
    const isOpen = this.current.lesson.kind === 'open';
    if (!session.displayOf(this.current.photo) || (stamp && !isOpen)) return;
    const picture: Picture = await (stamp ? engine.stamp(stamp) : engine.removeMark());
    const display = isWhole(this.askedPart) ? picture : await engine.crop(this.askedPart);
    this.go(lesson.stamped(this.current, stamp, picture, display));
  }

  /** Fetches the model that cheats, beside all other work. */
  private async fetchCheat(engine: EngineClient): Promise<void> {
    try {
      const cheat = await engine.loadSiteCheat();
      if (engine !== this.client) return;
      this.go(lesson.lessonOpened(this.current, cheat));
      this.enqueue(async () => {
        if (this.client && session.answerOf(this.current.photo)) await this.followHiding(this.client);
      });
    } catch (error) {
      // Another engine or a person's own model may have come meanwhile.
      if (engine !== this.client || this.current.lesson.kind !== 'opening') return;
      this.go(lesson.lessonClosed(this.current));
      this.enqueue(() => Promise.reject(asPageError(error)));
    }
  }

  /** Explains anew if another choice needs another map. */
  private goOnWith(next: Session): void {
    const { choice } = this.current;
    this.go(next);
    const same = choice.method === next.choice.method && choice.target === next.choice.target;
    if (same || next.stage.kind !== 'explaining') return;
    const ticket = ++this.newestChoice;
    this.enqueue(async () => {
      if (!this.client || ticket !== this.newestChoice || !session.answerOf(this.current.photo)) return;
      await this.explain(this.client);
    });
  }

  /** Changes what is hidden of the photo. The answer follows; of a quick series of changes the last one counts. */
  hide(change: (hiding: Hiding) => Hiding): void {
    const before = this.current;
    this.go(session.hidingChanged(before, change(before.hiding)));
    if (this.current === before) return;
    this.strokeHasChanged();
    if (this.willFollowHiding) return;
    this.willFollowHiding = true;
    this.enqueue(async () => {
      this.willFollowHiding = false;
      if (this.client && session.answerOf(this.current.photo)) await this.followHiding(this.client);
    });
  }

  /**
   * Changes which part of the photo is scored. While a person moves the frame the answer follows; the map follows once they
   * let go of it.
   */
  crop(change: (crop: Crop) => Crop): void {
    const before = this.current;
    this.go(session.cropChanged(before, change(before.crop)));
    if (this.current === before) return;
    this.cropHasChanged();
    if (this.current.crop.part === before.crop.part) return;
    ++this.newestChoice;
    if (this.willFollowCrop) return;
    this.willFollowCrop = true;
    this.enqueue(async () => {
      const { client } = this;
      try {
        if (!client || !session.answerOf(this.current.photo)) return;
        await this.followCrop(client);
      } finally {
        this.willFollowCrop = false;
      }
      await this.explainAnswer(client);
    });
  }

  /** Nothing that the engine waits for goes on: neither a stroke nor a move of the frame. */
  private endGestures(): void {
    this.hide(strokeEnded);
    this.crop(cropping.rested);
  }

  /** Scores the part of the photo that a person frames, until the frame rests. */
  private async followCrop(engine: EngineClient): Promise<void> {
    for (;;) {
      const { crop } = this.current;
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
    this.go(session.answered(this.current, answer, display));
    this.askedHiding = undefined;
    await this.followHiding(engine);
  }

  private async explainAnswer(engine: EngineClient): Promise<void> {
    await this.explain(engine);
    const answer = session.answerOf(this.current.photo);
    if (answer) void this.findNeighbours(engine, answer);
  }

  /**
   * Scores the photo as it is hidden until nothing has changed meanwhile. While a stroke is being drawn this goes on, and
   * other work waits: a person who draws watches the number.
   */
  private async followHiding(engine: EngineClient): Promise<void> {
    for (;;) {
      const { hiding, photo } = this.current;
      const shape = session.wholeOf(photo);
      if (!shape) return;
      if (hiding.strokes !== this.askedHiding?.strokes || hiding.fill !== this.askedHiding.fill) {
        this.askedHiding = hiding;
        const hidden = hidesSomething(hiding) ? await engine.hide(hiding, shape, this.askedPart) : undefined;
        this.go(session.hiddenAnswered(this.current, hidden));
      } else if (hiding.isDrawing) {
        await new Promise<void>((resolve) => (this.strokeHasChanged = resolve));
      } else if (lesson.awaitsOther(this.current)) {
        const other = await engine.otherAnswer(hiding, shape, this.askedPart);
        const { strokes, fill } = this.current.hiding;
        if (strokes === hiding.strokes && fill === hiding.fill) this.go(lesson.otherAnswered(this.current, other));
      } else {
        return;
      }
    }
  }

  private async take(starting: EngineStart): Promise<void> {
    this.client?.stop();
    this.client = undefined;
    this.go(session.engineStarting(this.current));
    starting.onProgress = (share) => this.go(session.modelDownloaded(this.current, share));
    try {
      const model = await starting.model;
      const engine = await starting.engine;
      this.go(session.modelLoaded(this.current, { ...model, ofThisSite: true }));
      this.go(session.engineRunning(this.current, engine.variant, engine.threads));
      this.client = engine;
      if (this.current.lesson.kind === 'opening') void this.fetchCheat(engine);
    } catch (error) {
      starting.abandon();
      return this.go(session.engineStopped(this.current, asPageError(error).failure, 'Try again'));
    }
    await this.lookAgain(this.client);
  }

  private async lookAgain(engine: EngineClient): Promise<void> {
    const photo = session.fileOf(this.current.photo);
    if (photo) await this.look(engine, photo);
    else this.go(session.rested(this.current));
  }

  private async look(engine: EngineClient, photo: NamedFile): Promise<void> {
    this.go(session.looking(this.current));
    try {
      // If the file cannot be opened, the previous photo stays on show.
      const { picture, decodedBy } = await engine.openPhoto(photo.bytes.slice(0));
      this.askedPart = session.partOf(this.current, photo);
      const display = isWhole(this.askedPart) ? picture : await engine.crop(this.askedPart);
      this.go(session.photoOpened(this.current, photo, picture, decodedBy, display));
      await this.answerPhoto(engine);
    } catch (error) {
      this.go(session.photoForgotten(this.current, photo));
      throw error;
    }
  }

  /** Scores the photo that the engine has, and explains it if that is still wanted. */
  private async answerPhoto(engine: EngineClient, isWanted: () => boolean = () => true): Promise<void> {
    await this.answer(engine);
    if (!isWanted()) return this.go(session.rested(this.current));
    await this.explainAnswer(engine);
  }

  /** Shows the map after each step, until another choice, photo or model comes or a person has seen enough. */
  private async explain(engine: EngineClient): Promise<void> {
    const ticket = this.newestChoice;
    await engine.explain(this.current.choice, async (explanation) => {
      if (ticket === this.newestChoice) this.go(session.explained(this.current, explanation));
      await this.followHiding(engine);
      return ticket === this.newestChoice;
    });
  }

  /**
   * Finds which cars the photo resembles. The file for that is fetched beside all other work; if that fails, there is
   * only a note in the console. An unfamiliar photo and a marked one resemble none, and other models come without the
   * file.
   */
  private async findNeighbours(engine: EngineClient, answer: Answer): Promise<void> {
    const cheats = lesson.programOf(this.current) === 'cheating' || lesson.stampOf(this.current) !== undefined;
    if (answer.isUnfamiliar || cheats || !this.current.model?.ofThisSite) return;
    try {
      if (!(await engine.loadSiteNeighbours())) return;
    } catch (error) {
      console.warn(sentence(asPageError(error).failure));
      return;
    }
    this.enqueue(async () => {
      // Another photo or model may have come meanwhile.
      if (session.answerOf(this.current.photo) !== answer) return;
      const neighbours = await engine.nearestCars();
      this.go(session.neighboursFound(this.current, neighbours));
    });
  }

  /** Enqueues work with a file that is still being read. If it cannot be read, the work fails when its turn comes. */
  private whenRead(reading: Promise<NamedFile>, work: (file: NamedFile) => Promise<void>): void {
    reading.catch(() => {});
    this.enqueue(async () => work(await reading));
  }

  private enqueue(work: () => Promise<void>): void {
    ++this.ownWork;
    this.queue = this.queue
      .then(work)
      .catch((error: unknown) => this.fail(asPageError(error)))
      .finally(() => void --this.ownWork);
  }

  private async queueIsEmpty(): Promise<void> {
    while (this.ownWork > 0) await this.queue;
  }

  private fail({ failure }: PageError): void {
    const broken = failure.code === 'engine_broken';
    const stopped = this.current.engine.kind === 'stopped';
    this.go(session.failed(this.current, failure, broken ? 'Start again' : stopped ? 'Try again' : undefined));
  }

  private go(next: Session): void {
    const before = this.current;
    this.current = lesson.yearsNoted(next);
    if (this.current !== before) this.onChange(before, this.current);
  }
}
