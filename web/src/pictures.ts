// Where the pictures are shown: on the canvas, or plainly and with a word where there is none. A browser may take a
// canvas's graphics away (sleep, a reset of the driver, another screen) and give them back later.
import { canvasFailed, graphicsLost, noWebGl, sentence } from './errors';
import type { Failure } from './generated/engine';
import type { Choice } from './generated/ui';
import { showNotice } from './notice';
import { PlainView } from './plain-view';
import { UiCanvas } from './ui-canvas';
import type { Painter } from './ui-canvas';
import type { View } from './view';
import type { ZoomGestures } from './zoom-gestures';

/** Graphics that are back sooner are not worth another view. */
const patienceMs = 3000;

const canvasElement = (): HTMLCanvasElement => document.querySelector<HTMLCanvasElement>('#canvas')!;
const plainPlace = (): HTMLElement => document.querySelector<HTMLElement>('#plain-view')!;

export class Pictures {
  /** onView gets each view, which shows nothing yet. */
  constructor(
    private readonly onChoice: (choice: Choice) => void,
    private readonly painter: Painter,
    private readonly gestures: ZoomGestures,
    private readonly onView: (view: View) => void,
  ) {}

  async start(): Promise<void> {
    const canvas = canvasElement();
    try {
      const drawn = await UiCanvas.create(canvas, this.onChoice, this.painter, this.gestures);
      if (!drawn) return this.showPlainly(noWebGl);
      this.watch(canvas, drawn);
      plainPlace().hidden = true;
      showNotice('view', '');
      this.onView(drawn);
    } catch (error) {
      console.warn('The canvas could not be started', error);
      this.showPlainly(canvasFailed);
    }
  }

  private showPlainly(reason: Failure): void {
    canvasElement().hidden = true;
    showNotice('view', sentence(reason));
    this.onView(new PlainView(plainPlace(), this.gestures));
  }

  private watch(canvas: HTMLCanvasElement, drawn: UiCanvas): void {
    canvas.addEventListener('webglcontextlost', (event) => {
      // Else the graphics never come back.
      event.preventDefault();
      const waiting = setTimeout(() => this.showPlainly(graphicsLost), patienceMs);
      canvas.addEventListener('webglcontextrestored', () => {
        clearTimeout(waiting);
        drawn.dispose();
        // What was drawn before is lost with the old graphics, and so is what the renderer knows of them.
        const fresh = canvas.cloneNode() as HTMLCanvasElement;
        const hadFocus = document.activeElement === canvas;
        fresh.hidden = false;
        canvas.replaceWith(fresh);
        if (hadFocus) fresh.focus();
        void this.start();
      });
    });
  }
}
