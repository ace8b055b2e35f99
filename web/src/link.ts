// A link to what the page shows: the address after "#", in the syntax of a query. No DOM in here.
import { cropNamed, cropText } from './crop';
import type { Choice } from './generated/ui';
import { methodNamed, targetNamed } from './page-words';
import type { Part } from './part';

/** What a link can name. A photo of one's own is never part of it, nor is a model of one's own. */
export interface Link {
  /** The name of a sample picture: its file's, without what follows the dot. */
  sample?: string;
  /** The part of the sample that is scored; without it the whole. */
  crop?: Part;
  method?: Choice['method'];
  /** The model may lack its buckets; see modelHas. */
  target?: Choice['target'];
  /** 0..1. */
  opacity?: number;
  /** A theme's name. */
  theme?: string;
  /** A lesson's name. */
  lesson?: string;
}

/** The names that the page itself knows. */
export interface KnownNames {
  samples: string[];
  themes: string[];
  lessons: string[];
}

export interface ReadLink {
  link: Link;
  /** What the link names and the page has not, for a sentence: 'sample "lorry"'. */
  unknown: string[];
}

/** "coupe-1957" for "coupe-1957.jpg". */
export const sampleName = (file: string): string => file.replace(/\.[^.]*$/, '');

const member = (names: string[]) => (text: string) => names.find((name) => name === text);

function opacityNamed(text: string): number | undefined {
  const percent = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  return percent <= 100 ? percent / 100 : undefined;
}

/** Reads the address after "#", with or without the "#". Keys that no link has are passed over. */
export function readLink(hash: string, { samples, themes, lessons }: KnownNames): ReadLink {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const unknown: string[] = [];
  const read = <T>(key: keyof Link, named: (text: string) => T | undefined): T | undefined => {
    const text = given.get(key);
    if (text === null) return undefined;
    const value = named(text);
    if (value === undefined) unknown.push(`${key} "${text}"`);
    return value;
  };
  const parts: { [K in keyof Link]: Link[K] | undefined } = {
    sample: read('sample', member(samples)),
    crop: read('crop', cropNamed),
    method: read('method', methodNamed),
    target: read('target', targetNamed),
    opacity: read('opacity', opacityNamed),
    theme: read('theme', member(themes)),
    lesson: read('lesson', member(lessons)),
  };
  return { link: Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)), unknown };
}

/** The address after "#" for a link, without the "#". */
export function writeLink({ crop, opacity, ...names }: Link): string {
  const query = new URLSearchParams();
  for (const key of ['sample', 'method', 'target'] as const) {
    if (names[key] !== undefined) query.set(key, names[key]);
  }
  if (crop !== undefined) query.set('crop', cropText(crop));
  if (opacity !== undefined) query.set('opacity', String(Math.round(100 * opacity)));
  for (const key of ['theme', 'lesson'] as const) {
    if (names[key] !== undefined) query.set(key, names[key]);
  }
  // A colon and a comma may stand in an address as they are.
  return query.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
}

/** One sentence about what a link names and the page has not; empty if there is nothing. */
export function unknownSentence(unknown: string[]): string {
  if (unknown.length === 0) return '';
  return `The link names what this page does not have (${unknown.join(', ')}): choose another in the page's controls.`;
}

/** What a copied link does not contain, as one sentence; empty if it contains all that is on show. */
export function missingSentence({ ownPhoto, ownModel }: { ownPhoto: boolean; ownModel: boolean }): string {
  const parts = [...(ownPhoto ? ['photo'] : []), ...(ownModel ? ['model'] : [])];
  if (parts.length === 0) return '';
  return `The ${parts.join(' and the ')} ${parts.length === 1 ? 'is' : 'are'} not part of the link.`;
}
