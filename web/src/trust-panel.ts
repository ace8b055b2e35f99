// The tests of the map on show: curves of deletion and insertion, and the map redrawn by a network that is made random. The
// session has the results; here they are drawn and written.
import { element } from './element';
import type { CurveTest, RandomisedMap } from './generated/engine';
import { randomStages, rivalMaps } from './generated/words.json';
import { paint } from './paint';
import { programOf } from './lesson';
import { curvesOf, explanationOf, mapIsFinished, randomisedOf } from './photo';
import type { MapTest, Session } from './session';

const curvesButton = element<HTMLButtonElement>('trust-curves');
const randomisedButton = element<HTMLButtonElement>('trust-randomised');
const stop = element<HTMLButtonElement>('trust-stop');
const results = element('trust-results');
const progress = element<HTMLProgressElement>('trust-progress');
const curvesVerdict = element('curves-verdict');
const randomisedVerdict = element('randomised-verdict');
const pointsTable = element<HTMLTableElement>('curve-points');

/** The map on show, then those that it has to do better than, in the order of the engine's curves. */
const maps = ['this map', ...rivalMaps];
/** Maps redrawn at these stages, after the original. */
const pictures = ['the original', ...randomStages];

type Way = 'deletion' | 'insertion';
const ways: Record<Way, string> = { deletion: 'taken out', insertion: 'put in' };

/** Where a chart's curves are, in the units of its viewBox. */
const plot = { left: 42, top: 10, right: 318, bottom: 172 };
const xOf = (share: number) => plot.left + share * (plot.right - plot.left);
const yOf = (left: number) => plot.bottom - left * (plot.bottom - plot.top);

const percent = (share: number) => `${Math.round(100 * share)} %`;

