// Wheel, fingers and mouse on the pictures change how far they are zoomed. A view passes its events on.
import { Fingers } from './fingers';
import type { Part } from './part';
import { isZoomed, panned, zoomedAt } from './zoom';
import type { Zoom } from './zoom';

/** A picture as it is on the screen, in CSS pixels of the window. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Turns of the wheel that are closer than this are one movement: it goes on with what it began with. */
const oneTurnMs = 250;
/** The enlargement's exponent for each pixel that the wheel would scroll; for touchpads, which report pinches as Ctrl + wheel. */
const perPixel = { wheel: 0.0025, pinch: 0.01 };
const pixelsPerLine = 20;

export class ZoomGestures {
  private readonly fingers = new Fingers();
  private box: Box | undefined;
  private active = false;
  private scrollsUntilMs = -Infinity;
  private zoomsUntilMs = -Infinity;

  constructor(
    private readonly zoom: () => Zoom,
    private readonly onChange: (change: (before: Zoom) => Zoom) => void,
  ) {
    const noteScrolling = (event: WheelEvent) => {
      if (!event.defaultPrevented) this.scrollsUntilMs = event.timeStamp + oneTurnMs;
    };
    window.addEventListener('wheel', noteScrolling, { passive: true });
  }

  /** Whether pointers pan or zoom now. */
  get isActive(): boolean {
    return this.active;
  }

  /** Whether a press on a picture would pan. */
  canPan(draws: boolean): boolean {
    return isZoomed(this.zoom()) && !draws;
  }

  /** A pointer goes down on a picture. True if it pans or, as second finger, zooms: then it does not draw. */
  down(event: PointerEvent, box: Box, draws: boolean): boolean {
    const isTouch = event.pointerType === 'touch';
    const pans = event.button === 1 ? isZoomed(this.zoom()) : event.button === 0 && this.canPan(draws);
    if (!isTouch && !pans) return false;
    this.fingers.down(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.fingers.count === 1) this.box = box;
    this.active ||= pans || this.fingers.count > 1;
    return this.active;
  }

  /** True if the pointer pans or zooms. */
  move(event: PointerEvent): boolean {
    const { box } = this;
    const isOurs = this.fingers.move(event.pointerId, { x: event.clientX, y: event.clientY });
    if (!isOurs || !this.active || !box) return false;
    const { middle, byX, byY, factor } = this.fingers.motion();
    this.fingers.note();
    const at = { x: (middle.x - box.x) / box.width, y: (middle.y - box.y) / box.height };
    this.onChange((before) => zoomedAt(panned(before, byX / box.width, byY / box.height), factor, at));
    return true;
  }

  /** The pointer goes up or is lost. True if it has panned or zoomed. */
  up(event: PointerEvent): boolean {
    const was = this.fingers.up(event.pointerId) && this.active;
    if (this.fingers.count === 0) this.active = false;
    return was;
  }

  /** True if the wheel zooms the picture under it; else the page scrolls. */
  wheel(event: WheelEvent, box: Box | undefined): boolean {
    const { timeStamp, ctrlKey, deltaY, deltaMode } = event;
    const goesOn = timeStamp < this.zoomsUntilMs;
    const scrolls = timeStamp < this.scrollsUntilMs && !ctrlKey;
    const changes = deltaY < 0 || isZoomed(this.zoom());
    if (!box || scrolls || !(changes || goesOn)) return false;
    this.zoomsUntilMs = timeStamp + oneTurnMs;
    const pixels = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? deltaY : deltaY * pixelsPerLine;
    const factor = Math.exp(-pixels * (ctrlKey ? perPixel.pinch : perPixel.wheel));
    const at = { x: (event.clientX - box.x) / box.width, y: (event.clientY - box.y) / box.height };
    this.onChange((before) => zoomedAt(before, factor, at));
    return true;
  }
}

/** A picture in a frame of its size that shows this part of it: what the style sheet has as --picture. */
export const pictureTransform = ({ left, top, width, height }: Part): string =>
  `scale(${1 / width}, ${1 / height}) translate(${-100 * left}%, ${-100 * top}%)`;

/** Zooms by a frame around a picture. Nothing is drawn on it, so that every press pans if the pictures are zoomed. */
export function listenForZoom(frame: HTMLElement, gestures: ZoomGestures): void {
  frame.addEventListener('pointerdown', (event) => {
    if (gestures.down(event, frame.getBoundingClientRect(), false)) frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener('pointermove', (event) => void gestures.move(event));
  for (const type of ['pointerup', 'pointercancel'] as const)
    frame.addEventListener(type, (event) => void gestures.up(event));
  const turn = (event: WheelEvent) => gestures.wheel(event, frame.getBoundingClientRect()) && event.preventDefault();
  frame.addEventListener('wheel', turn, { passive: false });
  const keepFingers = (event: TouchEvent) => gestures.isActive && event.preventDefault();
  frame.addEventListener('touchstart', keepFingers, { passive: false });
}
