/** Sections as elements. All text goes in as text, never as markup. */
import type { Chart, Gallery, Section, Table } from './parts';
import type { ReportPicture } from './report';

/** A place on the page that waits for its chart. */
export interface Drawing {
  holder: HTMLElement;
  chart: Chart;
}

export function element(name: string, attributes: Record<string, string>, ...content: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

function tableElement({ header, rows }: Table): HTMLElement {
  const cell = (text: string, column: number) =>
    column === 0 ? element('th', { scope: 'row' }, text) : element('td', {}, text);
  const head = element('tr', {}, ...header.map((text) => element('th', { scope: 'col' }, text)));
  const body = rows.map((row) => element('tr', {}, ...row.map(cell)));
  const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...body));
  return element('div', { class: 'table', tabindex: '0' }, table);
}

function chartElement(chart: Chart, id: string): { figure: HTMLElement; drawing: Drawing } {
  const holder = element('div', { class: 'drawing', 'data-chart': id });
  const figure = element(
    'figure',
    { class: chart.halfWidth ? 'chart half' : 'chart' },
    element('h3', {}, chart.title),
    holder,
    element('figcaption', {}, chart.description),
    element('details', {}, element('summary', {}, 'The numbers'), tableElement(chart.numbers)),
  );
  return { figure, drawing: { holder, chart } };
}

function pictureElement({ data_uri, alternative, caption }: ReportPicture): HTMLElement {
  return element(
    'figure',
    {},
    element('img', { src: data_uri, alt: alternative }),
    element('figcaption', {}, ...caption.map((line) => element('span', {}, line))),
  );
}

function galleryElements({ title, explanation, pictures, wide }: Gallery): HTMLElement[] {
  return [
    ...(title === undefined ? [] : [element('h3', {}, title)]),
    element('p', {}, explanation),
    element('div', { class: wide ? 'gallery wide' : 'gallery' }, ...pictures.map(pictureElement)),
  ];
}

/** The section, and the drawings that it waits for. */
export function sectionElement(section: Section): { element: HTMLElement; drawings: Drawing[] } {
  const { id, title, explanation, tables = [], charts = [], galleries = [] } = section;
  const figures = charts.map((chart, i) => chartElement(chart, `${id}-chart-${i + 1}`));
  const made = element(
    'section',
    { 'aria-labelledby': id },
    element('h2', { id }, title),
    ...explanation.map((paragraph) => element('p', {}, paragraph)),
    ...tables.map(tableElement),
    ...(figures.length > 0 ? [element('div', { class: 'charts' }, ...figures.map(({ figure }) => figure))] : []),
    ...galleries.flatMap(galleryElements),
  );
  return { element: made, drawings: figures.map(({ drawing }) => drawing) };
}

export function linksElement(sections: Section[]): HTMLElement {
  const links = sections.map(({ id, title }) => element('li', {}, element('a', { href: `#${id}` }, title)));
  return element('nav', { 'aria-label': 'Sections' }, element('ul', {}, ...links));
}
