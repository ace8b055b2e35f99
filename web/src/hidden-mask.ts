// Draws strokes as the engine takes them: one value for each pixel of the network's input.
import type { Stroke } from './hiding';
import type { Part, Place } from './part';

/** A photo's shape, in pixels of any size. */
export interface Shape {
  widthPx: number;
  heightPx: number;
}

function draw(context: OffscreenCanvasRenderingContext2D, stroke: Stroke, { widthPx, heightPx }: Shape): void {
  const at = ({ x, y }: Place) => [x * widthPx, y * heightPx] as const;
  context.globalCompositeOperation = stroke.hides ? 'source-over' : 'destination-out';
  if (stroke.shape === 'everything') return context.fillRect(0, 0, widthPx, heightPx);
  if (stroke.shape === 'rectangle') {
    const [[left, top], [right, bottom]] = [at(stroke.places[0]), at(stroke.places[1])];
    return context.fillRect(left, top, right - left, bottom - top);
  }
  const width = stroke.width * Math.max(widthPx, heightPx);
  context.beginPath();
  context.arc(...at(stroke.places[0]!), width / 2, 0, 2 * Math.PI);
  context.fill();
  context.lineWidth = width;
  context.beginPath();
  for (const place of stroke.places) context.lineTo(...at(place));
  context.stroke();
}

let canvas: OffscreenCanvas | undefined;

/**
 * [sizePx * sizePx], 0 (shown) to 255 (hidden): the strokes on a part of a photo of this shape, squashed to a square as the
 * network's input is. Lines are as wide across as down on the photo itself.
 */
export function maskOf(strokes: Stroke[], shape: Shape, part: Part, sizePx: number): Uint8Array {
  if (canvas?.width !== sizePx) canvas = new OffscreenCanvas(sizePx, sizePx);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, sizePx, sizePx);
  const [scaleX, scaleY] = [sizePx / (part.width * shape.widthPx), sizePx / (part.height * shape.heightPx)];
  const [shiftX, shiftY] = [(-sizePx * part.left) / part.width, (-sizePx * part.top) / part.height];
  context.setTransform(scaleX, 0, 0, scaleY, shiftX, shiftY);
  context.lineCap = context.lineJoin = 'round';
  for (const stroke of strokes) draw(context, stroke, shape);
  const { data } = context.getImageData(0, 0, sizePx, sizePx);
  return Uint8Array.from({ length: sizePx * sizePx }, (_, i) => data[4 * i + 3]!);
}
