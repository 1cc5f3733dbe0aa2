// The one script that draws charts: while the site is built (in QuickJS, where it
// gives SVG text) and in readers' browsers (where charts answer to the hand).
// The generator bundles it with what it imports of ECharts.
import * as echarts from 'echarts/core';
import {
  BarChart, HeatmapChart, LineChart, PieChart, RadarChart, SankeyChart, ScatterChart,
} from 'echarts/charts';
import {
  AxisPointerComponent, GraphicComponent, GridComponent, LegendPlainComponent, MarkAreaComponent, MarkLineComponent,
  MarkPointComponent, RadarComponent, TooltipComponent, VisualMapContinuousComponent,
} from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { DISPLAY_STATES, SPECIAL_STATES } from 'echarts/lib/util/states.js';

echarts.use([
  BarChart, HeatmapChart, LineChart, PieChart, RadarChart, SankeyChart, ScatterChart,
  AxisPointerComponent, GraphicComponent, GridComponent, LegendPlainComponent, MarkAreaComponent, MarkLineComponent,
  MarkPointComponent, RadarComponent, TooltipComponent, VisualMapContinuousComponent, SVGRenderer,
]);

// width is the model of text width that the generator lays charts out with
// (layout.go): Chinese and full-width characters are one em, others 0.55.
function width(text, font) {
  const size = parseFloat((/([\d.]+)px/.exec(font || '') || [0, 12])[1]);
  let em = 0;
  for (const c of String(text)) em += c.codePointAt(0) >= 0x2000 ? 1 : c === '%' ? 0.9 : 0.55;
  return { width: em * size };
}
if (typeof document === 'undefined') {
  echarts.setPlatformAPI({ measureText: width });
  // Nothing is pointed at or chosen in a drawing, but ECharts would make each
  // label's style and text for every state that it could be in.
  SPECIAL_STATES.length = 0;
  DISPLAY_STATES.splice(0, DISPLAY_STATES.length, 'normal');
}

// short writes a number without the noise of binary fractions: 0.1+0.2 is 0.3.
const short = (n) => String(+n.toPrecision(12));
// tick writes a value of an axis, not an empty category.
const tick = (n, by) => short(n / by);

// formatters are what an option may name as "@name". Options are JSON, so that
// no reader's browser has to evaluate text as code.
function formatters(option, labels) {
  const line = (p) => {
    const d = p.data && typeof p.data === 'object' ? p.data : {};
    const series = option.series[p.seriesIndex] || {};
    let text = d.text;
    if (text === undefined) {
      if (typeof p.value !== 'number') return labels.missing ? p.seriesName + '  ' + labels.missing : '';
      text = short(p.value) + (series.unit || '');
    }
    if (d.provisional && labels.provisional) text += ' ' + labels.provisional;
    return (p.seriesName && p.seriesName.indexOf('\0') < 0 ? p.seriesName + '  ' : '') + text;
  };
  return {
    plain: (v) => tick(v, 1),
    wan: (v) => tick(v, 1e4),
    yi: (v) => tick(v, 1e8),
    percent: (v) => tick(v, 1) + '%',
    // tip is the text shown for a category: a line for each series, which may
    // be drawn in several pieces,
    tip: (ps) => {
      const rows = Array.isArray(ps) ? ps : [ps];
      if (!rows.length) return '';
      const has = (p) => p.data && p.data.text !== undefined;
      const first = {};
      rows.forEach((p) => { if (!first[p.seriesName] || !has(first[p.seriesName]) && has(p)) first[p.seriesName] = p; });
      const i = rows[0].dataIndex;
      const head = option.names && option.names[i] !== undefined ? option.names[i] : rows[0].name;
      return [head].concat(Object.keys(first).map((k) => line(first[k]))).filter((s) => s).join('\n');
    },
    // and for one mark of a chart, which knows its own words.
    mark: (p) => (p.data && p.data.text) || p.name || '',
  };
}

// named puts the named functions where the option names them.
function named(value, fns) {
  if (typeof value === 'string') return value[0] === '@' && fns[value.slice(1)] ? fns[value.slice(1)] : value;
  if (Array.isArray(value)) return value.map((v) => named(v, fns));
  if (value && typeof value === 'object') {
    const out = {};
    for (const k of Object.keys(value)) out[k] = k === 'formatter' ? named(value[k], fns) : inside(value[k], fns);
    return out;
  }
  return value;
}
const inside = (v, fns) => (v && typeof v === 'object' ? named(v, fns) : v);

function ready(option, labels) {
  return inside(option, formatters(option, labels || {}));
}

// draw gives the SVG of an option, a JSON text.
export function draw(json, w, h) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: w, height: h });
  try {
    const option = ready(JSON.parse(json));
    delete option.tooltip; // it answers to the hand
    delete option.axisPointer;
    chart.setOption(option);
    // As renderToSVGString, without the rules of style for what moves and is pointed at.
    return chart.getZr().painter.renderToString({ useViewBox: true, cssAnimation: false, cssEmphasis: false });
  } finally {
    chart.dispose();
  }
}

