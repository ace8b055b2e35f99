// Light, dark, high contrast and forced colours. The colours stand in themes/*.css; index.html says which style sheet
// suits which system, and a person can choose another. The canvas gets the same colours from here.
import type { Palette } from './generated/ui';
import { keepChoice, keptChoice } from './kept-choices';

const bySystem = 'system';

const list = document.querySelector<HTMLSelectElement>('#theme');
const sheets = [...document.querySelectorAll<HTMLLinkElement>('link[data-theme]')];
const mediaBySystem = new Map(sheets.map((sheet) => [sheet, sheet.media]));
const listeners: (() => void)[] = [];

let chosen = bySystem;

/** Which custom property holds each of the canvas's colours. */
const properties: Record<keyof Palette, string> = {
  background: '--background',
  card: '--card',
  cardBorder: '--border',
  control: '--control',
  controlHovered: '--control-hovered',
  controlBorder: '--control-border',
  text: '--text',
  mutedText: '--muted',
  accent: '--accent',
  bar: '--bar',
  topBar: '--top',
};

/** "rgb(14, 17, 22)" or "color(srgb 0.05 0.07 0.09)", as browsers write a computed colour, as 0xAABBGGRR. */
function packed(color: string): number {
  const share = color.startsWith('color(') ? 255 : 1;
  const [red, green, blue] = color
    .replace('color(srgb', '')
    .match(/[\d.]+(e-\d+)?/g)!
    .map((part) => Math.round(share * Number(part))) as [number, number, number];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** The colours now in use, for the canvas. */
export function palette(): Palette {
  // Only an element's own colour is computed to numbers, whatever stands in the style sheet.
  const probe = document.createElement('span');
  probe.style.setProperty('forced-color-adjust', 'none');
  probe.hidden = true;
  document.body.append(probe);
  const colors = Object.entries(properties).map(([name, property]) => {
    probe.style.color = `var(${property})`;
    return [name, packed(getComputedStyle(probe).color)];
  });
  probe.remove();
  return Object.fromEntries(colors) as Palette;
}

/** The themes that can be chosen. */
export const themeNames = (): string[] => [...(list?.options ?? [])].map(({ value }) => value);

/** The theme that a person or a link has chosen; undefined if it is the system's. */
export const chosenTheme = (): string | undefined => (chosen === bySystem ? undefined : chosen);

function colorsChanged(): void {
  let meta = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
  if (!meta) {
    meta = document.createElement('meta');
    meta.name = 'theme-color';
    document.head.append(meta);
  }
  meta.content = getComputedStyle(document.body).backgroundColor;
  for (const listener of listeners) listener();
}

/** Shows a theme until another is chosen; "system" follows the system's settings. */
export function showTheme(name: string): void {
  chosen = name;
  if (list) list.value = name;
  for (const sheet of sheets) {
    const { theme } = sheet.dataset;
    // The dark one is the ground on which the others build; forced colours are not for a page to refuse.
    if (theme === 'dark' || theme === 'forced') continue;
    sheet.media = name === bySystem ? mediaBySystem.get(sheet)! : theme === name ? 'all' : 'not all';
  }
  colorsChanged();
}

/** Calls onChange with every change of colours, whoever makes it. */
export function onColorsChanged(onChange: () => void): void {
  listeners.push(onChange);
}

/** Shows the theme that a person chose at an earlier visit, and follows the system and the control, telling onChoice. */
export function startThemes(onChoice = () => {}): void {
  const kept = keptChoice('theme');
  for (const media of mediaBySystem.values()) matchMedia(media).addEventListener('change', colorsChanged);
  for (const sheet of sheets) sheet.addEventListener('load', colorsChanged);
  list?.addEventListener('change', () => {
    keepChoice('theme', list.value);
    showTheme(list.value);
    onChoice();
  });
  showTheme(kept !== null && (!list || themeNames().includes(kept)) ? kept : bySystem);
}
