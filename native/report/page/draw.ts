/** Draws charts. Colours are the style sheet's variables, so light, dark and print need no redrawing. */
import embed, { type EmbedOptions } from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';
import type { Config } from 'vega-lite';
import type { Drawing } from './dom';

const text = {
  labelColor: 'var(--ink)',
  titleColor: 'var(--ink)',
  labelFontSize: 13,
  titleFontSize: 13,
  titleFontWeight: 600,
} as const;
const config: Config = {
  background: 'transparent',
  // A font that can be measured before it is drawn; the style sheet's is the same.
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: { ...text, gridColor: 'var(--line)', domainColor: 'var(--line)', tickColor: 'var(--line)' },
  axisQuantitative: { labelFlush: false, labelOverlap: 'greedy', labelSeparation: 6 },
  legend: { ...text, orient: 'top', symbolSize: 110, labelLimit: 320 },
  range: { category: ['var(--series-1)', 'var(--series-2)', 'var(--series-3)', 'var(--series-4)'] },
  mark: { color: 'var(--series-1)' },
  rule: { color: 'var(--series-1)' },
  text: { color: 'var(--ink)', fontSize: 12 },
};

const options: EmbedOptions = {
  mode: 'vega-lite',
  renderer: 'svg',
  actions: false,
  // Without evaluating text as code, which the page's content security policy forbids.
  ast: true,
  expr: expressionInterpreter,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
  config,
};

export async function draw({ holder, chart }: Drawing): Promise<void> {
  try {
    await embed(holder, { ...chart.spec, description: chart.description }, options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    holder.textContent = `This chart could not be drawn (${reason}); its numbers are below.`;
    holder.dataset['failed'] = '';
    console.error(error);
  }
}
