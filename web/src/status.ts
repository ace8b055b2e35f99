// What a person reads of the session as a whole: whether the page is ready, and what is going on. Everything here is pure.
import type { Session } from './session';

export type PageState = 'loading' | 'busy' | 'ready' | 'error';

/** The state of the page as a whole; it is ready when there are an engine and a view, whichever comes later. */
export function pageState({ stage, engine, hasView }: Session): PageState {
  switch (stage.kind) {
    case 'downloading':
    case 'preparing-model':
      return 'loading';
    case 'looking':
    case 'explaining':
    case 'searching':
    case 'testing':
      return 'busy';
    case 'resting':
      return engine.kind === 'running' && hasView ? 'ready' : 'loading';
    case 'failed':
      return 'error';
  }
}

export interface Status {
  text: string;
  /** 0..1, where it is known. */
  progress?: number;
}

/** What is going on; an empty text if nothing is. */
export function activity({ stage }: Session): Status {
  switch (stage.kind) {
    case 'downloading':
      return { text: 'Loading the model', progress: stage.share };
    case 'preparing-model':
      return { text: 'Preparing the model' };
    case 'looking':
      return { text: 'Scoring the photo' };
    case 'explaining':
      return stage.steps === 1
        ? { text: '' }
        : { text: `Drawing the map, step ${stage.stepsDone} of ${stage.steps}`, progress: stage.stepsDone / stage.steps };
    case 'searching':
      return {
        text: `Searching for the smallest change, ${stage.tiles} of at most ${stage.maxTiles} tiles`,
        progress: stage.tiles / stage.maxTiles,
      };
    case 'testing':
      return { text: `Testing the map, step ${stage.stepsDone} of ${stage.steps}`, progress: stage.stepsDone / stage.steps };
    case 'resting':
    case 'failed':
      return { text: '' };
  }
}

/** The same for the page's status line, which also names the engine that is ready. */
export function status(session: Session): Status {
  const { engine, stage, hasView } = session;
  const now = activity(session);
  const rests = (stage.kind === 'explaining' && now.text === '') || (stage.kind === 'resting' && hasView);
  if (!rests || engine.kind !== 'running') return now;
  const computing = engine.threads === 1 ? 'one thread' : `${engine.threads} threads`;
  return { text: `Ready. Computing on this device with ${computing} (engine: ${engine.variant}).` };
}
