// The Dear ImGui canvas: loads its module, gives it size, events and frames. It draws only when something may have
// changed, so a page at rest costs nothing.
import type { Explanation, Picture, Score } from './generated/engine';
import type { Choice, MainModule, Palette, Ui, Widget } from './generated/ui';
import type { Shape } from './hidden-mask';
import { isCanvasKey } from './keys';
import { onWhole, whole } from './part';
import type { Part, Place } from './part';
import { addressOf, files } from './site-files';
import type { View } from './view';
import { fetchWasmModule } from './wasm-module';
import type { Box, ZoomGestures } from './zoom-gestures';

/** Dear ImGui needs a few frames to open a list after a click; what the page sets is drawn by the next one. */
const framesAfterEvent = 4;

/** The style sheet uses the same file at the same address, so that it is fetched once. */
async function fetchFont(): Promise<Uint8Array> {
  const response = await fetch(addressOf('ui/font.otf'));
  if (!response.ok) throw new Error(`the font could not be downloaded (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

/** What a pointer on one of the pictures draws. */
export interface Painter {
  /** Whether the pointer draws now. */
  draws(): boolean;
  /** The pointer is at a place of a picture, or not on any. */
  hover(at: Place | undefined): void;
  /** shownShare is how much of the picture's width is on show, 0..1. */
  begin(at: Place, shownShare: number): void;
  go(at: Place): void;
  end(): void;
  /** What was begun counts for nothing. */
  drop(): void;
}

/** A place on what is shown of a picture, as shares of its width and height; the nearest one if it lies outside. */
function placeOn({ x, y, width, height }: Widget, atX: number, atY: number): Place {
  const share = (value: number) => Math.min(1, Math.max(0, value));
  return { x: share((atX - x) / width), y: share((atY - y) / height) };
}

export class UiCanvas implements View {
  private framesLeft = 0;
  private pressed = false;
  private scheduled = false;
  /** The picture that a stroke has begun on. */
  private painted: Widget | undefined;
  /** The widgets of the latest frame, once they have been asked for. */
  private latestWidgets: Widget[] | undefined;
  private isOnPicture = false;
  /** The part of the pictures that is on show. */
  private window: Part = whole;
  private readonly observer = new ResizeObserver(() => this.resize());
  private isDisposed = false;

  private constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly module: MainModule,
    private readonly ui: Ui,
    private readonly onChoice: (choice: Choice) => void,
    private readonly painter: Painter,
    private readonly gestures: ZoomGestures,
  ) {
    this.observer.observe(canvas);
    this.watchDensity();
    this.watchPointers();
    this.listen();
    this.resize();
  }

  /** Null if the browser has no WebGL 2; rejects if the module cannot be loaded. onChoice gets what is chosen on the canvas. */
  static async create(
    canvas: HTMLCanvasElement,
    onChoice: (choice: Choice) => void,
    painter: Painter,
    gestures: ZoomGestures,
  ): Promise<UiCanvas | null> {
    const { module: code, wasm } = files.ui;
    const [font, start] = await Promise.all([
      fetchFont(),
      fetchWasmModule<MainModule>(addressOf(code.path), addressOf(wasm.path)),
    ]);
    const module = await start();
    const ui = new module.Ui(`#${canvas.id}`, font);
    if (ui.ready()) return new UiCanvas(canvas, module, ui, onChoice, painter, gestures);
    ui.delete();
    return null;
  }

  /** Draws no more. The browser frees what the canvas has when nothing refers to it. */
  dispose(): void {
    this.isDisposed = true;
    this.observer.disconnect();
  }

  setBuckets(buckets: string[]): void {
    this.change(() => this.ui.setBuckets(buckets));
  }
  setStatus(text: string, progress = -1): void {
    this.change(() => this.ui.setStatus(text, progress));
  }
  setPhoto(picture: Picture, { widthPx, heightPx }: Shape): void {
    this.change(() => this.ui.setPhoto(picture, widthPx / heightPx));
  }
  setWindow(window: Part): void {
    this.window = window;
    this.change(() => this.ui.setWindow(window));
  }
  setHeatMap({ picture, isSigned, legendLow, legendHigh }: Explanation): void {
    this.change(() => this.ui.setHeatMap(picture, isSigned, legendLow, legendHigh));
  }
  setVeil(veil: Picture | undefined): void {
    this.change(() => (veil ? this.ui.setVeil(veil) : this.ui.clearVeil()));
  }
  setTile(tile = -1): void {
    this.change(() => this.ui.setTile(tile));
  }
  setScore(score: Score, range: string): void {
    this.change(() => this.ui.setScore(score, range));
  }
  setProgram(program: string): void {
    this.change(() => this.ui.setProgram(program));
  }
  setChoice(choice: Choice): void {
    this.change(() => this.ui.setChoice(choice));
  }
  setPalette(palette: Palette): void {
    this.change(() => this.ui.setPalette(palette));
  }
  widgets(): Widget[] {
    this.latestWidgets ??= this.ui.widgets();
    return this.latestWidgets;
  }

  private change(work: () => void): void {
    work();
    this.wake(1);
  }

  private wake(frames: number): void {
    this.framesLeft = Math.max(this.framesLeft, frames);
    if (this.scheduled || this.isDisposed) return;
    this.scheduled = true;
    requestAnimationFrame((time) => this.draw(time));
  }

  private draw(time: number): void {
    this.scheduled = false;
    if (this.isDisposed) return;
    this.framesLeft -= 1;
    const before = this.ui.choice();
    const height = Math.ceil(this.ui.frame(time / 1000));
    this.latestWidgets = undefined;
    this.canvas.style.cursor = this.cursor();
    // The page gives the canvas the height that its content needs; the observer then resizes it.
    if (Math.abs(height - this.canvas.clientHeight) > 1) this.canvas.style.height = `${height}px`;
    const after = this.ui.choice();
    if (JSON.stringify(before) !== JSON.stringify(after)) this.onChoice(after);
    if (this.framesLeft > 0 || this.pressed) this.wake(Math.max(1, this.framesLeft));
  }

  private cursor(): string {
    if (this.gestures.isActive) return 'grabbing';
    return this.isOnPicture && this.gestures.canPan(this.painter.draws()) ? 'grab' : this.ui.cursor();
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const density = devicePixelRatio;
    this.canvas.width = Math.round(width * density);
    this.canvas.height = Math.round(height * density);
    this.ui.resize(width, height, density);
    // Setting its size has cleared the canvas: draw before the browser shows it.
    this.wake(2);
    if (width > 0) this.draw(performance.now());
  }

  /** Resizes when the window moves to a screen of another density or is zoomed. */
  private watchDensity(): void {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        this.resize();
        this.watchDensity();
      },
      { once: true },
    );
  }

  /** Controls grow where the first pointer is a finger. */
  private watchPointers(): void {
    const coarse = matchMedia('(pointer: coarse)');
    const apply = () => this.change(() => this.ui.setForFingers(coarse.matches));
    coarse.addEventListener('change', apply);
    apply();
  }

  private listen(): void {
    const { canvas, module } = this;
    const on = <K extends keyof HTMLElementEventMap>(type: K, handle: (event: HTMLElementEventMap[K]) => void) =>
      canvas.addEventListener(type, (event) => {
        handle(event);
        this.wake(framesAfterEvent);
      });
    // A stroke is drawn with the answer that it gets: frames for each of its moves would hold that answer up.
    canvas.addEventListener('pointermove', (event) => {
      if (this.gestures.move(event)) return this.wake(framesAfterEvent);
      if (this.painted) return this.paint(this.painted, event);
      this.hover(event);
      module.pointerMoved(event.pointerType, event.offsetX, event.offsetY);
      this.wake(framesAfterEvent);
    });
    on('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      if (this.beginZooming(event) || this.beginPainting(event)) return;
      this.pressed = true;
      module.pointerPressed(event.pointerType, event.offsetX, event.offsetY, true);
    });
    on('pointerup', (event) => {
      if (this.gestures.up(event) || this.endPainting()) return;
      this.pressed = false;
      module.pointerPressed(event.pointerType, event.offsetX, event.offsetY, false);
    });
    for (const type of ['pointerleave', 'pointercancel'] as const) {
      on(type, (event) => {
        if (type === 'pointercancel') {
          this.gestures.up(event);
          this.endPainting();
        }
        this.painter.hover(undefined);
        this.pressed = false;
        module.pointerGone();
      });
    }
    on('focus', () => module.focusChanged(true));
    on('blur', () => module.focusChanged(false));
    on('keydown', (event) => {
      if (isCanvasKey(event.key) && module.keyPressed(event.key, true)) event.preventDefault();
    });
    on('keyup', (event) => module.keyPressed(event.key, false));
    canvas.addEventListener('wheel', (event) => this.turnWheel(event), { passive: false });
    // Comes after pointerdown: the page does not scroll with fingers that zoom.
    const keepFingers = (event: TouchEvent) => this.gestures.isActive && event.preventDefault();
    canvas.addEventListener('touchstart', keepFingers, { passive: false });
  }

  private pictureAt({ offsetX, offsetY }: MouseEvent): Widget | undefined {
    return this.widgets().find(
      ({ name, x, y, width, height }) =>
        name.startsWith('picture:') && offsetX >= x && offsetX < x + width && offsetY >= y && offsetY < y + height,
    );
  }

  private hover(event: PointerEvent): void {
    const picture = this.pictureAt(event);
    this.isOnPicture = picture !== undefined;
    this.painter.hover(picture && onWhole(this.window, placeOn(picture, event.offsetX, event.offsetY)));
  }

  /** Where a picture is in the window. */
  private boxOf({ x, y, width, height }: Widget): Box {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: left + x, y: top + y, width, height };
  }

  /** True if the pointer is on a picture and pans or zooms there. A stroke by the first of two fingers was none. */
  private beginZooming(event: PointerEvent): boolean {
    const picture = this.pictureAt(event);
    if (!picture || !this.gestures.down(event, this.boxOf(picture), this.painter.draws())) return false;
    if (this.painted) this.painter.drop();
    this.painted = undefined;
    this.pressed = false;
    this.module.pointerGone();
    return true;
  }

  /** True if the pointer is on a picture and draws there. */
  private beginPainting(event: PointerEvent): boolean {
    const { button, offsetX, offsetY } = event;
    if (this.painted || button !== 0 || !this.painter.draws()) return false;
    this.painted = this.pictureAt(event);
    if (!this.painted) return false;
    this.painter.hover(undefined);
    this.painter.begin(onWhole(this.window, placeOn(this.painted, offsetX, offsetY)), this.window.width);
    return true;
  }

  /** Browsers report several moves at once; a stroke takes them all. */
  private paint(picture: Widget, event: PointerEvent): void {
    const moves = event.getCoalescedEvents?.() ?? [];
    const { left, top } = this.canvas.getBoundingClientRect();
    for (const { clientX, clientY } of moves.length > 0 ? moves : [event])
      this.painter.go(onWhole(this.window, placeOn(picture, clientX - left, clientY - top)));
  }

  private endPainting(): boolean {
    if (!this.painted) return false;
    this.painted = undefined;
    this.painter.end();
    return true;
  }

  /** Zooms the pictures or scrolls an open list; the page scrolls by itself. */
  private turnWheel(event: WheelEvent): void {
    const picture = this.pictureAt(event);
    if (this.gestures.wheel(event, picture && this.boxOf(picture))) return event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 1 : 1 / 40;
    this.module.wheelTurned(-event.deltaX * lines, -event.deltaY * lines);
    this.wake(framesAfterEvent);
  }
}
