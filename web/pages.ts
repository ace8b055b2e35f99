// The pages of the site: what their heads share; the model's card, which is the README beside the model; and the
// licences of all that the site contains, as packaging/licences.mjs finds them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Marked } from 'marked';
import type { Plugin } from 'vite';
import { modelFile } from './gather-site-files';
import { escape } from './words';

const web = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const card = join(dirname(modelFile), 'README.md');

/** Whether the site has a card of its model. A model of a deployment's own may come without. */
const hasCard = (): boolean => existsSync(card);

/** Wide tables and listings scroll by themselves, for fingers and for the keyboard. */
const scrolling = (html: string, name: string) =>
  `<div class="wide" role="region" aria-label="${name}" tabindex="0">${html}</div>`;

/** A heading's id in an address, as GitHub makes it: "a-model-that-cheats". */
const headingId = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-');

/** A README in Markdown as HTML. */
export function readable(markdown: string): string {
  const marked = new Marked();
  const { table, code, heading } = marked.Renderer.prototype;
  let tables = 0;
  let listings = 0;
  marked.use({
    renderer: {
      table(token) {
        return scrolling(table.call(this, token), `Table ${++tables}`);
      },
      heading(token) {
        return heading.call(this, token).replace(/^<h\d/, `$& id="${headingId(token.text)}"`);
      },
      code(token) {
        return scrolling(code.call(this, token), `Listing ${++listings}`);
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

const cardLink = `<p><a href="./card.html">The card of this site's model</a>: its data, its errors, its limits.</p>`;

/** The section of the project's own card that the lesson links to. A deployment's card may lack it. */
const cheatSection = 'A model that cheats';

const cheatLink = () =>
  existsSync(card) && readFileSync(card, 'utf8').includes(`## ${cheatSection}\n`)
    ? `<a href="./card.html#${headingId(cheatSection)}">How it was made and tested</a>`
    : '';

/** Of what the WebAssembly modules and the page's packages contain. */
const licences = (): string =>
  execFileSync(process.execPath, [resolve(web, '../packaging/licences.mjs'), 'site', resolve(web, '../build/wasm')], {
    encoding: 'utf8',
  });

/** The HTML files that the site is built from. */
export function pageFiles(): string[] {
  return ['index.html', 'licences.html', ...(hasCard() ? ['card.html'] : [])].map((name) => join(web, name));
}

/** Replaces the comments <!-- head -->, <!-- card -->, <!-- licences --> and those of links to sections. */
export function pages(): Plugin {
  return {
    name: 'deepcars-pages',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        html
          .replace('<!-- head -->', () => readFileSync(join(web, 'head.html'), 'utf8').trim())
          .replace('<!-- card link -->', () => (hasCard() ? cardLink : ''))
          .replace('<!-- cheat link -->', cheatLink)
          .replace('<!-- licences -->', () => escape(licences()))
          .replace('<!-- card -->', () => readable(readFileSync(card, 'utf8'))),
    },
  };
}
