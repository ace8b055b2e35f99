// What the build of the page takes from C++; the WebAssembly build writes it as JSON. The methods, targets and fills that
// index.html offers, from the tables of shared/explain, stand in the page itself, so that they are there before the
// engine is, and without JavaScript.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

interface Word {
  name: string;
  label: string;
  answers: string;
  /** How many year buckets' numbers a target needs. */
  buckets?: number;
  /** The name of the method that measured best for such a target. */
  defaultMethod?: string;
}

interface Words {
  methods: Word[];
  targets: Word[];
  fills: Pick<Word, 'name' | 'label'>[];
  /** The name of the file of neighbours, beside its model. */
  neighboursFile: string;
}

const web = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const file = join(web, 'src/generated/words.json');

/** Text as HTML, in an element or an attribute. */
export const escape = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const option = ({ name, label, answers = '' }: Partial<Word> & Pick<Word, 'name' | 'label'>, chosen?: string) =>
  `<option value="${escape(name)}"${answers && ` title="${escape(answers)}"`}${name === chosen ? ' selected' : ''}>${escape(label)}</option>`;

/**
 * A target of one bucket becomes a group, which the page fills when it knows the model's buckets. A target of two is
 * chosen by a second list.
 */
function targetOption(word: Word): string {
  if (word.buckets === 1)
    return `<optgroup id="target-buckets" label="${escape(word.label)}" title="${escape(word.answers)}"></optgroup>`;
  return word.buckets === 0 ? option(word) : '';
}

/** The JSON that the WebAssembly build has written. */
export function generatedWords(): Words {
  if (!existsSync(file)) throw new Error(`${file} is missing: build the WebAssembly modules first`);
  return JSON.parse(readFileSync(file, 'utf8')) as Words;
}

/** Replaces the comments <!-- methods -->, <!-- targets --> and <!-- fills --> of index.html. */
export function words(): Plugin {
  return {
    name: 'deepcars-words',
    transformIndexHtml: {
      order: 'pre',
      handler(html) {
        const { methods, targets, fills } = generatedWords();
        const { defaultMethod } = targets[0]!;
        return html
          .replace('<!-- methods -->', methods.map((word) => option(word, defaultMethod)).join(''))
          .replace('<!-- targets -->', targets.map(targetOption).join(''))
          .replace('<!-- fills -->', fills.map((fill) => option(fill)).join(''));
      },
    },
  };
}
