// The methods and targets that there are, with their words: the tables of shared/explain, written as JSON while the
// WebAssembly modules are built.
import type { Choice } from './generated/ui';
import words from './generated/words.json';

type Target = Choice['target'];

/** The numbers of the buckets that a target names: none, one or two. */
export const targetBuckets = (target: Target): number[] => target.split(':').slice(1).map(Number);

const targetRow = (name: string) => words.targets.find((row) => row.name === name.split(':')[0]);

/** The method with this name, if there is one. */
export function methodNamed(name: string): Choice['method'] | undefined {
  return words.methods.find((row) => row.name === name)?.name as Choice['method'] | undefined;
}

/** The target with this name, if there is such a kind of target; a model may lack its buckets. */
export function targetNamed(name: string): Target | undefined {
  const numbers = name.split(':').slice(1);
  const isNumber = (text: string) => /^\d{1,4}$/.test(text);
  const known = targetRow(name)?.buckets === numbers.length && numbers.every(isNumber);
  return known ? (name as Target) : undefined;
}

/** Whether a model of this many buckets has those that a target names; two that are compared are different ones. */
export function modelHas(buckets: number, target: Target): boolean {
  const named = targetBuckets(target);
  return named.every((k) => k < buckets) && new Set(named).size === named.length;
}

/** The method that measured best for a target of this kind. */
export function defaultMethod(target: Target): Choice['method'] {
  return targetRow(target)!.defaultMethod as Choice['method'];
}
