// Shows two cars: side by side, or one over the other with a slider between them. Both are zoomed and coloured alike, and
// what a person does to the one on show, to hide parts of it or to choose another map, is done to the kept one too.
import type { Controller } from './controller';
import { element } from './element';
import type { EngineClient } from './engine-client';
import type { Picture } from './generated/engine';
import type { Choice } from './generated/ui';
import { hidesSomething } from './hiding';
import type { Hiding } from './hiding';
import { paint, paintOver, painted } from './paint';
import { legendSentence, twoCarsSentence, yearSentence } from './sentences';
import type { Session } from './session';
import { carOf, haveOneScale, isSameCar, isSameExplanation, onScale, shownAnswer, wider } from './two-cars';
import type { Car } from './two-cars';
import { listenForZoom } from './zoom-gestures';
import type { ZoomGestures } from './zoom-gestures';

const keep = element<HTMLButtonElement>('two-keep');
const forget = element<HTMLButtonElement>('two-forget');
const view = element('two-view');
const pair = element('two-pair');
const slider = element<HTMLInputElement>('two-slider');
const sliderText = element<HTMLOutputElement>('two-slider-text');
const over = element<HTMLInputElement>('two-over');
const maps = element<HTMLInputElement>('two-maps');
const sentence = element('two-sentence');
const legend = element('two-legend');

/** Where one of the cars is shown. */
class Stand {
  private readonly photo: HTMLCanvasElement;
  private readonly map: HTMLCanvasElement;
  private readonly caption: HTMLElement;

  constructor(id: string, gestures: ZoomGestures) {
    const figure = element(id);
    [this.photo, this.map] = figure.querySelectorAll('canvas') as unknown as [HTMLCanvasElement, HTMLCanvasElement];
    this.caption = figure.querySelector('figcaption')!;
    listenForZoom(figure.querySelector<HTMLElement>('.frame')!, gestures);
  }

  showPhoto(car: Car): void {
    paint(this.photo, car.picture);
    const { width, height } = this.photo;
    if (car.hidden) this.photo.getContext('2d')!.drawImage(painted(car.hidden.veil), 0, 0, width, height);
    this.caption.textContent = yearSentence(car.name, shownAnswer(car));
  }

  showMap(picture: Picture | undefined): void {
    this.map.hidden = !picture;
    if (picture) paintOver(this.map, picture, { widthPx: this.photo.width, heightPx: this.photo.height });
  }
}

export class TwoCarsPanel {
  private readonly stands: [kept: Stand, current: Stand];
  private kept: Car | undefined;
  private current: Car | undefined;
  /** The engine that has the kept car's photo, which stays behind when an engine is replaced. */
  private keptBy: EngineClient | undefined;
  /** What is hidden of the kept car, or will be once the engine is free. */
  private keptHiding: Hiding | undefined;
  /** By what the kept car is being explained, or will be once the engine is free. */
  private keptChoice: Choice | undefined;
  /** What is hidden of the car on show; while a person draws, the engine is left to them. */
  private hiding: Hiding | undefined;
  /** The maps on show, and how often others were asked for: those of an earlier time are not shown. */
  private drawn: (Car['map'] | undefined)[] = [];
  private newest = 0;

  constructor(
    private readonly controller: Pick<Controller, 'whenFree'>,
    gestures: ZoomGestures,
  ) {
    this.stands = [new Stand('two-kept', gestures), new Stand('two-current', gestures)];
    keep.addEventListener('click', () => this.keep(this.current));
    forget.addEventListener('click', () => {
      this.keep(undefined);
      keep.focus();
    });
    for (const control of [slider, over, maps]) control.addEventListener('input', () => this.arrange());
    this.arrange();
  }

  /** Brings the panel to a session. */
  show(session: Session): void {
    const car = carOf(session);
    pair.style.setProperty('--opacity', String(session.choice.opacity));
    keep.disabled = car === undefined;
    if (!car) return;
    this.hiding = session.hiding;
    const isNew = !isSameCar(car, this.current);
    if (isNew) this.current = car;
    this.explainKept();
    if (isNew) this.draw();
    if (!session.hiding.isDrawing) this.hide(session.hiding);
  }

  /** The style sheet enlarges what is in the frames; see pictureTransform. */
  setTransform(transform: string): void {
    view.style.setProperty('--picture', transform);
  }

