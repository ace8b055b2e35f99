// Draws every chart of the report. Colours are the style sheet's variables, so light, dark and print need no redrawing.
import embed from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';

const text = { labelColor: 'var(--ink)', titleColor: 'var(--ink)', labelFontSize: 13, titleFontSize: 13, titleFontWeight: 600 };
const config = {
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

const options = {
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

async function draw(holder) {
  try {
    const spec = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
    await embed(holder, spec, options);
  } catch (error) {
    holder.textContent = `This chart could not be drawn (${error.message}); its numbers are below.`;
    holder.dataset.failed = '';
    console.error(error);
  }
}

// A page printed before every chart is drawn would lack some: all start at once, and the page says when they are done.
Promise.all([...document.querySelectorAll('[data-chart]')].map(draw)).then(() => {
  document.documentElement.dataset.state = 'ready';
});
