/** The cars themselves: typical, best, worst and most surprising. */
import type { Gallery, Section } from '../parts';
import type { Report } from '../report';
import { fixed } from '../text';

export function cars(report: Report): Section {
  const { typical, best, worst, surprising, confident_from } = report.galleries;
  const galleries: Gallery[] = [
    {
      title: 'From old to new',
      explanation:
        'Of every year bucket with photos, the car whose modernity score is the median of its bucket: the typical one, ' +
        'not the best.',
      pictures: typical,
    },
    { title: 'Best', explanation: 'The smallest errors in years; each make and model once.', pictures: best },
    { title: 'Worst', explanation: 'The largest errors in years; each make and model once.', pictures: worst },
    {
      title: 'Most surprising',
      explanation:
        `Wrong and confident (${fixed(100 * confident_from, 0)}\u00a0% or more for one bucket), with the lowest ` +
        'probability of the true bucket.',
      pictures: surprising,
    },
  ];
  const explanation = [
    `The modernity score runs from 1, oldest, to ${report.metrics.buckets.length}, newest. All are chosen by rule, none ` +
      'by hand.',
  ];
  if (surprising.length === 0) {
    explanation.push('No photo was both wrong and confident, so there are no most surprising ones.');
  }
  return {
    id: 'cars',
    title: 'The cars themselves',
    explanation,
    galleries: galleries.filter(({ pictures }) => pictures.length > 0),
  };
}
