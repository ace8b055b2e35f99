// Two cars side by side: the one on show and one that a person has kept. Everything here is pure.
import type { Answer, Explanation, ModelInfo, Picture } from './generated/engine';
import type { Choice } from './generated/ui';
import { answeringModel } from './lesson';
import { displayOf, explainedByOf, explanationOf, fileOf, shownAnswerOf } from './photo';
import type { Session } from './session';

/** What a comparison needs of a car; it stays as it is when the page goes on to another photo. */
export interface Car {
  name: string;
  picture: Picture;
  answer: Answer;
  /** The one that gave the answer. */
  model: ModelInfo;
  /** The whole map and the choice that it was made by; nothing while it is being drawn. */
  map: { explanation: Explanation; choice: Choice } | undefined;
}

/** The car on show; undefined before it has an answer. */
export function carOf(session: Session): Car | undefined {
  const { photo } = session;
  const model = answeringModel(session);
  const [file, picture, answer] = [fileOf(photo), displayOf(photo), shownAnswerOf(photo)];
  if (!file || !picture || !answer || !model) return undefined;
  const [explanation, choice] = [explanationOf(photo), explainedByOf(photo)];
  const isWhole = explanation !== undefined && explanation.stepsDone === explanation.steps;
  return { name: file.name, picture, answer, model, map: isWhole && choice ? { explanation, choice } : undefined };
}

export const isSameCar = (a: Car | undefined, b: Car | undefined): boolean =>
  a?.picture === b?.picture && a?.answer === b?.answer && a?.map?.explanation === b?.map?.explanation;

/** Whether the colours of both maps can mean the same: both are by one model, method and target. */
export function haveOneScale(a: Car, b: Car): boolean {
  if (!a.map || !b.map || a.model !== b.model) return false;
  return a.map.choice.method === b.map.choice.method && a.map.choice.target === b.map.choice.target;
}

/** A map's values when `scale` is what full colour means, instead of the map's own scale. */
export function onScale({ values, scale: own }: Explanation, scale: number): Float32Array<ArrayBuffer> {
  return scale > 0 ? values.map((value) => (value * own) / scale) : values;
}

/** Of two maps the one whose colours reach farther; its legend is that of both. */
export const wider = (a: Explanation, b: Explanation): Explanation => (b.scale > a.scale ? b : a);