// changes are the notes of the breaks in a chart, by the point behind each. The
// lines that a note was broken into are one again.
function changes(series) {
  const notes = {};
  series.filter((s) => s.break).forEach((s) => s.markLine.data.forEach((d) => {
    notes[d.xAxis] = d.label.formatter.replace(/([!-~])\n(?=[!-~])/g, '$1 ').replace(/\n/g, '');
  }));
  return notes;
}

// points lists where a chart can be asked: what shows the tip there, and the
// words that it shows, behind a break its note before them.
function points(option, labels, comma) {
  const says = formatters(option, labels || {});
  const series = option.series || [];
  const notes = changes(series);
  const out = [];
  const add = (at, words) => {
    const text = String(words).trim().replace(/\s*\n\s*/g, comma).replace(/\s+/g, ' ');
    if (text) out.push({ at, text });
  };
  if (option.tooltip && option.tooltip.trigger === 'axis') {
    const axes = [].concat(option.xAxis || [], option.yAxis || []);
    const names = (axes.find((a) => a.type === 'category' && a.data) || { data: option.names || [] }).data;
    names.forEach((name, i) => {
      const rows = series.map((s, seriesIndex) => {
        const data = (s.data || [])[i];
        const value = data && typeof data === 'object' ? data.value : data;
        return { seriesIndex, seriesName: s.name, dataIndex: i, data, value, name: name && name.value || name };
      }).filter((p) => p.data !== undefined && p.data !== null);
      const best = rows.find((p) => p.data.text !== undefined) || rows[0];
      if (best) add({ seriesIndex: best.seriesIndex, dataIndex: i }, (notes[i] ? notes[i] + '\n' : '') + says.tip(rows));
    });
    return out;
  }
  series.forEach((s, seriesIndex) => {
    const list = (kind, all) => (all || []).forEach((d, dataIndex) => {
      if (d && d.text) add({ seriesIndex, dataIndex, dataType: kind }, d.text);
    });
    list(undefined, s.data);
    list('edge', s.links);
  });
  return out;
}

// walk lets the keyboard go through the points of a live chart, which stands in the
// place of an SVG: arrow keys, Home and End show the tip of a point and have its
// words spoken, Escape ends. labels are the theme's words, as for mount, keys, which
// tells how, and first and last, which say that a key leads no further. It gives what
// takes the keyboard off again.
export function walk(svg, chart, option, labels) {
  const box = svg.closest('.chart-view');
  const title = svg.querySelector('title');
  const [stop, comma] = /^zh/.test(document.documentElement.lang) ? ['。', '，'] : ['. ', ', '];
  const say = document.createElement('p');
  Object.assign(say.style, { position: 'absolute', width: '1px', height: '1px', margin: 0, overflow: 'hidden', clip: 'rect(0 0 0 0)' }); // heard, not seen
  say.setAttribute('aria-live', 'polite');
  box.appendChild(say);
  const attributes = { tabindex: 0, role: 'application', 'aria-label': (title ? title.textContent + stop : '') + (labels.keys || '') };
  for (const k of Object.keys(attributes)) box.setAttribute(k, attributes[k]);
  const all = points(option, labels, comma);
  const last = all.length - 1;
  let now = -1;
  const end = () => {
    if (now < 0) return;
    now = -1;
    say.textContent = '';
    chart.dispatchAction({ type: 'hideTip' });
    chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
  };
  const keys = (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || last < 0) return;
    const to = {
      ArrowRight: Math.min(now + 1, last), ArrowDown: Math.min(now + 1, last),
      ArrowLeft: Math.max(now - 1, 0), ArrowUp: Math.max(now - 1, 0), Home: 0, End: last,
    }[e.key];
    if (e.key === 'Escape' && now >= 0) e.stopPropagation();
    if (e.key === 'Escape') return end();
    if (to === undefined) return;
    e.preventDefault(); // the page stays where it is
    const ahead = ['ArrowRight', 'ArrowDown', 'End'].indexOf(e.key) >= 0;
    const text = [to === now && (ahead ? labels.last : labels.first), all[to].text].filter((s) => s).join(comma);
    now = to;
    chart.dispatchAction(Object.assign({ type: 'showTip' }, all[now].at));
    // The words that stand there already would not be spoken again.
    say.textContent = text + (text === say.textContent ? '\u00a0' : '');
  };
  box.addEventListener('keydown', keys);
  box.addEventListener('blur', end);
  return () => {
    box.removeEventListener('keydown', keys);
    box.removeEventListener('blur', end);
    for (const k of Object.keys(attributes)) box.removeAttribute(k);
    box.removeChild(say);
  };
}

// mount shows an option (JSON text or object) in an element that has a size.
// labels are the theme's words: {missing, provisional}.
export function mount(el, option, labels) {
  const chart = echarts.init(el, null, { renderer: 'svg' });
  chart.setOption(ready(typeof option === 'string' ? JSON.parse(option) : option, labels));
  return chart;
}
