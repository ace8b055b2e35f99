// Wires the page: photos in, engine, results and pictures out.
import './style.css';
import { allowComparison, offerComparison } from './compare-panel';
import { offerBuckets, showChoice, watchContrast, watchControls } from './controls';
import type { EngineClient } from './engine-client';
import { EngineStart } from './engine-start';
import { PageError, hideError, noWebGl, notReady, sentence, showError } from './errors';
import { offerLayerTimes } from './layers-panel';
import type { Answer, Choice, Explanation, ModelInfo, Picture } from './messages';
import { offerModels, showModel } from './model-panel';
import { acceptFiles } from './photo-input';
import type { NamedFile } from './photo-input';
import { PlainView } from './plain-view';
import { showAnswer, showExplanationTime, showStatus } from './results';
import { UiCanvas } from './ui-canvas';
import type { View } from './view';

type State = 'loading' | 'ready' | 'busy' | 'error';

/** A download that takes longer leaves time for other work. */
const quickDownloadMs = 1000;

class Page {
  private view: View | undefined;
  private engine: EngineClient | undefined;
  private downloading = false;
  private buckets: string[] = [];
  private photo: NamedFile | undefined;
  private display: Picture | undefined;
  private answer: Answer | undefined;
  private explanation: Explanation | undefined;
  private choice: Choice;
  /** Work on the engine happens one piece after another. */
  private queue: Promise<void> = Promise.resolve();
  /** Of a quick series of choices only the last is computed. */
  private newestExplanation = 0;

  constructor() {
    this.choice = watchControls((choice) => this.choose(choice));
    watchContrast((high) => this.view?.setHighContrast(high));
    const later = (open: (reading: Promise<NamedFile>) => Promise<void>) => (reading: Promise<NamedFile>) => {
      reading.catch(() => {}); // It is said when its turn comes.
      this.enqueue(() => open(reading));
    };
    acceptFiles(
      later((photo) => this.open(photo)),
      later((model) => this.openModel(model)),
    );
    offerModels(() => this.enqueue(() => this.startEngine()));
    offerComparison(() => (this.engine && this.answer ? { engine: this.engine, choice: this.choice } : undefined));
    offerLayerTimes(() => this.engine);
    this.offerDebugging();
  }

  async start(starting: EngineStart): Promise<void> {
    showChoice(this.choice);
    try {
      await starting.choice;
    } catch (error) {
      return this.fail(error);
    }
    this.enqueue(() => this.startEngine(starting));
    await this.timeForView();
    await this.startView();
  }

  /** The canvas starts while the model downloads, or when the engine rests: an answer counts for more than pictures. */
  private async timeForView(): Promise<void> {
    const download = new Promise<void>((done) => setTimeout(() => this.downloading && done(), quickDownloadMs));
    await Promise.race([this.queueIsEmpty(), download]);
  }

  private async startView(): Promise<void> {
    const canvas = document.querySelector<HTMLCanvasElement>('#canvas')!;
    const view = await UiCanvas.create(canvas, (choice) => this.choose(choice));
    if (!view) {
      canvas.hidden = true;
      const notice = document.querySelector<HTMLElement>('#notice')!;
      notice.textContent = sentence(noWebGl);
      notice.hidden = false;
    }
    this.view = view ?? new PlainView(document.querySelector<HTMLElement>('#plain-view')!);
    this.view.setHighContrast(document.documentElement.classList.contains('high-contrast'));
    this.view.setChoice(this.choice);
    this.view.setBuckets(this.buckets);
    if (!this.engine) this.view.setStatus('Loading the model', 0);
    this.showAgain(this.view);
    this.enqueue(async () => this.settle());
  }

  /** What the engine has found out before there was a view. */
  private showAgain(view: View): void {
    if (this.display) view.setPhoto(this.display);
    if (this.answer) view.setAnswer(this.answer);
    if (this.explanation) view.setHeatMap(this.explanation.picture);
  }

  /** Starts or restarts the engine, gives it the model and, if there is one, the photo. */
  private async startEngine(starting = new EngineStart()): Promise<void> {
    this.setState('loading');
    this.engine?.stop();
    this.engine = undefined;
    try {
      starting.onProgress = (share) => {
        this.downloading = share < 1;
        if (this.downloading) this.report('Loading the model', share);
        else this.report('Preparing the model');
      };
      this.report('Loading the model', 0);
      this.useModel(await starting.model, true);
      this.engine = await starting.engine;
    } catch (error) {
      starting.abandon();
      return this.fail(error, { label: 'Try again', run: () => this.enqueue(() => this.startEngine()) });
    }
    await this.showOrSettle();
  }

