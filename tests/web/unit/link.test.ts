// Links to what the page shows: reading, writing, and what is said about names that do not exist.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingSentence, readLink, sampleName, unknownSentence, writeLink } from '../../../web/src/link';
import type { Link } from '../../../web/src/link';

const known = { samples: ['coupe-1957', 'my car & dog'], themes: ['system', 'dark', 'light'], lessons: ['cheat'] };

const everything: Link = {
  sample: 'coupe-1957',
  method: 'occlusion',
  target: 'expected-year',
  crop: { left: 0.1, top: 0.205, width: 0.5, height: 0.4 },
  opacity: 0.7,
  theme: 'light',
  lesson: 'cheat',
};

test('a link reads as it was written', () => {
  const hash =
    'sample=coupe-1957&method=occlusion&target=expected-year&crop=10,20.5,50,40&opacity=70&theme=light&lesson=cheat';
  assert.equal(writeLink(everything), hash);
  assert.deepEqual(readLink(`#${hash}`, known), { link: everything, unknown: [] });
});

test('each part may be left out', () => {
  for (const key of Object.keys(everything) as (keyof Link)[]) {
    const { [key]: _, ...rest } = everything;
    assert.deepEqual(readLink(writeLink(rest), known), { link: rest, unknown: [] });
  }
  assert.equal(writeLink({}), '');
  assert.deepEqual(readLink('', known), { link: {}, unknown: [] });
});

test('buckets are numbers, and names with signs of their own survive', () => {
  for (const target of ['class:3', 'difference:3:12'] as const) {
    const link: Link = { sample: 'my car & dog', target };
    assert.match(writeLink(link), new RegExp(`target=${target}$`));
    assert.deepEqual(readLink(writeLink(link), known), { link, unknown: [] });
  }
});

test('a name that does not exist is told, and the rest is followed', () => {
  for (const [wrong, told] of [
    ['sample=lorry', 'sample "lorry"'],
    ['method=magic', 'method "magic"'],
    ['target=class', 'target "class"'],
    ['target=class:-1', 'target "class:-1"'],
    ['target=class:1:2', 'target "class:1:2"'],
    ['target=difference:1', 'target "difference:1"'],
    ['target=top:0', 'target "top:0"'],
    ['crop=10,20,95,40', 'crop "10,20,95,40"'],
    ['opacity=101', 'opacity "101"'],
    ['opacity=', 'opacity ""'],
    ['theme=pink', 'theme "pink"'],
    ['lesson=latin', 'lesson "latin"'],
  ] as const) {
    const key = wrong.split('=')[0] as keyof Link;
    const { [key]: _, ...rest } = everything;
    assert.deepEqual(readLink(`${wrong}&${writeLink(rest)}`, known), { link: rest, unknown: [told] });
  }
});

test('a place in the page, as the skip link names it, is no link of this kind', () => {
  assert.deepEqual(readLink('#answer', known), { link: {}, unknown: [] });
});

test('sentences about a link', () => {
  assert.equal(unknownSentence([]), '');
  assert.match(unknownSentence(['sample "lorry"', 'theme "pink"']), /^The link names .*sample "lorry", theme "pink".*\.$/);
  assert.equal(missingSentence({ ownPhoto: false, ownModel: false }), '');
  assert.equal(missingSentence({ ownPhoto: true, ownModel: false }), 'The photo is not part of the link.');
  assert.equal(missingSentence({ ownPhoto: true, ownModel: true }), 'The photo and the model are not part of the link.');
});

test("a sample's name is its file's without the ending", () => {
  assert.equal(sampleName('coupe-1957.jpg'), 'coupe-1957');
  assert.equal(sampleName('a.b.png'), 'a.b');
});
