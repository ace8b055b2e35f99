// The fastest engine for this browser and this site's model: both start when an EngineStart is constructed.
import { EngineClient } from './engine-client';
import { chooseEngine } from './features';

/** Each promise may reject with a PageError, even if nobody listens. */
export class EngineStart {
  readonly choice = chooseEngine();
  readonly engine = this.choice.then((choice) => new EngineClient(choice));
  /** The model, loaded into the engine. */
  readonly model = this.engine
    .then((engine) => engine.loadSiteModel((share) => this.onProgress(share)))
    // Progress comes through a channel of its own; its last report may arrive after the model.
    .finally(() => (this.onProgress = () => {}));
  /** Called now and then with the share of the model that has been downloaded, 0..1; never if the browser kept it. */
  onProgress: (share: number) => void = () => {};

  constructor() {
    for (const part of [this.choice, this.engine, this.model]) part.catch(() => {});
  }

  /** Stops the engine, if there is one; its calls then never settle. */
  abandon(): void {
    this.engine.then((engine) => engine.stop()).catch(() => {});
  }
}
