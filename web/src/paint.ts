// Pictures of the engine on the browser's own canvases.
import type { Picture } from './generated/engine';
import type { Shape } from './hidden-mask';

/** Makes the canvas as large as the picture, and shows it. */
export function paint(canvas: HTMLCanvasElement, { widthPx, heightPx, rgba }: Picture): void {
  canvas.width = widthPx;
  canvas.height = heightPx;
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, widthPx, heightPx), 0, 0);
}

/** A canvas of the picture's size that shows it. */
export function painted(picture: Picture): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  paint(canvas, picture);
  return canvas;
}

/** Stretches a map, which was computed from the photo squashed to a square, to the photo's shape. */
export function paintOver(canvas: HTMLCanvasElement, map: Picture, { widthPx, heightPx }: Shape): void {
  canvas.width = widthPx;
  canvas.height = heightPx;
  canvas.getContext('2d')!.drawImage(painted(map), 0, 0, widthPx, heightPx);
}
