// What a visitor reads never speaks of the network as of a person, and gives ranges in numbers with their odds.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import ts from 'typescript';
import { project } from './support';

/** Said of a network these promise too much. "How modern does a car look?" is about the car. */
const forbidden = [
  /\blook(s|ed|ing)? (at|for|like it)\b/i,
  /\b(think|believe|know|understand|want|decide|see|guess)s\b/i,
  /\b(thinks?|thinking|thought|believe[sd]?|understands?|understood|decided?|decides|wants?|sees|saw) that\b/i,
  /\b(model|network|program|computer|machine|deepCars|it) (see|think|know|believe|want|understand|recogni[sz]e|notice)s?\b/i,
  /\b(AI|A\.I\.|artificial intelligence)\b/,
  /\bgive or take\b/i,
];
/** What these rules would hit and is true. */
const allowed = ['it does not recognise makes and models'];

interface Text {
  where: string;
  text: string;
}

const read = (path: string) => readFileSync(join(project, path), 'utf8');
const filesIn = (folder: string, ending: string) =>
  readdirSync(join(project, folder), { recursive: true })
    .map((name) => `${folder}/${String(name)}`)
    .filter((path) => path.endsWith(ending))
    .sort();

/** Text between tags, and the attributes that are read out or shown. */
function ofHtml(path: string): Text[] {
  const html = read(path).replace(/<!--.*?-->|<(script|style).*?<\/\1>/gs, '');
  const attributes = [...html.matchAll(/\b(?:alt|title|aria-label|label|placeholder|content)="([^"]*)"/g)].map((match) => match[1]!);
  // Inline elements do not end a sentence.
  const flow = html.replace(/<\/?(strong|em|code|a|span|kbd|output)\b[^>]*>/g, '');
  const texts = flow.split(/<[^>]*>/).map((text) => text.replace(/\s+/g, ' ').trim());
  return [...texts, ...attributes].filter(Boolean).map((text) => ({ where: path, text }));
}

/** The text of literals that are joined by +, as long lines are. */
function sumOfTexts(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [sumOfTexts(node.left), sumOfTexts(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

/** The strings of a program in TypeScript: its literals and the fixed parts of its templates. */
function ofTypeScript(path: string): Text[] {
  const texts: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    const sum = sumOfTexts(node);
    if (sum !== undefined) return void texts.push({ where: path, text: sum });
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      texts.push({ where: path, text: node.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2022));
  return texts;
}

/** The strings of a C++ file; those that only a line end separates are one. */
function ofCpp(path: string): Text[] {
  const code = read(path).replace(/^\s*#include.*$/gm, '').replace(/"\s*\n\s*"/g, '');
  const tokens = code.matchAll(/\/\/.*|\/\*[\s\S]*?\*\/|"((?:\\.|[^"\\\n])*)"|'(?:\\.|[^'\\])'/g);
  return [...tokens].flatMap((match) => (match[1] === undefined ? [] : [{ where: path, text: match[1] }]));
}

function ofWords(): Text[] {
  const path = 'web/src/generated/words.json';
  const texts: Text[] = [];
  JSON.parse(read(path), (_, value: unknown) => {
    if (typeof value === 'string') texts.push({ where: path, text: value });
    return value;
  });
  return texts;
}

/** Everything that a visitor can read: the built page, what its programs write, and the words from the C++. */
function visitorsTexts(): Text[] {
  return [
    // The licences are the words of others; the page around them is ours.
    ...filesIn('build/site', '.html').filter((path) => !path.endsWith('/licences.html')).flatMap(ofHtml),
    ...ofHtml('web/licences.html'),
    ...filesIn('web/src', '.ts').flatMap(ofTypeScript),
    ...ofWords(),
    // Failures and legends come from the shared library.
    ...['wasm/ui', 'wasm/engine', 'shared'].flatMap((folder) => filesIn(folder, '.cc').flatMap(ofCpp)),
  ];
}

function faults(texts: Text[]): string[] {
  return texts.flatMap(({ where, text }) => {
    const counted = allowed.reduce((rest, phrase) => rest.replaceAll(phrase, ''), text);
    return forbidden.filter((rule) => rule.test(counted)).map((rule) => `${where}: "${text}" (${rule.exec(counted)![0]})`);
  });
}

test('no text speaks of the network as of a person', () => {
  test.skip(!existsSync(join(project, 'build/site/index.html')), 'the site has not been built');
  const texts = visitorsTexts();
  // The places that are searched are those where texts are.
  for (const part of ['How modern does a car look?', 'Scoring the photo', 'Drop a photo of a car here', 'Gradient magnitude', 'brighter is older']) {
    expect(texts.map(({ text }) => text).join('\n')).toContain(part);
  }
  expect(faults(texts)).toEqual([]);
});

test('the rules find what they are for', () => {
  for (const text of [
    'What the model looks at',
    'Looking at the photo',
    'The network thinks that it is old',
    'Our AI decides',
    'it sees a car',
    'around 1969, give or take 18 years',
  ]) {
    expect(faults([{ where: 'here', text }]), text).not.toEqual([]);
  }
  expect(faults([{ where: 'here', text: 'How modern does a car look? This car looks 31 % modern.' }])).toEqual([]);
});
