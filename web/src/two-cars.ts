// Two cars side by side: the one on show and one that a person has kept. Everything here is pure.
import type { Answer, Explanation, Hidden, ModelInfo, Picture } from './generated/engine';
import type { Choice } from './generated/ui';
import type { Shape } from './hidden-mask';
import { answeringModel } from './lesson';
import type { Part } from './part';
import { answerOf, displayOf, explainedByOf, explanationOf, fileOf, hiddenOf, wholeOf } from './photo';
import type { Session } from './session';

/** What a comparison needs of a car; it stays as it is when the page goes on to another photo. */
export interface Car {
  name: string;
  picture: Picture;
  /** The whole photo's shape, and the part of it that is in the picture. */
  shape: Shape;
  part: Part;
  answer: Answer;
  /** The answer with parts of it hidden, while some are. */
  hidden: Hidden | undefined;
  /** The one that gave the answer. */
  model: ModelInfo;
  /** The whole map and the choice that it was made by; nothing while it is being drawn. */
  map: { explanation: Explanation; choice: Choice } | undefined;
}

/** The car on show; undefined before it has an answer. */
export function carOf(session: Session): Car | undefined {
  const { photo } = session;
  const model = answeringModel(session);
  const [file, shape, picture, answer] = [fileOf(photo), wholeOf(photo), displayOf(photo), answerOf(photo)];
  if (!file || !shape || !picture || !answer || !model) return undefined;
  const [explanation, choice] = [explanationOf(photo), explainedByOf(photo)];
  const isWhole = explanation !== undefined && explanation.stepsDone === explanation.steps;
  return {
    name: file.name,
    picture,
    shape,
    part: session.crop.part,
    answer,
    hidden: hiddenOf(photo),
    model,
    map: isWhole && choice ? { explanation, choice } : undefined,
  };
}

export const shownAnswer = ({ answer, hidden }: Car): Answer => hidden?.answer ?? answer;

const hasSameMap = (a: Car | undefined, b: Car | undefined): boolean => a?.map?.explanation === b?.map?.explanation;

export const isSameCar = (a: Car | undefined, b: Car | undefined): boolean =>
  a?.picture === b?.picture && a?.answer === b?.answer && a?.hidden === b?.hidden && hasSameMap(a, b);

export const isSameExplanation = (a: Choice, b: Choice): boolean => a.method === b.method && a.target === b.target;

/** Whether the colours of both maps can mean the same: both are by one model, method and target. */
export function haveOneScale(a: Car, b: Car): boolean {
  return !!a.map && !!b.map && a.model === b.model && isSameExplanation(a.map.choice, b.map.choice);
}

/** A map's values when `scale` is what full colour means, instead of the map's own scale. */
export function onScale({ values, scale: own }: Explanation, scale: number): Float32Array<ArrayBuffer> {
  return scale > 0 ? values.map((value) => (value * own) / scale) : values;
}

/** Of two maps the one whose colours reach farther; its legend is that of both. */
export const wider = (a: Explanation, b: Explanation): Explanation => (b.scale > a.scale ? b : a);
