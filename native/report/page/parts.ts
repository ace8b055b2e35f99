/** What the page is made of: sections of plain text, tables, charts and pictures. */
import type { TopLevelSpec } from 'vega-lite';
import type { ReportPicture } from './report';
import { fixed } from './text';

/** The first column names the row. */
export interface Table {
  header: string[];
  rows: string[][];
}

/** A chart, and the same numbers as a table for those who cannot see it or want to copy them. */
export interface Chart {
  title: string;
  /** What a screen reader says instead of the drawing, and the caption below it. */
  description: string;
  spec: TopLevelSpec;
  numbers: Table;
  /** Two of them stand side by side where there is room. */
  halfWidth?: boolean;
}

/** Pictures in a row, under a heading of their own. */
export interface Gallery {
  title?: string;
  explanation: string;
  pictures: ReportPicture[];
  /** Each picture is itself a row of panels. */
  wide?: boolean;
}

/** One part of the page. All text is plain text. */
export interface Section {
  /** The heading's, for links: letters and hyphens. */
  id: string;
  title: string;
  /** Paragraphs. */
  explanation: string[];
  tables?: Table[];
  charts?: Chart[];
  galleries?: Gallery[];
}

/** The table of chart data: a column per key of the first row, numbers with that many digits after the point. */
export function tableOf(values: readonly Record<string, string | number>[], digits: number): Table {
  const header = Object.keys(values[0] ?? {});
  const text = (value: string | number | undefined) =>
    value === undefined ? '-' : typeof value === 'string' ? value : fixed(value, digits);
  return { header, rows: values.map((row) => header.map((key) => text(row[key]))) };
}
