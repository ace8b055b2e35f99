// Which parts of the photo a person has hidden: strokes, one over the other. Everything here is pure. Places are shares of
// the whole photo's width and height, so that strokes outlive any change of its size and of the part that is scored.
import type { Engine } from './generated/engine';
import { tilesPerSide } from './generated/words.json';
import { onPart, onWhole, whole } from './part';
import type { Part, Place } from './part';

/** What stands in for hidden parts. */
export type Fill = Parameters<Engine['hide']>[1];

/** A stroke hides what it covers, or shows it again. */
export type Stroke = { hides: boolean } & (
  | { shape: 'line'; width: number; places: Place[] }
  /** Two opposite corners. */
  | { shape: 'rectangle'; places: [Place, Place] }
  /** The whole photo. */
  | { shape: 'everything' }
);

/** What the pointer does on the photo. */
export type Tool = 'none' | 'brush' | 'rectangle' | 'eraser';

export interface Hiding {
  fill: Fill;
  strokes: Stroke[];
  /** Strokes that were undone, the latest last. */
  undone: Stroke[];
  /** The latest stroke is still being drawn. */
  isDrawing: boolean;
}

export { tilesPerSide };

export const nothingHidden = (fill: Fill): Hiding => ({ fill, strokes: [], undone: [], isDrawing: false });

/** False if every stroke was undone or the latest one shows everything. */
export function hidesSomething({ strokes }: Hiding): boolean {
  const last = strokes.at(-1);
  return last !== undefined && !(last.shape === 'everything' && !last.hides);
}

function added(hiding: Hiding, stroke: Stroke, isDrawing: boolean): Hiding {
  return { ...hiding, strokes: [...hiding.strokes, stroke], undone: [], isDrawing };
}

/** A pointer goes down. width is a line's, as a share of the photo's longer side. */
export function strokeBegun(hiding: Hiding, tool: Exclude<Tool, 'none'>, width: number, at: Place): Hiding {
  const stroke: Stroke =
    tool === 'rectangle'
      ? { hides: true, shape: 'rectangle', places: [at, at] }
      : { hides: tool === 'brush', shape: 'line', width, places: [at] };
  return added(hiding, stroke, true);
}

/** The pointer moves while it is down. */
export function strokeContinued(hiding: Hiding, at: Place): Hiding {
  const last = hiding.strokes.at(-1);
  if (!hiding.isDrawing || last === undefined || last.shape === 'everything') return hiding;
  const longer: Stroke =
    last.shape === 'rectangle'
      ? { ...last, places: [last.places[0], at] }
      : { ...last, places: [...last.places, at] };
  return { ...hiding, strokes: [...hiding.strokes.slice(0, -1), longer] };
}

export function strokeEnded(hiding: Hiding): Hiding {
  return hiding.isDrawing ? { ...hiding, isDrawing: false } : hiding;
}

/** The stroke that is being drawn was none: a second finger came, to zoom. */
export function strokeDropped(hiding: Hiding): Hiding {
  return hiding.isDrawing ? { ...hiding, strokes: hiding.strokes.slice(0, -1), isDrawing: false } : hiding;
}

/** The width of a line as a share of a photo's longer side, from its share of the longer side of a part. */
export function widthOnWhole(width: number, part: Part, { widthPx, heightPx }: { widthPx: number; heightPx: number }): number {
  return (width * Math.max(part.width * widthPx, part.height * heightPx)) / Math.max(widthPx, heightPx);
}

export function everythingShown(hiding: Hiding): Hiding {
  return hidesSomething(hiding) ? added(hiding, { hides: false, shape: 'everything' }, false) : hiding;
}

export function undone(hiding: Hiding): Hiding {
  const last = hiding.strokes.at(-1);
  if (last === undefined) return hiding;
  return { ...hiding, strokes: hiding.strokes.slice(0, -1), undone: [...hiding.undone, last], isDrawing: false };
}

export function redone(hiding: Hiding): Hiding {
  const next = hiding.undone.at(-1);
  if (next === undefined) return hiding;
  return { ...hiding, strokes: [...hiding.strokes, next], undone: hiding.undone.slice(0, -1), isDrawing: false };
}

export const fillChosen = (hiding: Hiding, fill: Fill): Hiding => ({ ...hiding, fill });

// Tiles are those of the part that is scored, counted from its upper left corner.

/** The corners of a tile. */
function corners(row: number, column: number, part: Part): [Place, Place] {
  return [
    onWhole(part, { x: column / tilesPerSide, y: row / tilesPerSide }),
    onWhole(part, { x: (column + 1) / tilesPerSide, y: (row + 1) / tilesPerSide }),
  ];
}

/** Whether rectangles hide a tile as a whole; lines do not count. */
export function tileIsHidden({ strokes }: Hiding, row: number, column: number, part = whole): boolean {
  const middle = { x: (column + 0.5) / tilesPerSide, y: (row + 0.5) / tilesPerSide };
  const half = 0.5 / tilesPerSide;
  const covers = ([first, second]: [Place, Place], axis: 'x' | 'y') => {
    const [a, b] = [onPart(part, first)[axis], onPart(part, second)[axis]];
    return Math.min(a, b) <= middle[axis] - half + 1e-9 && Math.max(a, b) >= middle[axis] + half - 1e-9;
  };
  let hidden = false;
  for (const stroke of strokes) {
    const whole =
      stroke.shape === 'everything' ||
      (stroke.shape === 'rectangle' && covers(stroke.places, 'x') && covers(stroke.places, 'y'));
    if (whole) hidden = stroke.hides;
  }
  return hidden;
}

/** Hides these tiles, counted row by row. */
export function tilesHidden(hiding: Hiding, tiles: number[], part = whole): Hiding {
  return tiles.reduce((before, tile) => {
    const places = corners(Math.floor(tile / tilesPerSide), tile % tilesPerSide, part);
    return added(before, { hides: true, shape: 'rectangle', places }, false);
  }, hiding);
}

/** The number of the tile at a place of the part. */
export function tileAt({ x, y }: Place): number {
  const index = (share: number) => Math.min(tilesPerSide - 1, Math.floor(share * tilesPerSide));
  return index(y) * tilesPerSide + index(x);
}

/** Hides a tile, or shows it if it is hidden. */
export function tileTurned(hiding: Hiding, row: number, column: number, part = whole): Hiding {
  const hides = !tileIsHidden(hiding, row, column, part);
  return added(hiding, { hides, shape: 'rectangle', places: corners(row, column, part) }, false);
}
