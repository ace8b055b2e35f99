// Where the cars of a timeline stand: an axis of years, and rows in which no two of them overlap. Numbers only.

export interface Axis {
  fromYear: number;
  toYear: number;
  /** The years to write: decades, or every second or fifth of them where there is little room. */
  marks: number[];
}

/** An axis of whole decades that holds the years. A mark needs markPx. */
export function axisOf(years: readonly number[], widthPx: number, markPx: number): Axis {
  const decades = years.map((year) => Math.floor(year / 10));
  const fromYear = 10 * Math.min(...decades);
  const toYear = 10 * (Math.max(...decades) + 1);
  const fits = (step: number) => (widthPx * step) / (toYear - fromYear) >= markPx;
  const step = [10, 20, 50].find(fits) ?? 100;
  const first = Math.ceil(fromYear / step) * step;
  const marks = Array.from({ length: Math.floor((toYear - first) / step) + 1 }, (_, i) => first + i * step);
  return { fromYear, toYear, marks };
}

/** The place of a year along an axis, 0..widthPx. */
export function positionOf(year: number, { fromYear, toYear }: Axis, widthPx: number): number {
  return (widthPx * (year - fromYear)) / (toYear - fromYear);
}

export interface Place {
  leftPx: number;
  /** From 0, the row next to the axis. */
  row: number;
}

/**
 * Cars of one width, their middles at their years as far as the ends of the axis allow, each in the first row that has
 * room. Precondition: the years ascend.
 */
export function placesOf(years: readonly number[], axis: Axis, widthPx: number, carPx: number, gapPx: number): Place[] {
  /** Where the next car of each row may begin. */
  const free: number[] = [];
  return years.map((year) => {
    const middle = positionOf(year, axis, widthPx);
    const leftPx = Math.max(0, Math.min(widthPx - carPx, middle - carPx / 2));
    const found = free.findIndex((from) => from <= leftPx);
    const row = found < 0 ? free.length : found;
    free[row] = leftPx + carPx + gapPx;
    return { leftPx, row };
  });
}
