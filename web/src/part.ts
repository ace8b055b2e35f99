// Rectangles of a picture and places on it, in shares of its width and height. Everything here is pure.
import type { Part } from './generated/engine';

export type { Part };

export interface Place {
  /** 0 is the left edge, 1 the right one. */
  x: number;
  /** 0 is the upper edge, 1 the lower one. */
  y: number;
}

export const whole: Part = { left: 0, top: 0, width: 1, height: 1 };

export const isSame = (a: Part, b: Part): boolean =>
  a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;

export const isWhole = (part: Part): boolean => isSame(part, whole);

/** Where a place of the part is on the whole. */
export const onWhole = ({ left, top, width, height }: Part, { x, y }: Place): Place => ({
  x: left + x * width,
  y: top + y * height,
});

/** Where a place of the whole is on the part; outside of 0..1 if it does not lie on it. */
export const onPart = ({ left, top, width, height }: Part, { x, y }: Place): Place => ({
  x: (x - left) / width,
  y: (y - top) / height,
});

/** A part of a part, as a part of the whole. */
export function partOfPart(outer: Part, inner: Part): Part {
  const { x: left, y: top } = onWhole(outer, { x: inner.left, y: inner.top });
  return { left, top, width: inner.width * outer.width, height: inner.height * outer.height };
}
