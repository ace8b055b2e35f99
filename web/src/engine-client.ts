// The page's side of the engine: starts its worker, calls it, and notices when it breaks.
import * as Comlink from 'comlink';
import workerAddress from './engine.worker?worker&url';
import type { EngineVariant } from './engine-variants';
import { PageError, engineBroken, engineHangs, engineNotLoaded, noCheat } from './errors';
import type { EngineChoice } from './features';
import type { Beginning, CurveTest, Explanation, Failure, RandomisedMap, SmallestChange } from './generated/engine';
import type { Choice } from './generated/ui';
import type { Shape } from './hidden-mask';
import type { Fill, Hiding } from './hiding';
import type { Cheat, Stamp } from './lesson';
import { orHostFailure } from './loading-failure';
import type { EngineService, OrFailure } from './messages';
import type { Part } from './part';
import { addressOf, files, published } from './site-files';
import { startWorker } from './workers';

/** Of the cars that a photo resembles, at most this many are named. */
const carsNamed = 3;

/** Photos are shown at most this large; the score is computed from the photo as it is. */
const longestDisplaySidePx = 1600;

/**
 * An engine whose files are there starts in a fraction of a second, or never: in Firefox 153, the start of a thread
 * sometimes does not return.
 */
const longestStartMs = 5_000;

/** Gets the map as it is after each step; the explanation ends early if it returns false. */
type OnStep = (explanation: Explanation) => boolean | Promise<boolean>;

export class EngineClient {
  readonly variant: EngineVariant;
  readonly threads: number;
  /** Resolves when the engine has started. If it cannot, rejects with engineNotLoaded or, once its files are there, another PageError. */
  readonly started: Promise<void>;
  /** Whether it has broken: no call will succeed any more. */
  isBroken = false;
  private readonly worker: Worker;
  private readonly service: Comlink.Remote<EngineService>;
  private readonly broken: Promise<never>;
  private isStarting = true;
  private startTimer: ReturnType<typeof setTimeout> | undefined;
  private neighbours: Promise<object> | undefined;
  private cheat: Promise<Cheat> | undefined;

  /** Starts an engine. If it cannot start, every call rejects. */
  constructor({ variant, threads }: EngineChoice) {
    this.variant = variant;
    this.threads = threads;
    this.worker = startWorker(workerAddress, 'deepcars-engine');
    this.service = Comlink.wrap<EngineService>(this.worker);
    // A worker that has died or hangs never answers, so every call races against this.
    let giveUp: (reason: PageError) => void = () => {};
    this.broken = new Promise((_, reject) => (giveUp = reject));
    this.broken.catch(() => {});
    this.worker.addEventListener('error', (event) => {
      event.preventDefault();
      giveUp(new PageError(engineBroken, { cause: event.message }));
    });
    const { module, wasm } = files.engine[variant];
    const setup = { moduleAddress: addressOf(module.path), wasmAddress: addressOf(wasm.path), threads };
    let isFetched = false;
    const onFetched = () => {
      isFetched = true;
      // By a channel of its own, this may come after the end of the start.
      if (this.isStarting) this.startTimer = setTimeout(() => giveUp(new PageError(engineHangs)), longestStartMs);
    };
    this.started = this.call(() => this.service.start(setup, Comlink.proxy(onFetched))).catch((error: unknown) => {
      throw isFetched ? error : new PageError(engineNotLoaded, { cause: error });
    });
    this.started.catch(() => {}).finally(() => this.endStart());
  }

