// What a person hides of the photo: the tool that the pointer draws with, undo and redo, and a grid of tiles for people
// without a pointer. The session has the strokes; here they are begun and shown.
import { element } from './element';
import type { Explanation } from './generated/engine';
import type { Shape } from './hidden-mask';
import * as hiding from './hiding';
import type { Fill, Hiding, Tool } from './hiding';
import { onWhole, whole } from './part';
import type { Part, Place } from './part';
import { hiddenSentence, smallestChangeSentence } from './sentences';
import { answerOf, hiddenOf, shownExplanationOf, smallestChangeOf, wholeOf } from './photo';
import type { Session } from './session';
import type { Painter } from './ui-canvas';

const panel = element<HTMLFieldSetElement>('hiding');
const width = element<HTMLInputElement>('brush-width');
const fill = element<HTMLSelectElement>('hiding-fill');
const undo = element<HTMLButtonElement>('hiding-undo');
const redo = element<HTMLButtonElement>('hiding-redo');
const clear = element<HTMLButtonElement>('hiding-clear');
const search = element<HTMLButtonElement>('hiding-search');
const sentence = element('hiding-sentence');
const tileSentence = element('tile-sentence');
const changeSentence = element('change-sentence');
const announcement = element('hiding-announcement');

/** A screen reader gets the number at most this often. */
const announceEveryMs = 1000;

/** The next tile for an arrow key; undefined for other keys. */
function neighbour(key: string, row: number, column: number): [row: number, column: number] | undefined {
  const last = hiding.tilesPerSide - 1;
  switch (key) {
    case 'ArrowUp':
      return [Math.max(0, row - 1), column];
    case 'ArrowDown':
      return [Math.min(last, row + 1), column];
    case 'ArrowLeft':
      return [row, Math.max(0, column - 1)];
    case 'ArrowRight':
      return [row, Math.min(last, column + 1)];
    case 'Home':
      return [row, 0];
    case 'End':
      return [row, last];
    default:
      return undefined;
  }
}

interface Callbacks {
  /** Gets every change of what is hidden. */
  onChange(change: (before: Hiding) => Hiding): void;
  /** The smallest change is to be found. */
  onSearch(): void;
  /** The pointer or the keyboard is at a tile, or no longer at any. */
  onTile(tile: number | undefined): void;
}

export class HidingPanel implements Painter {
  private readonly tiles: HTMLButtonElement[][] = [];
  private announceTimer: ReturnType<typeof setTimeout> | undefined;
  private strokes: Hiding['strokes'] | undefined;
  /** The part of the photo on show, and the whole photo's shape. */
  private part: Part = whole;
  private shape: Shape = { widthPx: 1, heightPx: 1 };
  private explanation: Explanation | undefined;
  private tile: number | undefined;

  constructor(private readonly callbacks: Callbacks) {
    const { onChange } = callbacks;
    search.addEventListener('click', () => callbacks.onSearch());
    undo.addEventListener('click', () => onChange(hiding.undone));
    redo.addEventListener('click', () => onChange(hiding.redone));
    clear.addEventListener('click', () => onChange(hiding.everythingShown));
    fill.addEventListener('input', () => onChange((before) => hiding.fillChosen(before, this.fill)));
    // A finger scrolls the page until a person chooses a tool; a mouse has nothing else to do on the photo.
    if (matchMedia('(pointer: fine)').matches) this.tool = 'brush';
    panel.addEventListener('input', () => this.suitTouch());
    this.suitTouch();
    document.addEventListener('keydown', (event) => this.undoByKey(event));
    this.makeTiles();
  }

  get fill(): Fill {
    return fill.value as Fill;
  }

  private get tool(): Tool {
    return panel.querySelector<HTMLInputElement>('input[name="tool"]:checked')!.value as Tool;
  }
  private set tool(tool: Tool) {
    panel.querySelector<HTMLInputElement>(`input[name="tool"][value="${tool}"]`)!.checked = true;
  }

  // The pointer on the canvas.

  draws(): boolean {
    return this.tool !== 'none' && !panel.disabled;
  }
  begin(at: Place, shownShare: number): void {
    const { tool, part, shape } = this;
    if (tool === 'none') return;
    const lineWidth = hiding.widthOnWhole((shownShare * Number(width.value)) / 100, part, shape);
    this.callbacks.onChange((before) => hiding.strokeBegun(before, tool, lineWidth, onWhole(part, at)));
  }
  go(at: Place): void {
    this.callbacks.onChange((before) => hiding.strokeContinued(before, onWhole(this.part, at)));
  }
  drop(): void {
    this.callbacks.onChange(hiding.strokeDropped);
  }
  hover(at: Place | undefined): void {
    this.pointAt(at && hiding.tileAt(at));
  }
  end(): void {
    this.callbacks.onChange(hiding.strokeEnded);
  }