function svg(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** One of the two charts: its axes, and a line for each map. */
class Chart {
  private readonly lines: SVGElement[];

  constructor(id: string) {
    const { left, top, right, bottom } = plot;
    const marks = [0, 0.5, 1].flatMap((share) => [
      svg('text', { x: xOf(share), y: bottom + 16, 'text-anchor': 'middle' }, percent(share)),
      svg('text', { x: left - 5, y: yOf(share) + 4, 'text-anchor': 'end' }, percent(share)),
      svg('path', { class: 'axis', d: `M${left} ${yOf(share)}H${right}` }),
    ]);
    const name = svg('text', { x: xOf(0.5), y: bottom + 33, 'text-anchor': 'middle' }, 'share of the pixels');
    this.lines = maps.map((_, i) => svg('polyline', { class: `curve curve-${i}` }));
    // The map on show lies on top.
    document.querySelector(`#${id}`)!.append(
      svg('path', { class: 'axis', d: `M${left} ${top}V${bottom}` }),
      ...marks,
      name,
      ...[...this.lines].reverse(),
    );
  }

  /** curves has what is left of the answer, by map; a finished curve has so many points. */
  draw(curves: Float32Array[], points: number): void {
    this.lines.forEach((line, i) => {
      const places = Array.from(curves[i] ?? [], (left, step) => `${xOf(step / (points - 1))},${yOf(left)}`);
      line.setAttribute('points', places.join(' '));
    });
  }
}

/** A row per map; its head shows how its curves are drawn. */
function makeAreaRows(): HTMLTableRowElement[] {
  return maps.map((name, i) => {
    const row = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    const sample = svg('svg', { class: 'sample-line', viewBox: '0 0 36 10', 'aria-hidden': 'true' });
    sample.append(svg('path', { class: `curve curve-${i}`, d: 'M0 5H36' }));
    head.append(sample, name);
    row.append(head);
    for (const _ in ways) row.insertCell().textContent = '-';
    return row;
  });
}

/** A picture with its name and, once it is known, its rank correlation with the original. */
interface Redrawn {
  canvas: HTMLCanvasElement;
  number: HTMLElement;
}

function makeRedrawn(): Redrawn[] {
  return pictures.map((name) => {
    const item = document.createElement('li');
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    const [caption, number] = [document.createElement('span'), document.createElement('span')];
    caption.textContent = name;
    number.className = 'number';
    item.append(canvas, caption, number);
    element('randomised-maps').append(item);
    return { canvas, number };
  });
}

export class TrustPanel {
  private readonly charts: Record<Way, Chart> = {
    deletion: new Chart('deletion-chart'),
    insertion: new Chart('insertion-chart'),
  };
  private readonly areaRows = makeAreaRows();
  private readonly redrawn = makeRedrawn();
  private curves: CurveTest | undefined;
  private randomised: RandomisedMap[] | undefined;

  constructor(onTest: (test: MapTest) => void, onStop: () => void) {
    curvesButton.addEventListener('click', () => onTest('curves'));
    randomisedButton.addEventListener('click', () => onTest('randomised'));
    stop.addEventListener('click', onStop);
    element('curve-areas').append(...this.areaRows);
    this.writePoints(undefined);
  }

  /** Brings the panel to a session. */
  show(session: Session): void {
    const { photo, stage } = session;
    const isTesting = stage.kind === 'testing';
    curvesButton.disabled = isTesting || !mapIsFinished(photo);
    // Its training is that of the honest network and a patch, so it could not be given back.
    randomisedButton.disabled = curvesButton.disabled || programOf(session) === 'cheating';
    stop.disabled = !isTesting;
    // Shown by the first test, and from then on with room for all that tests find.
    if (isTesting) results.hidden = false;
    progress.value = isTesting ? stage.stepsDone / stage.steps : 0;
    const curves = curvesOf(photo);
    if (curves !== this.curves) this.showCurves(curves);
    const randomised = randomisedOf(photo);
    if (randomised !== this.randomised) {
      this.showRandomised(randomised);
      const original = explanationOf(photo);
      if (randomised && original) paint(this.redrawn[0]!.canvas, original.picture);
    }
  }

  private showCurves(test: CurveTest | undefined): void {
    this.curves = test;
    curvesVerdict.textContent = test?.verdict ?? '';
    for (const way of Object.keys(ways) as Way[])
      this.charts[way].draw(test?.maps.map((map) => map[way]) ?? [], test?.points ?? 2);
    const isFinished = test !== undefined && test.stepsDone === test.steps;
    this.areaRows.forEach((row, i) => {
      const map = isFinished ? test.maps[i] : undefined;
      [map?.deletionArea, map?.insertionArea].forEach(
        (area, column) => (row.cells[column + 1]!.textContent = area === undefined ? '-' : area.toFixed(3)),
      );
    });
    if (isFinished || !test) this.writePoints(test);
  }

  private writePoints(test: CurveTest | undefined): void {
    const columns = (Object.keys(ways) as Way[]).flatMap((way) => maps.map((name, i) => ({ way, name, i })));
    const heads = ['Pixels', ...columns.map(({ way, name }) => `${name}, ${ways[way]}`)].map((text) => {
      const head = document.createElement('th');
      head.scope = 'col';
      head.textContent = text;
      return head;
    });
    const line = document.createElement('tr');
    line.append(...heads);
    pointsTable.tHead!.replaceChildren(line);
    const rows = Array.from({ length: test?.points ?? 0 }, (_, step) => {
      const row = document.createElement('tr');
      const head = document.createElement('th');
      head.scope = 'row';
      head.textContent = percent(step / (test!.points - 1));
      row.append(head);
      for (const { way, i } of columns) row.insertCell().textContent = (100 * test!.maps[i]![way][step]!).toFixed(1);
      return row;
    });
    pointsTable.tBodies[0]!.replaceChildren(...rows);
  }

  private showRandomised(redrawn: RandomisedMap[] | undefined): void {
    this.randomised = redrawn;
    randomisedVerdict.textContent = redrawn?.at(-1)?.verdict ?? '';
    this.redrawn.slice(1).forEach(({ canvas, number }, stage) => {
      const map = redrawn?.[stage];
      if (map) paint(canvas, map.picture);
      else canvas.width = canvas.height = 1;
      number.textContent = map?.rankCorrelation?.toFixed(2) ?? '';
    });
    if (!redrawn) this.redrawn[0]!.canvas.width = this.redrawn[0]!.canvas.height = 1;
  }
}