  /** onProgress is called now and then with the share that has been downloaded, 0..1. */
  loadSiteModel(onProgress: (share: number) => void) {
    return this.ask(() => this.service.loadSiteModel(published(files.model), Comlink.proxy(onProgress)));
  }
  loadModel(file: ArrayBuffer) {
    return this.ask(() => this.service.loadModel(Comlink.transfer(file, [file])));
  }
  /** What nearestCars needs, fetched at the first call that succeeds. False if this site has no such file. */
  async loadSiteNeighbours(): Promise<boolean> {
    const file = files.neighbours;
    if (!file) return false;
    this.neighbours ??= this.ask(() => this.service.loadSiteNeighbours(published(file)));
    try {
      await this.neighbours;
    } catch (error) {
      this.neighbours = undefined;
      throw error;
    }
    return true;
  }
  openPhoto(file: ArrayBuffer) {
    return this.ask(() => this.service.openPhoto(Comlink.transfer(file, [file]), longestDisplaySidePx));
  }
  scorePhoto(file: ArrayBuffer, path: string, thumbnailSidePx: number) {
    return this.ask(() => this.service.scorePhoto(Comlink.transfer(file, [file]), path, thumbnailSidePx));
  }
  scoreFrame(frame: ImageBitmap) {
    return this.ask(() => this.service.scoreFrame(Comlink.transfer(frame, [frame])));
  }
  csvHeader() {
    return this.ask(() => this.service.csvHeader());
  }
  csvFailure(path: string, errorCode: string) {
    return this.ask(() => this.service.csvFailure(path, errorCode));
  }
  predict() {
    return this.ask(() => this.service.predict());
  }
  /** From now on the photo is this part of it; the result is for display. */
  crop(part: Part) {
    return this.ask(() => this.service.crop(part, longestDisplaySidePx));
  }
  /** The answer with some of the photo hidden; shape is the whole photo's, part the one that is scored. */
  hide({ strokes, fill }: Hiding, { widthPx, heightPx }: Shape, part: Part) {
    return this.ask(() => this.service.hide(strokes, { widthPx, heightPx }, part, fill));
  }
  /** Keeps the photo that was scored last, beside those that are opened later. */
  async keepPhoto(): Promise<void> {
    await this.ask(() => this.service.keepPhoto());
  }
  /** As hide, for the kept photo. */
  hideKept({ strokes, fill }: Pick<Hiding, 'strokes' | 'fill'>, { widthPx, heightPx }: Shape, part: Part) {
    return this.ask(() => this.service.hideKept(strokes, { widthPx, heightPx }, part, fill));
  }
  /** The model that cheats, fetched at the first call that succeeds. */
  async loadSiteCheat(): Promise<Cheat> {
    const file = files.cheat;
    if (!file) throw new PageError(noCheat);
    this.cheat ??= orHostFailure(this.ask(() => this.service.loadSiteCheat(published(file))), addressOf(file.path));
    try {
      return await this.cheat;
    } catch (error) {
      this.cheat = undefined;
      throw error;
    }
  }
  async letCheatAnswer(cheatAnswers: boolean): Promise<void> {
    await this.ask(() => this.service.letCheatAnswer(cheatAnswers));
  }
  /** The photo with a mark of the cheat's, for display. */
  stamp({ mark, place }: Stamp) {
    return this.ask(() => this.service.stamp(mark, place, longestDisplaySidePx));
  }
  removeMark() {
    return this.ask(() => this.service.removeMark(longestDisplaySidePx));
  }
  /** The answer of the program that does not answer, with parts of the photo hidden; shape is the photo's. */
  otherAnswer({ strokes, fill }: Hiding, { widthPx, heightPx }: Shape, part: Part) {
    return this.ask(() => this.service.otherAnswer(strokes, { widthPx, heightPx }, part, fill));
  }
  nearestCars() {
    return this.ask(() => this.service.nearestCars(carsNamed));
  }
  /** Explains the photo step by step. The result is the last map. */
  explain({ method, target }: Choice, onStep: OnStep = () => true) {
    return this.explanation(() => this.service.beginExplanation(method, target), onStep);
  }
  /** The same for the kept photo. */
  explainKept({ method, target }: Choice, onStep: OnStep) {
    return this.explanation(() => this.service.beginKeptExplanation(method, target), onStep);
  }
  /**
   * Searches for the fewest tiles that move the answer far. onFound gets what is found after each step; the search ends early
   * if it returns false.
   */
  async smallestChange(fill: Fill, onFound: (found: SmallestChange) => Promise<boolean>) {
    await this.ask(() => this.service.beginSmallestChange(fill));
    let found: SmallestChange;
    do found = await this.ask(() => this.service.stepSmallestChange());
    while ((await onFound(found)) && !found.isFinished);
  }
  /**
   * Tests the finished map on show by deletion and insertion. onStep gets the curves after each step; the test ends early if
   * it returns false.
   */
  async testByCurves(fill: Fill, onStep: (test: CurveTest) => Promise<boolean>) {
    const { steps } = await this.ask(() => this.service.beginCurves(fill));
    for (let step = 0; step < steps; ++step)
      if (!(await onStep(await this.ask(() => this.service.stepCurves())))) return;
  }
  /** Tests it by making the network random layer by layer. onStep gets the redrawn map after each step, as above. */
  async testByRandomLayers(onStep: (redrawn: RandomisedMap) => Promise<boolean>) {
    const { steps } = await this.ask(() => this.service.beginRandomisation());
    for (let step = 0; step < steps; ++step)
      if (!(await onStep(await this.ask(() => this.service.stepRandomisation())))) return;
  }
  /** A map in its colours; its values may be on another scale than its own. */
  drawMap(values: Float32Array<ArrayBuffer>, isSigned: boolean) {
    return this.ask(() => this.service.drawMap(values, isSigned));
  }
  comparison({ target }: Choice) {
    return this.ask(() => this.service.comparison(target));
  }
  layerTimes() {
    return this.ask(() => this.service.layerTimes());
  }

  stop(): void {
    this.endStart();
    this.worker.terminate();
  }

  /** From now on the start has no limit of time. */
  private endStart(): void {
    this.isStarting = false;
    clearTimeout(this.startTimer);
  }

  private async explanation(begin: () => Promise<OrFailure<Beginning>>, onStep: OnStep): Promise<Explanation> {
    const { steps } = await this.ask(begin);
    let explanation = await this.ask(() => this.service.stepExplanation());
    for (let step = 1; (await onStep(explanation)) && step < steps; ++step)
      explanation = await this.ask(() => this.service.stepExplanation());
    return explanation;
  }

  /** The result of a call. An exception from the module (out of memory, a trap) means that it cannot go on. */
  private async call<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await Promise.race([work(), this.broken]);
    } catch (error) {
      this.isBroken = true;
      throw error instanceof PageError ? error : new PageError(engineBroken, { cause: error });
    }
  }

  /** The result of a call; a failure that the engine reports is thrown. */
  private async ask<T extends object>(work: () => Promise<OrFailure<T>>): Promise<T> {
    const result = await this.call(work);
    if ('error' in result) throw new PageError(result.error as Failure);
    return result;
  }
}
