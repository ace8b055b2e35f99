/** Which pixels some of the answers rest on. */
import type { Section } from '../parts';
import type { Report } from '../report';

export function saliency(report: Report): Section {
  return {
    id: 'saliency',
    title: 'What the answers rest on',
    explanation: [],
    galleries: [
      {
        explanation:
          'Photo, saliency and overlay of typical old, middling and new cars, of the worst and of the most surprising ' +
          'one. Saliency is the largest absolute gradient over the colour channels of the logit of the likeliest bucket ' +
          'to the pixels (Simonyan et al., 2014): where a small change would matter to the answer, which is not always ' +
          'what makes a car old.',
        pictures: report.galleries.explained,
        wide: true,
      },
    ],
  };
}
