// The timeline as pictures: each car stands at its expected year, in rows in which no two overlap.
import { carSentence } from './sentences';
import { byYear } from './timeline';
import type { Entry, Timeline } from './timeline';
import { axisOf, placesOf, positionOf } from './timeline-layout';
import type { ScoredFile } from './messages';

/** Width and height of a car, and the room around it. */
const carPx = { width: 64, height: 48, gap: 4 };
const markPx = 52;

type Car = Entry & { scored: ScoredFile };

export class TimelineView {
  private readonly buttons = new Map<number, HTMLButtonElement>();
  private cars: Car[] = [];
  /** The car that Tab reaches; the arrows go on from there. */
  private reachable: number | undefined;

  /** frame holds the axis and the list of cars. onOpen gets the photo that a person chooses. */
  constructor(
    private readonly frame: HTMLElement,
    private readonly axis: HTMLElement,
    private readonly list: HTMLElement,
    private readonly onOpen: (entry: Entry) => void,
  ) {
    new ResizeObserver(() => this.place()).observe(frame);
    list.addEventListener('keydown', (event) => this.move(event));
  }

  show(timeline: Timeline): void {
    this.cars = byYear(timeline);
    this.forgetOthers();
    for (const car of this.cars) if (!this.buttons.has(car.id)) this.add(car);
    this.place();
  }

  /** Removes what is no longer in the timeline, or waits for another model's answer. */
  private forgetOthers(): void {
    const shown = new Set(this.cars.map(({ id }) => id));
    for (const [id, button] of this.buttons) {
      if (shown.has(id)) continue;
      URL.revokeObjectURL(button.querySelector('img')!.src);
      button.parentElement!.remove();
      this.buttons.delete(id);
    }
    if (this.reachable === undefined || !shown.has(this.reachable)) this.reachable = this.cars[0]?.id;
  }

  private add(car: Car): void {
    const picture = document.createElement('img');
    picture.src = URL.createObjectURL(car.scored.thumbnail);
    picture.alt = '';
    picture.draggable = false;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'car';
    button.title = carSentence(car.path, car.scored);
    button.setAttribute('aria-label', button.title);
    button.classList.toggle('unfamiliar', car.scored.isUnfamiliar);
    button.append(picture);
    button.addEventListener('click', () => this.onOpen(car));
    button.addEventListener('focus', () => this.reach(car.id));
    const item = document.createElement('li');
    item.append(button);
    this.list.append(item);
    this.buttons.set(car.id, button);
  }

  private place(): void {
    const widthPx = this.frame.clientWidth;
    if (widthPx === 0 || this.cars.length === 0) return;
    const years = this.cars.map(({ scored }) => scored.expectedYear);
    const axis = axisOf(years, widthPx, markPx);
    const marks = axis.marks.map((year) => {
      const mark = document.createElement('span');
      mark.textContent = String(year);
      mark.style.left = `${positionOf(year, axis, widthPx)}px`;
      return mark;
    });
    marks[0]?.classList.toggle('first', axis.marks[0] === axis.fromYear);
    marks.at(-1)?.classList.toggle('last', axis.marks.at(-1) === axis.toYear);
    this.axis.replaceChildren(...marks);
    const places = placesOf(years, axis, widthPx, carPx.width, carPx.gap);
    places.forEach(({ leftPx, row }, i) => {
      const button = this.buttons.get(this.cars[i]!.id)!;
      button.style.left = `${leftPx}px`;
      button.style.top = `${row * (carPx.height + carPx.gap)}px`;
      button.tabIndex = this.cars[i]!.id === this.reachable ? 0 : -1;
    });
    const rows = Math.max(...places.map(({ row }) => row)) + 1;
    this.list.style.height = `${rows * (carPx.height + carPx.gap)}px`;
  }

  private reach(id: number): void {
    this.buttons.get(this.reachable ?? id)?.setAttribute('tabindex', '-1');
    this.reachable = id;
    this.buttons.get(id)!.tabIndex = 0;
  }

  /** Arrows go to the next older and newer car, Home and End to the oldest and the newest. */
  private move(event: KeyboardEvent): void {
    const at = this.cars.findIndex(({ id }) => id === this.reachable);
    const last = this.cars.length - 1;
    const to = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.buttons.get(this.cars[Math.max(0, Math.min(last, to))]!.id)?.focus();
  }
}
