/** The sections, in the order of the page. To add one, write its file in sections/ and name it here. */
import type { Section } from './parts';
import type { Report } from './report';
import { cars } from './sections/cars';
import { confusion } from './sections/confusion';
import { drawnCars } from './sections/drawn-cars';
import { familiarity } from './sections/familiarity';
import { groups } from './sections/groups';
import { measures } from './sections/measures';
import { photos } from './sections/photos';
import { reliability } from './sections/reliability';
import { saliency } from './sections/saliency';
import { saliencyTrust } from './sections/saliency-trust';
import { training } from './sections/training';
import { years } from './sections/years';

const all = [measures, groups, years, confusion, reliability, familiarity, cars, saliency, saliencyTrust, drawnCars, photos, training];

export function sections(report: Report): Section[] {
  return all.map((section) => section(report));
}

/** What was evaluated, in words. */
export function heading({ metrics }: Report): { title: string; subtitle: string } {
  const parts = [`${metrics.photos} photos of ${metrics.index}, split: ${metrics.split}`];
  if (metrics.unreadable_photos > 0) {
    parts.push(`${metrics.unreadable_photos} more could not be read and are left out`);
  }
  if (metrics.photos_outside_buckets > 0) {
    parts.push(`${metrics.photos_outside_buckets} are of years outside the model's and count for years only`);
  }
  return { title: `How well ${metrics.model} dates cars`, subtitle: `${parts.join('; ')}.` };
}
