// Searches and tests that a person starts on the finished answer or map.
import type { EngineQueue } from './engine-queue';
import { everythingShown, tilesHidden } from './hiding';
import { answerOf, mapIsFinished } from './photo';
import type { Scorer } from './scorer';
import * as session from './session';
import type { MapTest, Session } from './session';
import type { Store } from './store';

export class MapWork {
  constructor(
    private readonly store: Store,
    private readonly queue: EngineQueue,
    private readonly scorer: Scorer,
  ) {}

  /** Searches for the fewest tiles that, when hidden, move the answer far, and hides them. */
  findSmallestChange(): void {
    if (!answerOf(this.store.session.photo)) return;
    const isNewest = this.queue.newChoice();
    this.store.go(session.searching(this.store.session, 1));
    this.scorer.hide(everythingShown);
    this.queue.add(async (engine) => {
      if (!isNewest()) return;
      await engine.smallestChange(this.store.session.hiding.fill, async (found) => {
        if (!isNewest()) return false;
        const { hiding, crop } = this.store.session;
        const tiles = tilesHidden(everythingShown(hiding), [...found.tiles], crop.part);
        this.store.go(session.searched(this.store.session, found, tiles));
        await this.scorer.followHiding(engine);
        return isNewest();
      });
    });
  }

  /**
   * Tests the finished map on show. A network that is made random cannot score what a person hides meanwhile, so that this
   * ends the test.
   */
  test(test: MapTest): void {
    if (!mapIsFinished(this.store.session.photo)) return;
    const isNewest = this.queue.newChoice();
    this.store.go(session.testing(this.store.session, test));
    this.queue.add(async (engine) => {
      if (!isNewest()) return;
      const step = async <T>(found: T, next: (session: Session, found: T) => Session) => {
        if (!isNewest()) return false;
        this.store.go(next(this.store.session, found));
        if (test === 'curves') await this.scorer.followHiding(engine);
        else if (this.scorer.isBehind) this.store.go(session.workStopped(this.store.session));
        return isNewest() && this.store.session.stage.kind === 'testing';
      };
      const { fill } = this.store.session.hiding;
      if (test === 'curves') await engine.testByCurves(fill, (found) => step(found, session.curvesTested));
      else await engine.testByRandomLayers((found) => step(found, session.mapRandomised));
    });
  }

  /** Ends the explanation, search or test that is under way; what it has found stays. */
  stop(): void {
    this.queue.newChoice();
    this.store.go(session.workStopped(this.store.session));
  }

  /** Shows the map again as it was after a step, counted from 0. */
  replay(step: number): void {
    this.store.go(session.replayed(this.store.session, step));
  }
}
