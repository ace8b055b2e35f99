// Scores frame after frame of a camera, between the engine's other work and beside the photo on show. No DOM in here.
import type { Controller } from './controller';
import { asPageError } from './errors';
import type { PageError } from './errors';
import type { ScoredFrame } from './messages';

export class LiveScoring {
  /** Counts starts and stops; what belongs to an earlier one is dropped. */
  private newest = 0;

  /**
   * grab resolves with the next frame to score, while the one before is scored; at most one waits. onAnswer gets the answer
   * to each; onFailure the failure that has ended the scoring.
   */
  constructor(
    private readonly controller: Pick<Controller, 'whenFree'>,
    private readonly grab: () => Promise<ImageBitmap>,
    private readonly onAnswer: (scored: ScoredFrame) => void,
    private readonly onFailure: (error: PageError) => void,
  ) {}

  async start(): Promise<void> {
    const run = ++this.newest;
    let next = this.grab();
    try {
      while (run === this.newest) {
        const frame = await next;
        next = this.grab();
        // Its failure counts when its turn comes.
        next.catch(() => {});
        const scored = await this.controller.whenFree((engine) => engine.scoreFrame(frame));
        if (run === this.newest) this.onAnswer(scored);
      }
    } catch (error) {
      if (run === this.newest) this.onFailure(asPageError(error));
    }
    void next.then((frame) => frame.close(), () => {});
  }

  /** A frame that is being scored has no answer any more. */
  stop(): void {
    ++this.newest;
  }
}
