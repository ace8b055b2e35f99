// The pages of the site: what their heads share, and the model's card, which is the README beside the model.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Marked } from 'marked';
import type { Plugin } from 'vite';
import { modelFile } from './gather-site-files';

const web = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const card = join(dirname(modelFile), 'README.md');

/** Whether the site has a card of its model. A model of a deployment's own may come without. */
const hasCard = (): boolean => existsSync(card);

/** Wide tables and listings scroll by themselves, for fingers and for the keyboard. */
const scrolling = (html: string, name: string) =>
  `<div class="wide" role="region" aria-label="${name}" tabindex="0">${html}</div>`;

/** A README in Markdown as HTML. */
export function readable(markdown: string): string {
  const marked = new Marked();
  const { table, code } = marked.Renderer.prototype;
  let tables = 0;
  let listings = 0;
  marked.use({
    renderer: {
      table(token) {
        return scrolling(table.call(this, token), `Table ${++tables}`);
      },
      code(token) {
        return scrolling(code.call(this, token), `Listing ${++listings}`);
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

const cardLink = `<p><a href="./card.html">The card of this site's model</a>: its data, its errors, its limits.</p>`;

/** The HTML files that the site is built from. */
export function pageFiles(): string[] {
  return ['index.html', ...(hasCard() ? ['card.html'] : [])].map((name) => join(web, name));
}

/** Replaces the comments <!-- head -->, <!-- card --> and <!-- card link --> of the pages. */
export function pages(): Plugin {
  return {
    name: 'deepcars-pages',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        html
          .replace('<!-- head -->', () => readFileSync(join(web, 'head.html'), 'utf8').trim())
          .replace('<!-- card link -->', () => (hasCard() ? cardLink : ''))
          .replace('<!-- card -->', () => readable(readFileSync(card, 'utf8'))),
    },
  };
}
