// The contrast of each theme's colours, by WCAG 2.2: relative luminance, 1.4.3, 1.4.6 and 1.4.11.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** This test runs in build/unit-tests/. */
const themes = fileURLToPath(new URL('../../web/src/themes/', import.meta.url));

type Colors = Record<string, string>;

function colorsOf(theme: string): Colors {
  const sheet = readFileSync(`${themes}${theme}.css`, 'utf8');
  return Object.fromEntries([...sheet.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name, hex]) => [name, hex]));
}

function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : hex.slice(1).match(/../g)!;
  const [red, green, blue] = digits
    .map((pair) => parseInt(pair, 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** What is written on what. */
const texts = {
  text: ['background', 'card', 'control', 'control-hovered'],
  muted: ['background', 'card', 'control'],
  accent: ['background', 'card'],
  'accent-text': ['accent'],
  top: ['background', 'card'],
  error: ['background', 'card'],
};
/** Borders of controls, and what is drawn on what. */
const graphics = {
  'control-border': ['background', 'card', 'control', 'control-hovered'],
  accent: ['background', 'card', 'control', 'control-hovered'],
  bar: ['card'],
  top: ['card'],
};

function weakPairs(colors: Colors, pairs: Record<string, string[]>, least: number): string[] {
  return Object.entries(pairs).flatMap(([front, backs]) =>
    backs
      .map((back) => ({ back, ratio: contrast(colors[front]!, colors[back]!) }))
      .filter(({ ratio }) => ratio < least)
      .map(({ back, ratio }) => `${front} on ${back}: ${ratio.toFixed(2)}, not ${least}`),
  );
}

for (const { theme, least } of [
  { theme: 'dark', least: 4.5 },
  { theme: 'light', least: 4.5 },
  { theme: 'high-contrast', least: 7 },
]) {
  test(`${theme}: text is at ${least}:1, graphics and the borders of controls at 3:1`, () => {
    const colors = colorsOf(theme);
    assert.deepEqual(weakPairs(colors, texts, least), []);
    assert.deepEqual(weakPairs(colors, graphics, 3), []);
  });
}

test('every theme has all colours', () => {
  const names = (theme: string) => [...readFileSync(`${themes}${theme}.css`, 'utf8').matchAll(/--[\w-]+(?=:)/g)].map(String);
  for (const theme of ['light', 'high-contrast', 'forced-colors']) assert.deepEqual(names(theme), names('dark'));
});

test('contrast is that of WCAG', () => {
  assert.equal(contrast('#000', '#fff'), 21);
  assert.equal(contrast('#777777', '#fff').toFixed(2), '4.48');
});
