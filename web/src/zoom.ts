// How far the pictures are zoomed, the same for all of them. Everything here is pure.
import { whole } from './part';
import type { Part, Place } from './part';

export interface Zoom {
  /** 1 shows the whole picture. */
  scale: number;
  /** The place of the picture in the upper left corner of what is shown. */
  left: number;
  top: number;
}

export const notZoomed: Zoom = { scale: 1, left: 0, top: 0 };

/** The most that pictures are enlarged. */
export const largestScale = 8;

/** One press of a key or a button. */
export const zoomStep = 1.5;

const clamp = (value: number, high: number) => Math.min(high, Math.max(0, value));

function inside({ scale, left, top }: Zoom): Zoom {
  const room = 1 - 1 / scale;
  return { scale, left: clamp(left, room), top: clamp(top, room) };
}

export const isZoomed = ({ scale }: Zoom): boolean => scale > 1;

/** The part of each picture that is on show. */
export function windowOf({ scale, left, top }: Zoom): Part {
  return scale === 1 ? whole : { left, top, width: 1 / scale, height: 1 / scale };
}

/** Enlarges by a factor; what is at this place of what is shown stays there. */
export function zoomedAt(zoom: Zoom, factor: number, { x, y }: Place): Zoom {
  // A scale a rounding error above 1 counts as 1.
  const wanted = Math.min(largestScale, Math.max(1, zoom.scale * factor));
  const scale = wanted < 1.001 ? 1 : wanted;
  const moves = 1 / zoom.scale - 1 / scale;
  return inside({ scale, left: zoom.left + x * moves, top: zoom.top + y * moves });
}

/** Moves the pictures by shares of what is shown: to the right and down if they are positive. */
export const panned = (zoom: Zoom, byX: number, byY: number): Zoom =>
  inside({ ...zoom, left: zoom.left - byX / zoom.scale, top: zoom.top - byY / zoom.scale });

/** Where what is shown lies between the picture's edges, 0..1 each way; the middle if all is shown. */
export function position({ scale, left, top }: Zoom): Place {
  const room = 1 - 1 / scale;
  return room === 0 ? { x: 0.5, y: 0.5 } : { x: left / room, y: top / room };
}

/** Moves what is shown to a position between the picture's edges. */
export const positioned = (zoom: Zoom, { x, y }: Place): Zoom => {
  const room = 1 - 1 / zoom.scale;
  return inside({ ...zoom, left: x * room, top: y * room });
};
