// The frame of the crop on a small picture of the whole photo: dragged, pinched, moved by keys or set in numbers.
import * as crop from './crop';
import type { Crop, Grip } from './crop';
import { element } from './element';
import { Fingers } from './fingers';
import type { Picture } from './generated/engine';
import { paint } from './paint';
import { isWhole, whole } from './part';
import type { Part } from './part';
import { cropSentence } from './sentences';
import { answerOf, wholeOf } from './photo';
import type { Session } from './session';

const panel = element<HTMLFieldSetElement>('framing');
const stage = element('crop-stage');
const area = element('crop-area');
const photo = element<HTMLCanvasElement>('crop-photo');
const shade = element('crop-shade');
const frame = element('crop-frame');
const sentence = element('crop-sentence');
const wholeButton = element<HTMLButtonElement>('crop-whole');
const zoomedButton = element<HTMLButtonElement>('crop-zoomed');
const numbers: Record<keyof Part, HTMLInputElement> = {
  left: element<HTMLInputElement>('crop-left'),
  top: element<HTMLInputElement>('crop-top'),
  width: element<HTMLInputElement>('crop-width'),
  height: element<HTMLInputElement>('crop-height'),
};
const sides = Object.keys(numbers) as (keyof Part)[];

const grips: Grip[] = ['n', 'e', 's', 'w', 'ne', 'se', 'sw', 'nw'];
const keyStep = 0.01;
const directions: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Callbacks {
  /** Gets every change of the crop. */
  onChange(change: (before: Crop) => Crop): void;
  /** The part that the pictures are zoomed to becomes the crop. */
  onZoomed(): void;
}

export class CropPanel {
  private readonly fingers = new Fingers();
  /** What the pointers have taken hold of, and the frame as it was then. */
  private held: { grip: Grip; part: Part } = { grip: 'all', part: whole };
  private part: Part = whole;
  private picture: Picture | undefined;

  constructor(private readonly callbacks: Callbacks) {
    for (const grip of grips) {
      const handle = document.createElement('span');
      handle.dataset['grip'] = grip;
      frame.append(handle);
    }
    frame.addEventListener('pointerdown', (event) => this.take(event));
    frame.addEventListener('pointermove', (event) => this.move(event));
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
      frame.addEventListener(type, (event) => this.letGo(event));
    frame.addEventListener('keydown', (event) => this.moveByKey(event));
    for (const side of sides) numbers[side].addEventListener('change', () => this.takeNumber(side));
    wholeButton.addEventListener('click', () => this.moveTo(whole));
    zoomedButton.addEventListener('click', () => callbacks.onZoomed());
    this.showPart(whole);
  }

  /** Brings the panel to a session; isZoomed tells whether the pictures are. */
  show(session: Session, isZoomed: boolean): void {
    const picture = wholeOf(session.photo);
    panel.disabled = answerOf(session.photo) === undefined;
    wholeButton.disabled = isWhole(session.crop.part);
    zoomedButton.disabled = !isZoomed;
    if (picture && picture !== this.picture) this.showPhoto(picture);
    if (session.crop.part !== this.part) this.showPart(session.crop.part);
  }

  private showPhoto(picture: Picture): void {
    this.picture = picture;
    paint(photo, picture);
    stage.style.setProperty('--aspect', String(picture.widthPx / picture.heightPx));
    area.hidden = false;
  }

  private showPart(part: Part): void {
    this.part = part;
    for (const { style } of [shade, frame])
      for (const side of sides) style[side] = `${100 * part[side]}%`;
    for (const side of sides) numbers[side].value = String(Math.round(1000 * part[side]) / 10);
    sentence.textContent = cropSentence(part);
  }

  private moveTo(part: Part): void {
    this.callbacks.onChange(crop.movedTo(part));
  }

  // The pointer and the fingers.

  private take(event: PointerEvent): void {
    if (event.button !== 0 || panel.disabled) return;
    frame.setPointerCapture(event.pointerId);
    this.fingers.down(event.pointerId, { x: event.clientX, y: event.clientY });
    const grip = event.target instanceof HTMLElement ? event.target.dataset['grip'] : undefined;
    this.held = { grip: (grip ?? 'all') as Grip, part: this.part };
  }

  private move(event: PointerEvent): void {
    if (!this.fingers.move(event.pointerId, { x: event.clientX, y: event.clientY })) return;
    const { width, height } = area.getBoundingClientRect();
    const { byX, byY, factor } = this.fingers.motion();
    const { grip, part } = this.held;
    const [x, y] = [byX / width, byY / height];
    const next = this.fingers.count > 1 ? crop.pinched(part, factor, x, y) : crop.dragged(part, grip, x, y);
    this.callbacks.onChange(crop.movingTo(next));
  }

  /** Of two fingers the one that stays moves the frame. */
  private letGo(event: PointerEvent): void {
    if (!this.fingers.up(event.pointerId)) return;
    this.held = { grip: 'all', part: this.part };
    if (this.fingers.count === 0) this.callbacks.onChange(crop.rested);
  }

  // Keys and numbers.

  private moveByKey(event: KeyboardEvent): void {
    const direction = directions[event.key];
    if (!direction || panel.disabled || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [x, y] = direction;
    this.moveTo(crop.dragged(this.part, event.shiftKey ? 'se' : 'all', x * keyStep, y * keyStep));
  }

  private takeNumber(side: keyof Part): void {
    this.moveTo(crop.numberSet(this.part, side, numbers[side].valueAsNumber / 100));
    // What was typed may lie outside of the photo, or be no number.
    this.showPart(this.part);
  }
}
