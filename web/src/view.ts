// What shows the pictures: the Dear ImGui canvas where there is WebGL 2, plain pictures where there is none.
import type { Answer, Choice, Picture } from './messages';

export interface View {
  setBuckets(buckets: string[]): void;
  setStatus(text: string, progress?: number): void;
  setPhoto(picture: Picture): void;
  setHeatMap(picture: Picture): void;
  setAnswer(answer: Answer): void;
  setChoice(choice: Choice): void;
  setHighContrast(high: boolean): void;
}