  private keep(car: Car | undefined): void {
    this.kept = car;
    this.keptBy = undefined;
    this.keptHiding = undefined;
    this.keptChoice = undefined;
    view.hidden = forget.hidden = car === undefined;
    this.draw();
    if (!car) return;
    const keepIt = async (engine: EngineClient) => {
      // Another photo may have come before the engine was free.
      if (this.kept !== car || this.current?.picture !== car.picture) return;
      await engine.keepPhoto();
      this.keptBy = engine;
    };
    // Without it the kept car only stays as it is.
    this.controller.whenFree(keepIt).catch(() => {});
  }

  /** Hides the same of the kept car. */
  private hide(hiding: Hiding): void {
    const { kept } = this;
    if (!kept || !this.keptBy || kept.model !== this.current?.model) return;
    const before = this.keptHiding;
    if (before ? hiding.strokes === before.strokes && hiding.fill === before.fill : !hidesSomething(hiding)) return;
    this.keptHiding = hiding;
    const hideIt = async (engine: EngineClient) => {
      if (engine !== this.keptBy || hiding !== this.keptHiding) return;
      const hidden = hidesSomething(hiding) ? await engine.hideKept(hiding, kept.shape, kept.part) : undefined;
      if (hiding !== this.keptHiding || !this.kept) return;
      this.kept = { ...this.kept, hidden };
      this.draw();
    };
    this.controller.whenFree(hideIt).catch(() => {});
  }

  /** Explains the kept car by the same method and target, unless a person wants something else of the engine meanwhile. */
  private explainKept(): void {
    const { kept, current, keptBy, hiding } = this;
    const choice = current?.map?.choice;
    if (!kept?.map || !choice || !keptBy || kept.model !== current.model || hiding?.isDrawing) return;
    if (isSameExplanation(kept.map.choice, choice)) return;
    if (this.keptChoice && isSameExplanation(this.keptChoice, choice)) return;
    this.keptChoice = choice;
    const isWanted = () =>
      this.keptChoice === choice && this.current?.map?.choice === choice && this.hiding?.strokes === hiding?.strokes;
    const explainIt = async (engine: EngineClient) => {
      if (engine !== keptBy) return;
      const explanation = isWanted() ? await engine.explainKept(choice, isWanted) : undefined;
      if (this.keptChoice !== choice || !this.kept) return;
      this.keptChoice = undefined;
      if (!explanation || explanation.stepsDone < explanation.steps) return this.explainKept();
      this.kept = { ...this.kept, map: { explanation, choice } };
      this.draw();
    };
    this.controller.whenFree(explainIt).catch(() => {});
  }

  private draw(): void {
    const { kept, current, stands } = this;
    if (!kept || !current) return;
    stands[0].showPhoto(kept);
    stands[1].showPhoto(current);
    sentence.textContent = twoCarsSentence(shownAnswer(kept), shownAnswer(current));
    if (this.drawn[0] !== kept.map || this.drawn[1]?.explanation !== current.map?.explanation) this.drawMaps(kept, current);
  }

  private drawMaps(kept: Car, current: Car): void {
    const ticket = ++this.newest;
    this.drawn = [kept.map, current.map];
    legend.textContent = '';
    for (const stand of this.stands) stand.showMap(undefined);
    void this.mapsOf(kept, current).then((drawn) => {
      if (ticket !== this.newest || !drawn) return;
      drawn.pictures.forEach((picture, i) => this.stands[i]!.showMap(picture));
      legend.textContent = drawn.legend;
    });
  }

  /** The maps in colours that mean the same, if they can; nothing while one is not there. */
  private async mapsOf(kept: Car, current: Car): Promise<{ pictures: Picture[]; legend: string } | undefined> {
    const [a, b] = [kept.map?.explanation, current.map?.explanation];
    if (!a || !b) return undefined;
    if (!haveOneScale(kept, current)) {
      const own = this.keptChoice
        ? 'The kept map is being drawn by the method and target of the other.'
        : 'The maps are by different methods, targets or models: each has a scale of its own.';
      return { pictures: [a.picture, b.picture], legend: own };
    }
    const common = wider(a, b);
    const draw = (map: typeof a) =>
      this.controller.whenFree((engine) => engine.drawMap(onScale(map, common.scale), map.isSigned));
    try {
      const pictures = [await draw(a), await draw(b)];
      return { pictures, legend: `Both maps have one scale. ${legendSentence(common)}` };
    } catch {
      // The engine stops or has stopped; the next answer brings other maps.
      return undefined;
    }
  }

  private arrange(): void {
    pair.classList.toggle('over', over.checked);
    pair.classList.toggle('with-maps', maps.checked);
    slider.disabled = !over.checked;
    pair.style.setProperty('--kept', `${slider.value}%`);
    sliderText.value = `${slider.value} %`;
    slider.setAttribute('aria-valuetext', `${slider.value} % of the kept car`);
  }
}
