/** The report's page: reads the report that is embedded beside this script and shows it. */
import { element, linksElement, sectionElement } from './dom';
import { draw } from './draw';
import type { Report } from './report';
import { heading, sections } from './sections';

const report = JSON.parse(document.getElementById('report')?.textContent ?? '') as Report;
const { title, subtitle } = heading(report);
const shown = sections(report);
const parts = shown.map(sectionElement);

document.title = title;
document.body.append(
  element('header', {}, element('h1', {}, title), element('p', {}, subtitle), linksElement(shown)),
  element('main', {}, ...parts.map((part) => part.element)),
);

// A page printed before every chart is drawn would lack some: all start at once, and the page says when they are done.
void Promise.all(parts.flatMap(({ drawings }) => drawings).map(draw)).then(() => {
  document.documentElement.dataset['state'] = 'ready';
});
