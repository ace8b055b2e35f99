// Runs the engine for the page: takes a person's files and choices, and turns the results into transitions of the
// session. No DOM in here; the engine is passed in.
import type { EngineClient } from './engine-client';
import { EngineQueue } from './engine-queue';
import type { EngineStart } from './engine-start';
import { PageError, asPageError, notReady } from './errors';
import type { Choice } from './generated/ui';
import type { Fill } from './hiding';
import { LessonControl } from './lesson-control';
import { MapWork } from './map-work';
import { answerOf } from './photo';
import type { NamedFile } from './photo';
import { Scorer } from './scorer';
import * as session from './session';
import type { Session } from './session';
import { Store } from './store';

/** A download that takes longer than this leaves time for other work. */
const quickDownloadMs = 1000;

export class Controller {
  private readonly store: Store;
  private readonly queue = new EngineQueue((error) => this.fail(error));
  /** What a person does to the photo: hides parts, crops it. */
  readonly scorer: Scorer;
  /** What a person does with the map: searches, tests, replays. */
  readonly mapWork: MapWork;
  readonly lesson: LessonControl;
  private readonly firstAnswer: Promise<void>;
  /** False once an engine with threads has broken: those without may have more memory. */
  private withThreads = true;

  /**
   * startEngine starts an engine, with threads or not, with the site's model; onChange is called after each transition.
   */
  constructor(
    choice: Choice,
    fill: Fill,
    private readonly startEngine: (withThreads: boolean) => EngineStart,
    onChange: (before: Session, after: Session) => void,
  ) {
    let hasAnswered = () => {};
    this.firstAnswer = new Promise((done) => (hasAnswered = done));
    this.store = new Store(session.newSession(choice, fill), (before, after) => {
      onChange(before, after);
      if (answerOf(after.photo)) hasAnswered();
    });
    this.scorer = new Scorer(this.store, this.queue);
    this.mapWork = new MapWork(this.store, this.queue, this.scorer);
    this.lesson = new LessonControl(this.store, this.queue, this.scorer, () => this.restart());
  }

  get session(): Session {
    return this.store.session;
  }

  /** The engine that runs; undefined while none does. */
  get engine(): EngineClient | undefined {
    return this.queue.engine;
  }

  /** Takes the engine that the page has begun to start. False if this browser can run none. */
  async start(starting: EngineStart): Promise<boolean> {
    try {
      await starting.choice;
    } catch (error) {
      this.store.go(session.engineStopped(this.session, asPageError(error).failure));
      return false;
    }
    this.queue.addStart(() => this.take(starting));
    return true;
  }

  /** Starts the engine with the site's model anew; the photo on show gets a new answer. */
  restart(): void {
    this.beginChoice();
    this.queue.addStart(() => this.takeNew());
  }

  /**
   * Resolves when an answer is on show, the engine rests or a slow download has begun: a good time for work on the main
   * thread.
   */
  async timeForOtherWork(): Promise<void> {
    const downloads = () => {
      const { stage } = this.session;
      return stage.kind === 'downloading' && stage.share > 0;
    };
    const slowDownload = new Promise<void>((done) => setTimeout(() => downloads() && done(), quickDownloadMs));
    await Promise.race([this.firstAnswer, this.queue.isEmpty(), slowDownload]);
  }

  /** Called when the page can show the pictures. */
  viewStarted(): void {
    this.store.go(session.viewStarted(this.session));
  }

  /** Does work that the session knows nothing of, when the engine is free; see EngineQueue. */
  async whenFree<T>(work: (engine: EngineClient) => Promise<T>): Promise<T> {
    return this.queue.whenFree(work);
  }

  /** A photo that comes while there is no engine has one started, if that may help. */
  openPhoto(reading: Promise<NamedFile>): void {
    this.beginChoice();
    this.whenRead(reading, async (photo) => {
      if (this.engine) return this.scorer.look(this.engine, photo);
      this.store.go(session.photoWaits(this.session, photo));
      const { engine } = this.session;
      if (engine.kind === 'stopped' && engine.mayStart) await this.takeNew();
    });
  }

  /** Opens a person's own model. If it cannot be used, the previous model stays in use. */
  openModel(reading: Promise<NamedFile>): void {
    this.beginChoice();
    this.whenRead(reading, async ({ bytes }) => {
      if (!this.engine) throw new PageError(notReady);
      this.store.go(session.modelGiven(this.session));
      const model = await this.engine.loadModel(bytes);
      this.store.go(session.modelLoaded(this.session, { ...model, ofThisSite: false }));
      await this.scorer.lookAgain(this.engine);
    });
  }

  choose(choice: Choice): void {
    this.scorer.endGestures();
    this.goOnWith(session.chosen(this.session, choice));
  }

  /** Makes the choices that a link names, as far as they exist. */
  follow(wanted: Partial<Choice>): void {
    this.scorer.endGestures();
    this.goOnWith(session.linked(this.session, wanted));
  }

  private beginChoice(): void {
    this.queue.newChoice();
    this.scorer.endGestures();
  }

  /** Explains anew if another choice needs another map. */
  private goOnWith(next: Session): void {
    const { choice } = this.session;
    this.store.go(next);
    const same = choice.method === next.choice.method && choice.target === next.choice.target;
    if (same || next.stage.kind !== 'explaining') return;
    const isNewest = this.queue.newChoice();
    this.queue.add(async (engine) => {
      if (isNewest() && answerOf(this.session.photo)) await this.scorer.explain(engine);
    });
  }

  private async takeNew(): Promise<void> {
    if (this.engine?.isBroken && this.engine.threads > 1) this.withThreads = false;
    await this.take(this.startEngine(this.withThreads));
  }

  private async take(starting: EngineStart): Promise<void> {
    this.engine?.stop();
    this.queue.engine = undefined;
    this.store.go(session.engineStarting(this.session));
    starting.onProgress = (share) => this.store.go(session.modelDownloaded(this.session, share));
    try {
      const { engine, model, failed } = await starting.started;
      this.store.go(session.modelLoaded(this.session, { ...model, ofThisSite: true }));
      const { variant, threads } = engine;
      this.store.go(session.engineRunning(this.session, { variant, threads, isPlainer: failed.length > 0 || !this.withThreads }));
      this.queue.engine = engine;
      this.lesson.engineStarted(engine);
    } catch (error) {
      starting.abandon();
      return this.store.go(session.engineStopped(this.session, asPageError(error).failure, 'Try again'));
    }
    await this.scorer.lookAgain(this.queue.engine);
  }

  /** Enqueues work with a file that is still being read. If it cannot be read, the work fails when its turn comes. */
  private whenRead(reading: Promise<NamedFile>, work: (file: NamedFile) => Promise<void>): void {
    reading.catch(() => {});
    this.queue.addStart(async () => work(await reading));
  }

  private fail({ failure }: PageError): void {
    const broken = failure.code === 'engine_broken';
    if (broken && this.engine && this.engine.threads > 1) return this.restart();
    const { engine } = this.session;
    const mayStart = engine.kind === 'stopped' && engine.mayStart;
    this.store.go(session.failed(this.session, failure, broken ? 'Start again' : mayStart ? 'Try again' : undefined));
  }
}
