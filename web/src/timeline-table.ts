// The timeline as a table that can be sorted by each of its columns.
import { sentence } from './errors';
import { familiarityText } from './sentences';
import { columns, failureOf, scoredOf, sorted } from './timeline';
import type { Entry, Order, Timeline } from './timeline';

/** Puts the parent's children into this order; what stands right already is not moved, so that it keeps the focus. */
function arrange(parent: HTMLElement, children: HTMLElement[]): void {
  children.forEach((child, i) => {
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
  });
  while (parent.children.length > children.length) parent.lastElementChild!.remove();
}

export class TimelineTable {
  private order: Order = { column: 'year', descending: false };
  private timeline: Timeline | undefined;
  /** Each with the entry that it shows. */
  private readonly rows = new Map<number, { entry: Entry; row: HTMLTableRowElement }>();
  private readonly body: HTMLElement;
  private readonly heads: HTMLElement[];

  /** The table's head has a button for each of the columns, in their order. */
  constructor(
    table: HTMLTableElement,
    private readonly onOpen: (entry: Entry) => void,
  ) {
    this.body = table.tBodies[0]!;
    this.heads = [...table.tHead!.querySelectorAll('th')];
    this.heads.forEach((head, i) => head.querySelector('button')!.addEventListener('click', () => this.sortBy(i)));
    this.showOrder();
  }

  show(timeline: Timeline): void {
    this.timeline = timeline;
    const entries = sorted(timeline, this.order);
    const known = new Set(entries.map(({ id }) => id));
    for (const id of this.rows.keys()) if (!known.has(id)) this.rows.delete(id);
    arrange(this.body, entries.map((entry) => this.rowOf(entry)));
  }

  private sortBy(i: number): void {
    const column = columns[i]!;
    this.order = { column, descending: column === this.order.column && !this.order.descending };
    this.showOrder();
    if (this.timeline) this.show(this.timeline);
  }

  private showOrder(): void {
    this.heads.forEach((head, i) => {
      if (columns[i] !== this.order.column) head.removeAttribute('aria-sort');
      else head.setAttribute('aria-sort', this.order.descending ? 'descending' : 'ascending');
    });
  }

  private rowOf(entry: Entry): HTMLTableRowElement {
    const known = this.rows.get(entry.id);
    if (known?.entry === entry) return known.row;
    const row = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    const open = document.createElement('button');
    open.type = 'button';
    open.className = 'quiet';
    open.dir = 'auto';
    open.textContent = entry.path;
    open.addEventListener('click', () => this.onOpen(entry));
    head.append(open);
    row.append(head, ...this.cellsOf(entry));
    this.rows.set(entry.id, { entry, row });
    return row;
  }

  private cellsOf(entry: Entry): HTMLTableCellElement[] {
    const cell = (text: string, across = 1) => {
      const made = document.createElement('td');
      made.textContent = text;
      made.colSpan = across;
      return made;
    };
    const failure = failureOf(entry);
    if (failure) {
      const whole = cell(sentence(failure), columns.length - 1);
      whole.className = 'failure';
      return [whole];
    }
    const scored = scoredOf(entry)!;
    return [
      cell(scored.expectedYear.toFixed(0)),
      cell(scored.range),
      cell(`${scored.modernityPercent.toFixed(0)} %`),
      cell(familiarityText(scored)),
    ];
  }
}
