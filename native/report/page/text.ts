/** Numbers as text. */
import type { Interval } from './report';

/** More decimal places than any double that a report holds needs to be told from a tie. */
const exactDigits = 60;

/**
 * A number with that many digits after the point. A tie goes to the even digit, as the command line has it:
 * 0.125 -> "0.12", where toFixed says "0.13".
 */
export function fixed(value: number, digits: number): string {
  const exact = value.toFixed(exactDigits);
  const cut = exact.indexOf('.') + 1 + digits;
  const below = exact.slice(0, digits === 0 ? cut - 1 : cut);
  const isTie = /^50*$/.test(exact.slice(cut));
  return isTie && Number(below.at(-1)) % 2 === 0 ? below : value.toFixed(digits);
}

/** "34.7 %", "3.98", or "-" where it is not defined. */
export function valueText(value: number | null, percent: boolean): string {
  if (value === null) return '-';
  return percent ? `${fixed(100 * value, 1)} %` : fixed(value, 2);
}

/** "31.0 .. 38.2", in percent if percent is true, or "-". */
export function intervalText(interval: Interval | null, percent: boolean): string {
  if (interval === null) return '-';
  return interval.map((end) => (percent ? fixed(100 * end, 1) : fixed(end, 2))).join(' .. ');
}
