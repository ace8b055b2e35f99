// Which part of the photo is scored: a frame that a person moves and sizes. Everything here is pure.
import { isSame, whole } from './part';
import type { Part } from './part';

export interface Crop {
  part: Part;
  /** A person still moves the frame: its answer follows, and its map waits. */
  isMoving: boolean;
}

/** What is moved of the frame: all of it, edges or corners by the points of the compass. */
export type Grip = 'all' | 'n' | 'e' | 's' | 'w' | 'ne' | 'se' | 'sw' | 'nw';

/** A frame is at least this wide and high, as a share of the photo's sides. */
export const leastSide = 0.05;

/** Frames lie on a grid of a thousandth of the photo's sides, so that a link names exactly what is on show. */
const gridLines = 1000;
const onGrid = (share: number) => Math.round(share * gridLines) / gridLines;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

export const wholeCrop: Crop = { part: whole, isMoving: false };

interface Edges {
  start: number;
  end: number;
}

/** The edges on the grid, inside the photo and far enough from each other; which may give way is the first's choice. */
function moved({ start, end }: Edges, by: number, grip: 'both' | 'start' | 'end'): Edges {
  if (grip === 'both') {
    const step = clamp(by, -start, 1 - end);
    return { start: start + step, end: end + step };
  }
  return grip === 'start'
    ? { start: clamp(start + by, 0, end - leastSide), end }
    : { start, end: clamp(end + by, start + leastSide, 1) };
}

const partOf = (x: Edges, y: Edges): Part => {
  const [left, top] = [onGrid(x.start), onGrid(y.start)];
  return { left, top, width: onGrid(onGrid(x.end) - left), height: onGrid(onGrid(y.end) - top) };
};
const across = ({ left, width }: Part): Edges => ({ start: left, end: left + width });
const down = ({ top, height }: Part): Edges => ({ start: top, end: top + height });

/** The frame after its grip was moved by shares of the photo's sides; it stops at the photo's edges. */
export function dragged(part: Part, grip: Grip, byX: number, byY: number): Part {
  const ends = (start: string, end: string): 'both' | 'start' | 'end' | undefined =>
    grip === 'all' ? 'both' : grip.includes(start) ? 'start' : grip.includes(end) ? 'end' : undefined;
  const [x, y] = [ends('w', 'e'), ends('n', 's')];
  return partOf(x ? moved(across(part), byX, x) : across(part), y ? moved(down(part), byY, y) : down(part));
}

/** The frame that is larger by this factor around its middle, which was moved as well; as two fingers do it. */
export function pinched(part: Part, factor: number, byX: number, byY: number): Part {
  const sized = (edges: Edges, by: number): Edges => {
    const length = clamp((edges.end - edges.start) * factor, leastSide, 1);
    const start = clamp((edges.start + edges.end - length) / 2 + by, 0, 1 - length);
    return { start, end: start + length };
  };
  return partOf(sized(across(part), byX), sized(down(part), byY));
}

/** The frame with one of its numbers set. It becomes smaller where it would reach beyond the photo. */
export function numberSet(part: Part, which: keyof Part, share: number): Part {
  if (!Number.isFinite(share)) return part;
  const placed = ({ start, end }: Edges): Edges => {
    const at = clamp(share, 0, 1 - leastSide);
    return { start: at, end: Math.min(1, at + end - start) };
  };
  const sized = (edges: Edges): Edges => moved(edges, share - (edges.end - edges.start), 'end');
  const [x, y] = [across(part), down(part)];
  if (which === 'left') return partOf(placed(x), y);
  if (which === 'top') return partOf(x, placed(y));
  return which === 'width' ? partOf(sized(x), y) : partOf(x, sized(y));
}

/** The nearest frame that this page offers. */
export const fitted = (part: Part): Part => pinched(part, 1, 0, 0);

// Transitions.

/** While a person moves the frame. */
export const movingTo = (part: Part) => (): Crop => ({ part, isMoving: true });

/** The person has let go of it. */
export const movedTo = (part: Part) => (): Crop => ({ part, isMoving: false });

export const rested = (crop: Crop): Crop => (crop.isMoving ? { ...crop, isMoving: false } : crop);

/** The same object if nothing changes; the same part if only isMoving does. */
export function changed(before: Crop, after: Crop): Crop {
  if (!isSame(before.part, after.part)) return after;
  return before.isMoving === after.isMoving ? before : { part: before.part, isMoving: after.isMoving };
}

// As a link has it: left, top, width and height in per cent.

export const cropText = ({ left, top, width, height }: Part): string =>
  [left, top, width, height].map((share) => String(Math.round(share * gridLines) / (gridLines / 100))).join(',');

/** Undefined if the text is no frame. */
export function cropNamed(text: string): Part | undefined {
  if (!/^\d+(\.\d)?(,\d+(\.\d)?){3}$/.test(text)) return undefined;
  const [left, top, width, height] = text.split(',').map((percent) => onGrid(Number(percent) / 100)) as [
    number,
    number,
    number,
    number,
  ];
  const part = { left, top, width, height };
  return isSame(fitted(part), part) ? part : undefined;
}
