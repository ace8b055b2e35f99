// The timeline as one picture to keep, drawn on a 2D canvas in the page's colours.
import { byYear } from './timeline';
import type { Timeline } from './timeline';
import { axisOf, placesOf, positionOf } from './timeline-layout';

const widthPx = 1920;
const marginPx = 32;
const axisPx = 56;
const markPx = 90;
/** What every browser's canvas can hold. */
const maxHeightPx = 8000;
/** Widths that cars are tried in, the largest first. */
const carWidthsPx = [144, 96, 64, 40];
const carAspect = 4 / 3;
const gapPx = 6;

function laidOut(years: number[]) {
  const innerPx = widthPx - 2 * marginPx;
  const axis = axisOf(years, innerPx, markPx);
  const all = carWidthsPx.map((carPx) => {
    const places = placesOf(years, axis, innerPx, carPx, gapPx);
    const carHeightPx = Math.round(carPx / carAspect);
    const rows = Math.max(...places.map(({ row }) => row)) + 1;
    return { carPx, carHeightPx, places, heightPx: axisPx + rows * (carHeightPx + gapPx) + marginPx };
  });
  return { axis, innerPx, ...(all.find(({ heightPx }) => heightPx <= maxHeightPx) ?? all.at(-1)!) };
}

/** Draws the middle of a picture so that it fills a rectangle. */
function drawCover(context: CanvasRenderingContext2D, picture: ImageBitmap, x: number, y: number, w: number, h: number): void {
  const scale = Math.max(w / picture.width, h / picture.height);
  const [sw, sh] = [w / scale, h / scale];
  context.drawImage(picture, (picture.width - sw) / 2, (picture.height - sh) / 2, sw, sh, x, y, w, h);
}

/** A PNG with every scored photo. Precondition: there is one. */
export async function timelinePicture(timeline: Timeline): Promise<Blob> {
  const cars = byYear(timeline);
  const { axis, innerPx, carPx, carHeightPx, places, heightPx } = laidOut(cars.map(({ scored }) => scored.expectedYear));
  const canvas = document.createElement('canvas');
  canvas.width = widthPx;
  canvas.height = Math.min(heightPx, maxHeightPx);
  const context = canvas.getContext('2d')!;
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  context.fillStyle = color('--background');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = `26px ${style.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const year of axis.marks) {
    const x = marginPx + positionOf(year, axis, innerPx);
    context.fillStyle = color('--border');
    context.fillRect(x - 1, axisPx - 8, 2, canvas.height);
    context.fillStyle = color('--text');
    context.fillText(String(year), Math.max(marginPx + 8, Math.min(widthPx - marginPx - 8, x)), axisPx / 2);
  }
  // As on the page, a dashed frame marks what is unlike the cars that the program was fitted to.
  context.strokeStyle = color('--top');
  context.lineWidth = 3;
  context.setLineDash([8, 6]);
  for (const [i, { leftPx, row }] of places.entries()) {
    const { thumbnail, isUnfamiliar } = cars[i]!.scored;
    const picture = await createImageBitmap(thumbnail);
    const [x, y] = [marginPx + leftPx, axisPx + row * (carHeightPx + gapPx)];
    drawCover(context, picture, x, y, carPx, carHeightPx);
    picture.close();
    if (isUnfamiliar) context.strokeRect(x + 1, y + 1, carPx - 2, carHeightPx - 2);
  }
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('the browser could not write the picture'))), 'image/png'),
  );
}
