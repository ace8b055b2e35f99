// The three pictures without WebGL, on the browser's own 2D canvases. Numbers and controls are in the page anyway.
import type { Explanation, Picture } from './generated/engine';
import type { Choice, Widget } from './generated/ui';
import { paint, painted } from './paint';
import type { Part } from './part';
import type { View } from './view';
import { listenForZoom, pictureTransform } from './zoom-gestures';
import type { ZoomGestures } from './zoom-gestures';

export class PlainView implements View {
  private readonly photo = document.createElement('canvas');
  private readonly saliency = document.createElement('canvas');
  private readonly overlay = document.createElement('canvas');
  private readonly captions: { text: HTMLElement; caption: string }[] = [];
  private display: Picture | undefined;
  private heatMap: Picture | undefined;
  private opacity = 0.5;

  constructor(
    private readonly place: HTMLElement,
    gestures: ZoomGestures,
  ) {
    const figures = [
      { canvas: this.photo, caption: 'Photo' },
      { canvas: this.saliency, caption: 'Saliency' },
      { canvas: this.overlay, caption: 'Overlay' },
    ].map(({ canvas, caption }) => {
      const figure = document.createElement('figure');
      const text = document.createElement('figcaption');
      text.textContent = caption;
      this.captions.push({ text, caption });
      canvas.width = 4;
      canvas.height = 3;
      const frame = document.createElement('div');
      frame.className = 'frame';
      frame.append(canvas);
      listenForZoom(frame, gestures);
      figure.append(frame, text);
      return figure;
    });
    place.replaceChildren(...figures);
    place.hidden = false;
  }

  setBuckets(): void {}
  setStatus(): void {}
  setTile(): void {}
  setScore(): void {}
  setPalette(): void {}
  widgets(): Widget[] {
    return [];
  }

  setPhoto(picture: Picture): void {
    this.display = picture;
    this.heatMap = undefined;
    paint(this.photo, picture);
    this.saliency.width = this.saliency.height = this.overlay.width = this.overlay.height = 1;
  }
  setWindow(window: Part): void {
    this.place.style.setProperty('--picture', pictureTransform(window));
  }
  setHeatMap({ picture }: Explanation): void {
    this.heatMap = picture;
    this.compose();
  }
  setVeil(veil: Picture | undefined): void {
    if (!this.display) return;
    paint(this.photo, this.display);
    if (veil) this.photo.getContext('2d')!.drawImage(painted(veil), 0, 0, this.photo.width, this.photo.height);
    this.compose();
  }
  setProgram(program: string): void {
    for (const { text, caption } of this.captions)
      text.textContent = program && caption !== 'Photo' ? `${caption}, ${program}` : caption;
  }
  setChoice({ opacity }: Choice): void {
    this.opacity = opacity;
    this.compose();
  }

  /** The map was computed from the photo squashed to a square, so it is stretched to the photo's shape. */
  private compose(): void {
    if (!this.heatMap) return;
    const map = painted(this.heatMap);
    for (const canvas of [this.saliency, this.overlay]) {
      canvas.width = this.photo.width;
      canvas.height = this.photo.height;
    }
    this.saliency.getContext('2d')!.drawImage(map, 0, 0, this.photo.width, this.photo.height);
    const overlay = this.overlay.getContext('2d')!;
    overlay.drawImage(this.photo, 0, 0);
    overlay.globalAlpha = this.opacity;
    overlay.drawImage(map, 0, 0, this.photo.width, this.photo.height);
  }
}
