// What shows the pictures: the Dear ImGui canvas where there is WebGL 2, plain pictures where there is none.
import type { Explanation, Picture, Score } from './generated/engine';
import type { Choice, Palette, Widget } from './generated/ui';
import type { Shape } from './hidden-mask';
import type { Part } from './part';

export interface View {
  setBuckets(buckets: string[]): void;
  /** progress is 0..1, or left out if it is not known. */
  setStatus(text: string, progress?: number): void;
  /** Also removes the heat map and the score of the previous photo. frame is the shape of the room for the pictures. */
  setPhoto(picture: Picture, frame: Shape): void;
  /** Shows this part of all pictures, as large as the whole was. */
  setWindow(window: Part): void;
  setHeatMap(explanation: Explanation): void;
  /** What stands in for hidden parts of the photo, laid over it; nothing if none is hidden. */
  setVeil(veil: Picture | undefined): void;
  /** Frames one tile on the pictures; nothing takes the frame away. */
  setTile(tile: number | undefined): void;
  setScore(score: Score, range: string): void;
  /** Which program's map and score these are; empty where that need not be told. */
  setProgram(program: string): void;
  setChoice(choice: Choice): void;
  setPalette(palette: Palette): void;
  /** The rectangles of its own controls, in CSS pixels from its upper left corner; empty if it has none. */
  widgets(): Widget[];
}
