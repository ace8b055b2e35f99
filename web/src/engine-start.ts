// An engine for this browser and this site's model: both start when an EngineStart is constructed. If the fastest engine
// does not start, or is refused the memory that the model needs, the next one is tried.
import { EngineClient } from './engine-client';
import { PageError, engineBroken, engineNotLoaded } from './errors';
import { chooseEngines } from './features';
import type { EngineChoice } from './features';
import type { ModelInfo } from './generated/engine';
import { orHostFailure } from './loading-failure';
import { addressOf, files } from './site-files';

interface Started {
  engine: EngineClient;
  /** The model, loaded into the engine. */
  model: ModelInfo;
  /** The engines that were tried before this one, the fastest first. */
  failed: EngineChoice[];
}

/** What the next engine can do better: run with less, or have more memory. Another file is as little there for it. */
const mayHelp = (error: unknown): boolean =>
  error instanceof PageError && [engineBroken.code, engineNotLoaded.code].includes(error.code);

export class EngineStart {
  /** The engines that may be tried, the fastest first. */
  readonly choice: Promise<EngineChoice[]>;
  readonly started: Promise<Started>;
  /** Called now and then with the share of the model that has been downloaded, 0..1; never if the browser kept it. */
  onProgress: (share: number) => void = () => {};
  private current: EngineClient | undefined;
  private isAbandoned = false;

  /** Each promise may reject with a PageError, even if nobody listens. Without threads, engines have more memory. */
  constructor(withThreads = true) {
    this.choice = chooseEngines().then((all) => {
      const some = all.filter(({ threads }) => withThreads || threads === 1);
      return some.length > 0 ? some : all;
    });
    // Progress comes through a channel of its own; its last report may arrive after the model.
    this.started = this.choice.then((choice) => this.tryEach(choice)).finally(() => (this.onProgress = () => {}));
    for (const part of [this.choice, this.started]) part.catch(() => {});
  }

  /** Stops the engine, if there is one; its calls then never settle. */
  abandon(): void {
    this.isAbandoned = true;
    this.current?.stop();
  }

  private async tryEach(choices: EngineChoice[]): Promise<Started> {
    for (const [i, choice] of choices.entries()) {
      try {
        return { ...(await this.tryOne(choice)), failed: choices.slice(0, i) };
      } catch (error) {
        this.current?.stop();
        if (!mayHelp(error) || i === choices.length - 1) throw error;
        console.warn(`The engine ${choice.variant} could not be started`, error);
      }
    }
    throw new Error('there is no engine to try');
  }

  private async tryOne(choice: EngineChoice): Promise<Omit<Started, 'failed'>> {
    const engine = new EngineClient(choice);
    this.current = engine;
    if (this.isAbandoned) engine.stop();
    const { module, wasm } = files.engine[choice.variant];
    const loading = engine.loadSiteModel((share) => this.onProgress(share));
    loading.catch(() => {});
    await orHostFailure(engine.started, addressOf(module.path), addressOf(wasm.path));
    return { engine, model: await orHostFailure(loading, addressOf(files.model.path)) };
  }
}
