// Runs the engine for the page: takes a person's files and choices, and turns the results into transitions of the
// session. No DOM in here; the engine is passed in.
import type { EngineClient } from './engine-client';
import type { EngineStart } from './engine-start';
import { PageError, asPageError, notReady, sentence } from './errors';
import type { Answer } from './generated/engine';
import type { Choice } from './generated/ui';
import { everythingShown, hidesSomething, strokeEnded, tilesHidden } from './hiding';
import type { Fill, Hiding } from './hiding';
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
    this.hide(strokeEnded);
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
        const { hiding } = this.current;
        const tiles = tilesHidden(everythingShown(hiding), [...found.tiles]);
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
    this.hide(strokeEnded);
    this.whenRead(reading, async (photo) => {
      if (this.client) await this.look(this.client, photo);
      else this.go(session.photoWaits(this.current, photo));
    });
  }

  /** Opens a person's own model. If it cannot be used, the previous model stays in use. */
  openModel(reading: Promise<NamedFile>): void {
    ++this.newestChoice;
    this.hide(strokeEnded);
    this.whenRead(reading, async ({ bytes }) => {
      if (!this.client) throw new PageError(notReady);
      this.go(session.modelGiven(this.current));
      const model = await this.client.loadModel(bytes);
      this.go(session.modelLoaded(this.current, { ...model, ofThisSite: false }));
      await this.lookAgain(this.client);
    });
  }

  choose(choice: Choice): void {
    this.hide(strokeEnded);
    this.goOnWith(session.chosen(this.current, choice));
  }

  /** Makes the choices that a link names, as far as they exist. */
  follow(wanted: Partial<Choice>): void {
    this.hide(strokeEnded);
    this.goOnWith(session.linked(this.current, wanted));
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
   * Scores the photo as it is hidden until nothing has changed meanwhile. While a stroke is being drawn this goes on, and
   * other work waits: a person who draws watches the number.
   */
  private async followHiding(engine: EngineClient): Promise<void> {
    for (;;) {
      const { hiding, photo } = this.current;
      const display = session.displayOf(photo);
      if (!display) return;
      if (hiding.strokes !== this.askedHiding?.strokes || hiding.fill !== this.askedHiding.fill) {
        this.askedHiding = hiding;
        const hidden = hidesSomething(hiding) ? await engine.hide(hiding, display) : undefined;
        this.go(session.hiddenAnswered(this.current, hidden));
      } else if (hiding.isDrawing) {
        await new Promise<void>((resolve) => (this.strokeHasChanged = resolve));
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
      this.go(session.photoOpened(this.current, photo, picture, decodedBy));
      const answer = await engine.predict();
      this.go(session.answered(this.current, answer));
      this.askedHiding = undefined;
      await this.followHiding(engine);
      await this.explain(engine);
      void this.findNeighbours(engine, answer);
    } catch (error) {
      this.go(session.photoForgotten(this.current, photo));
      throw error;
    }
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
   * only a note in the console. An unfamiliar photo resembles none, and a person's own model comes without the file.
   */
  private async findNeighbours(engine: EngineClient, answer: Answer): Promise<void> {
    if (answer.isUnfamiliar || !this.current.model?.ofThisSite) return;
    try {
      if (!(await engine.loadSiteNeighbours())) return;
    } catch (error) {
      console.warn(sentence(asPageError(error).failure));
      return;
    }
    this.enqueue(async () => {
      // Another photo or model may have come meanwhile.
      if (session.answerOf(this.current.photo) !== answer) return;
      this.go(session.neighboursFound(this.current, await engine.nearestCars()));
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
    this.current = next;
    if (next !== before) this.onChange(before, next);
  }
}
