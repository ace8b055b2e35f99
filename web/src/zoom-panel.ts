// The zoom of the pictures: its state, and the page's controls for it.
import { element } from './element';
import { ZoomGestures } from './zoom-gestures';
import { isZoomed, notZoomed, position, positioned, windowOf, zoomStep, zoomedAt } from './zoom';
import type { Zoom } from './zoom';
import { whole } from './part';
import type { Part } from './part';

const zoomIn = element<HTMLButtonElement>('zoom-in');
const zoomOut = element<HTMLButtonElement>('zoom-out');
const reset = element<HTMLButtonElement>('zoom-reset');
const text = element<HTMLOutputElement>('zoom-text');
const sideways = element<HTMLInputElement>('zoom-x');
const upDown = element<HTMLInputElement>('zoom-y');

const middle = { x: 0.5, y: 0.5 };

export class ZoomPanel {
  readonly gestures = new ZoomGestures(
    () => this.zoom,
    (change) => this.change(change),
  );
  private zoom: Zoom = notZoomed;
  private shown: Part = whole;

  /** onWindow gets the part of the pictures that is on show, whenever it changes. */
  constructor(private readonly onWindow: (part: Part) => void) {
    zoomIn.addEventListener('click', () => this.change((before) => zoomedAt(before, zoomStep, middle)));
    zoomOut.addEventListener('click', () => this.change((before) => zoomedAt(before, 1 / zoomStep, middle)));
    reset.addEventListener('click', () => this.reset());
    const go = () => this.change((before) => positioned(before, { x: Number(sideways.value) / 100, y: Number(upDown.value) / 100 }));
    for (const slider of [sideways, upDown]) slider.addEventListener('input', go);
    this.show();
  }

  /** The part of the pictures that is on show. */
  get window(): Part {
    return this.shown;
  }

  reset(): void {
    this.change(() => notZoomed);
  }

  private change(change: (before: Zoom) => Zoom): void {
    const after = change(this.zoom);
    const { scale, left, top } = this.zoom;
    if (after.scale === scale && after.left === left && after.top === top) return;
    this.zoom = after;
    this.shown = windowOf(after);
    this.show();
    this.onWindow(this.shown);
  }

  private show(): void {
    const { zoom } = this;
    text.value = `${Math.round(100 * zoom.scale)} %`;
    const { x, y } = position(zoom);
    sideways.value = String(Math.round(100 * x));
    upDown.value = String(Math.round(100 * y));
    sideways.disabled = upDown.disabled = !isZoomed(zoom);
  }
}
