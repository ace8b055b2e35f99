import type { EngineClient } from './engine-client';
import { PageError, asPageError, notReady } from './errors';

/** The engine does one piece of work after another. */
export class EngineQueue {
  /** The engine that runs; undefined while none does. */
  engine: EngineClient | undefined;
  private last: Promise<void> = Promise.resolve();
  /** How many pieces of the page's own work are in the queue. */
  private ownWork = 0;
  private newest = 0;

  /** onFailure is told of work that failed; the next in the queue is done all the same. */
  constructor(private readonly onFailure: (error: PageError) => void) {}

  /**
   * A person has chosen something new: explanations, searches and tests that began before are given up. The result tells
   * whether that is still the newest choice.
   */
  newChoice(): () => boolean {
    ++this.newest;
    return this.choice();
  }

  /** Tells whether the newest choice is still the newest. */
  choice(): () => boolean {
    const mine = this.newest;
    return () => mine === this.newest;
  }

  /** Adds work. If no engine runs when its turn comes, it is left out. */
  add(work: (engine: EngineClient) => Promise<void>): void {
    this.addStart(async () => {
      if (this.engine) await work(this.engine);
    });
  }

  /** Adds work that needs no engine, such as starting one. */
  addStart(work: () => Promise<void>): void {
    ++this.ownWork;
    this.last = this.last
      .then(work)
      .catch((error: unknown) => this.onFailure(asPageError(error)))
      .finally(() => void --this.ownWork);
  }

  /**
   * Does work that the session knows nothing of, when the engine is free, and resolves with its result. What a person
   * asks for meanwhile comes next. Rejects with a PageError if the work fails or no engine runs.
   */
  async whenFree<T>(work: (engine: EngineClient) => Promise<T>): Promise<T> {
    const result = this.last.then(() => {
      if (!this.engine) throw new PageError(notReady);
      return work(this.engine);
    });
    this.last = result.then(() => {}, () => {});
    return result.catch((error: unknown) => {
      throw asPageError(error);
    });
  }

  /** Resolves when none of the page's own work is left. */
  async isEmpty(): Promise<void> {
    while (this.ownWork > 0) await this.last;
  }
}
