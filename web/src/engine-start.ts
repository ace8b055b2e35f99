// The fastest engine for this browser with this site's model: on their way as soon as one of these exists.
import { EngineClient } from './engine-client';
import { chooseEngine } from './features';

/** Each promise may reject with a PageError, and may do so unheard. */
export class EngineStart {
  readonly choice = chooseEngine();
  readonly engine = this.choice.then((choice) => new EngineClient(choice));
  /** The model, loaded into the engine. */
  readonly model = this.engine
    .then((engine) => engine.loadSiteModel((share) => this.onProgress(share)))
    // Progress comes by a way of its own, and its last word perhaps after the model.
    .finally(() => (this.onProgress = () => {}));
  /** Told now and then which share of the model has been downloaded, 0..1; never if the browser has kept it. */
  onProgress: (share: number) => void = () => {};

  constructor() {
    for (const part of [this.choice, this.engine, this.model]) part.catch(() => {});
  }

  /** Stops the engine, if there is one; what is asked of it then never ends. */
  abandon(): void {
    this.engine.then((engine) => engine.stop()).catch(() => {});
  }
}