  /** A model of one's own; one that cannot be used leaves the model before it in use. */
  private async openModel(reading: Promise<NamedFile>): Promise<void> {
    hideError();
    try {
      if (!this.engine) throw new PageError(notReady);
      this.setState('loading');
      this.report('Preparing the model');
      this.useModel(await this.engine.loadModel((await reading).bytes), false);
    } catch (error) {
      return this.failWithEngine(error);
    }
    await this.showOrSettle();
  }

  private useModel({ name, licence, buckets }: ModelInfo, ofThisSite: boolean): void {
    this.buckets = buckets;
    this.answer = this.explanation = undefined;
    // The years that were chosen may not be among this model's.
    if (this.choice.target === 'class') this.choice = { ...this.choice, target: 'top', classIndex: 0 };
    offerBuckets(buckets);
    showChoice(this.choice);
    showModel(name, licence, ofThisSite);
    allowComparison(ofThisSite);
    this.view?.setBuckets(buckets);
    this.view?.setChoice(this.choice);
  }

  private async showOrSettle(): Promise<void> {
    if (this.photo) await this.show(this.photo);
    else this.settle();
  }

  private async open(reading: Promise<NamedFile>): Promise<void> {
    hideError();
    try {
      const photo = await reading;
      if (this.engine) await this.show(photo);
      else this.photo = photo;
    } catch (error) {
      this.fail(error);
    }
  }

  private async show(photo: NamedFile): Promise<void> {
    const { engine } = this;
    if (!engine) return;
    this.setState('busy');
    this.report('Looking at the photo');
    try {
      // A file that cannot be opened leaves the photo before it on show.
      const opened = await engine.openPhoto(photo.bytes.slice(0));
      this.photo = photo;
      this.answer = this.explanation = undefined;
      this.display = opened.display;
      this.view?.setPhoto(this.display);
      this.answer = await engine.predict();
      this.view?.setAnswer(this.answer);
      showAnswer(photo.name, this.buckets, this.answer);
      await this.explain(engine);
    } catch (error) {
      if (this.photo === photo) this.photo = undefined;
      this.failWithEngine(error);
    }
  }

  private async explain(engine: EngineClient): Promise<void> {
    const explanation = await engine.explain(this.choice);
    this.explanation = explanation;
    showExplanationTime(explanation.milliseconds);
    this.view?.setHeatMap(explanation.picture);
    this.settle();
  }

  /** A choice made in the page or on the canvas; the other one follows. */
  private choose(choice: Choice): void {
    const before = this.choice;
    this.choice = choice;
    showChoice(choice);
    this.view?.setChoice(choice);
    const same =
      before.method === choice.method && before.target === choice.target && before.classIndex === choice.classIndex;
    if (same || !this.answer) return;
    this.setState('busy');
    const ticket = ++this.newestExplanation;
    this.enqueue(async () => {
      if (!this.engine || !this.answer || ticket !== this.newestExplanation) return;
      try {
        await this.explain(this.engine);
      } catch (error) {
        this.failWithEngine(error);
      }
    });
  }

  private enqueue(work: () => Promise<void>): void {
    this.queue = this.queue.then(work).catch((error: unknown) => this.fail(error));
  }

  private async queueIsEmpty(): Promise<void> {
    let seen: Promise<void> | undefined;
    while (seen !== this.queue) {
      seen = this.queue;
      await seen;
    }
  }

  private setState(state: State): void {
    document.documentElement.dataset['state'] = state;
  }

  private report(text: string, progress?: number): void {
    showStatus(text, progress);
    this.view?.setStatus(text, progress);
  }

  /** Ready when there are an engine and a view, whichever comes later; what failed before stays on show. */
  private settle(): void {
    const failed = document.documentElement.dataset['state'] === 'error';
    if (!this.engine || !this.view || failed) return;
    this.setState('ready');
    const { threads, variant } = this.engine;
    const computing = threads === 1 ? 'one thread' : `${threads} threads`;
    showStatus(`Ready. Computing on this device with ${computing} (engine: ${variant}).`);
    this.view?.setStatus('');
  }

  private fail(error: unknown, retry?: { label: string; run: () => void }): void {
    this.setState('error');
    showStatus('');
    this.view?.setStatus('');
    showError(error, retry);
  }

  private failWithEngine(error: unknown): void {
    const broken = error instanceof PageError && error.code === 'engine_broken';
    this.fail(error, broken ? { label: 'Start again', run: () => this.enqueue(() => this.startEngine()) } : undefined);
  }

  /** With ?debug in the address, tests and the curious can read the numbers behind the pictures. */
  private offerDebugging(): void {
    if (!new URLSearchParams(location.search).has('debug')) return;
    Object.assign(window, {
      deepcarsDebug: {
        answer: () => this.answer,
        heatMap: () => this.explanation,
        engine: () => this.engine?.variant,
        threads: () => this.engine?.threads,
      },
    });
  }
}

await new Page().start(new EngineStart());
