/** How the learning went. */
import type { TopLevelSpec } from 'vega-lite';
import { tableOf, type Chart, type Section } from '../parts';
import type { LearningCurvePoint, Report } from '../report';

type Measure = 'loss' | 'accuracy';

/** One curve per phase. `across` is the field of the horizontal axis, `words` its title. */
function curve(points: LearningCurvePoint[], measure: Measure, across: 'step' | 'minutes', words: string): Chart {
  const values = points.map(({ phase, step, time_s, loss, accuracy }) => ({
    phase,
    step,
    minutes: time_s / 60,
    loss,
    accuracy,
  }));
  const phase = { field: 'phase', type: 'nominal', sort: ['Train', 'Val'], title: null } as const;
  const spec: TopLevelSpec = {
    width: 'container',
    height: 220,
    data: { values },
    mark: { type: 'line', point: { filled: true, size: 24 } },
    encoding: {
      x: { field: across, type: 'quantitative', title: words },
      y: {
        field: measure,
        type: 'quantitative',
        scale: { zero: false },
        ...(measure === 'accuracy' ? { axis: { format: '%' } } : {}),
      },
      color: phase,
      strokeDash: phase,
      tooltip: [
        { field: 'phase' },
        { field: 'step', type: 'quantitative', format: '.0f' },
        { field: 'minutes', type: 'quantitative', format: '.1f' },
        { field: 'loss', type: 'quantitative', format: '.3f' },
        { field: 'accuracy', type: 'quantitative', format: '.1%' },
      ],
    },
  };
  return {
    title: `${measure === 'loss' ? 'Loss' : 'Accuracy'} by ${words}`,
    description: `Lines of the ${measure} in training and in validation over ${words}.`,
    spec,
    numbers: tableOf(values, 3),
    halfWidth: true,
  };
}

export function training({ learning_curves: curves }: Report): Section {
  const section = { id: 'training', title: 'How it learnt' };
  if (curves === null) {
    const nothing =
      "There is no training run beside the model. With --run and the run's folder, evaluate draws its learning curves here.";
    return { ...section, explanation: [nothing] };
  }
  const averaged =
    curves.batches_per_point > 1
      ? ` Each point by batch is a mean of ${curves.batches_per_point} batches of its phase.`
      : '';
  const both = (points: LearningCurvePoint[], across: 'step' | 'minutes', words: string) =>
    (['loss', 'accuracy'] as const).map((measure) => curve(points, measure, across, words));
  return {
    ...section,
    explanation: [
      `The run in the folder ${curves.run}. Training figures are of augmented photos and of a network that still ` +
        `changes, so they are not comparable with validation figures to the last digit.${averaged}`,
    ],
    charts: [
      ...both(curves.by_epoch, 'step', 'epoch'),
      ...both(curves.by_epoch, 'minutes', 'time in minutes'),
      ...both(curves.by_batch, 'step', 'training batches'),
    ],
  };
}