  /** Brings the panel to a session. */
  show({ hiding: state, photo, crop, stage }: Session): void {
    const before = answerOf(photo);
    const hidden = hiddenOf(photo);
    panel.disabled = before === undefined;
    undo.disabled = state.strokes.length === 0;
    redo.disabled = state.undone.length === 0;
    clear.disabled = !hiding.hidesSomething(state);
    search.disabled = stage.kind === 'searching';
    this.showHidden(state, crop.part);
    this.shape = wholeOf(photo) ?? this.shape;
    const found = smallestChangeOf(photo);
    changeSentence.textContent = found ? smallestChangeSentence(found) : '';
    this.showMap(shownExplanationOf(photo));
    const text = before && hidden && !found ? hiddenSentence(before, hidden.answer) : '';
    if (sentence.textContent === text) return;
    sentence.textContent = text;
    this.announceTimer ??= setTimeout(() => {
      this.announceTimer = undefined;
      announcement.textContent = sentence.textContent;
    }, announceEveryMs);
  }

  /** Marks the tiles that are hidden. */
  private showHidden(state: Hiding, part: Part): void {
    if (state.strokes === this.strokes && part === this.part) return;
    this.strokes = state.strokes;
    this.part = part;
    this.tiles.forEach((row, r) =>
      row.forEach((tile, c) => tile.setAttribute('aria-pressed', String(hiding.tileIsHidden(state, r, c, part)))),
    );
  }

  /** Writes what the map says of each tile. */
  private showMap(explanation: Explanation | undefined): void {
    if (explanation === this.explanation) return;
    this.explanation = explanation;
    this.tiles.flat().forEach((tile, i) => (tile.textContent = explanation?.tileBriefs[i] ?? ''));
    this.describeTile();
  }

  private pointAt(tile: number | undefined): void {
    if (tile === this.tile) return;
    this.tile = tile;
    this.callbacks.onTile(tile);
    this.describeTile();
  }

  private describeTile(): void {
    const { tile, explanation } = this;
    tileSentence.textContent = (tile !== undefined && explanation?.tileSentences[tile]) || '';
  }

  /** With a tool, a finger on the canvas draws; without one it scrolls the page. */
  private suitTouch(): void {
    element('canvas').classList.toggle('drawn-on', this.tool !== 'none');
  }

  private undoByKey(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || panel.disabled) return;
    if (event.target instanceof HTMLInputElement && event.target.type === 'text') return;
    const change = key === 'z' ? (event.shiftKey ? hiding.redone : hiding.undone) : key === 'y' ? hiding.redone : undefined;
    if (!change) return;
    event.preventDefault();
    this.callbacks.onChange(change);
  }

  /** A grid with one place in the tab order; arrow keys move inside it, Space and Enter turn a tile. */
  private makeTiles(): void {
    const body = element('tiles');
    for (let row = 0; row < hiding.tilesPerSide; ++row) {
      const line = document.createElement('tr');
      this.tiles.push(
        Array.from({ length: hiding.tilesPerSide }, (_, column) => {
          const tile = document.createElement('button');
          tile.type = 'button';
          tile.className = 'tile';
          tile.setAttribute('aria-label', `Row ${row + 1}, column ${column + 1}`);
          tile.tabIndex = row + column === 0 ? 0 : -1;
          const turn = (before: Hiding) => hiding.tileTurned(before, row, column, this.part);
          tile.addEventListener('click', () => this.callbacks.onChange(turn));
          tile.setAttribute('aria-describedby', 'tile-sentence');
          tile.addEventListener('focus', () => this.makeReachable(tile));
          for (const type of ['focus', 'pointerenter'])
            tile.addEventListener(type, () => this.pointAt(row * hiding.tilesPerSide + column));
          for (const type of ['blur', 'pointerleave']) tile.addEventListener(type, () => this.pointAt(undefined));
          tile.addEventListener('keydown', (event) => {
            const next = neighbour(event.key, row, column);
            if (!next) return;
            event.preventDefault();
            this.tiles[next[0]]![next[1]]!.focus();
          });
          const cell = document.createElement('td');
          cell.append(tile);
          line.append(cell);
          return tile;
        }),
      );
      body.append(line);
    }
  }

  /** Tab returns to the tile that had the focus last. */
  private makeReachable(tile: HTMLButtonElement): void {
    for (const other of this.tiles.flat()) other.tabIndex = other === tile ? 0 : -1;
  }
}
