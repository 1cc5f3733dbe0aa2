// Makes charts answer to hand and keyboard; without it the drawings are whole.
(function () {
  'use strict';
  var doc = document, labels = doc.currentScript.dataset; // words, by base.html
  var figures = doc.querySelectorAll('.chart');
  if (!labels.bundle || !figures.length || !window.ResizeObserver) return;
  var charts = [], bundle, timer, printing = false;

  function load() {
    if (window.gongbao) return Promise.resolve();
    return bundle = bundle || new Promise((onload) => {
      doc.head.append(Object.assign(doc.createElement('script'), { src: labels.bundle, onload }));
    });
  }

  // The live chart takes the drawing's place, and is as large.
  function show(chart) {
    var svg = [...chart.figure.querySelectorAll('.chart-view svg')].find((s) => s.getBoundingClientRect().width);
    if (printing || !svg || chart.live) return;
    var box = svg.parentNode, at = svg.getBoundingClientRect();
    var grown = doc.documentElement.dataset.size ? at.width / svg.viewBox.baseVal.width : 1;
    var el = doc.createElement('div'), height = at.height / grown;
    el.className = 'chart-live';
    el.setAttribute('aria-hidden', 'true');
    el.style.cssText = `width:${at.width / grown}px;height:${height}px;margin-bottom:${at.height - height}px`;
    if (grown !== 1) el.style.cssText += `;transform-origin:0 0;transform:scale(${grown})`;
    box.append(el);
    svg.style.display = 'none';
    Object.assign(chart, { el, svg, width: box.clientWidth });
    var option = chart.specs[box.classList.contains('chart-wide') ? 'wide' : 'narrow'].option;
    chart.live = gongbao.mount(el, option, labels);
    chart.quit = gongbao.walk(svg, chart.live, option, labels);
  }

  function hide(chart) {
    if (!chart.live) return;
    chart.quit();
    chart.live.dispose();
    chart.el.remove();
    chart.svg.style.display = '';
    chart.live = null;
  }

  function begin(figure) {
    var chart = { figure, specs: JSON.parse(figure.querySelector('.chart-option').textContent) };
    charts.push(chart);
    show(chart);
    watch.observe(figure.querySelector('.chart-view'));
  }

  var watch = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => charts.forEach((c) => {
      if (c.live && c.el.parentNode.clientWidth === c.width) return;
      hide(c);
      show(c);
    }), 150);
  });
  addEventListener('beforeprint', () => { printing = true; charts.forEach(hide); });
  addEventListener('afterprint', () => { printing = false; charts.forEach(show); });

  var near = new IntersectionObserver((entries) => entries.forEach((e) => {
    if (!e.isIntersecting) return;
    near.unobserve(e.target);
    load().then(() => begin(e.target));
  }), { rootMargin: '300px' });

  // Charts wake at the reader's first move.
  var moves = ['scroll', 'pointermove', 'pointerdown', 'touchstart', 'keydown', 'focusin'];
  var each = (f) => moves.forEach((m) => f(m, moved, true));
  function moved() {
    each(removeEventListener);
    figures.forEach((f) => near.observe(f));
  }
  each(addEventListener);
})();
