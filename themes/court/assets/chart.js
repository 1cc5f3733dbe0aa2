// Makes charts answer to the hand. Without it, and on paper, the drawings in the
// page are whole. <script defer src="chart.js" data-bundle="…" data-missing="…"
// data-provisional="…">; works from file:// and under a strict CSP.
(function () {
  'use strict';
  var me = document.currentScript;
  var bundle = me && me.dataset.bundle;
  var figures = [].slice.call(document.querySelectorAll('figure.chart'));
  if (!bundle || !figures.length || !window.ResizeObserver) return;
  var labels = { missing: me.dataset.missing, provisional: me.dataset.provisional };
  var phone = window.matchMedia('(max-width: 600px)');
  var charts = [], waiting;

  function load(done) {
    if (window.gongbao) return done();
    if (waiting) return waiting.push(done);
    waiting = [done];
    var script = document.createElement('script');
    script.src = bundle;
    script.onload = function () { waiting.forEach(function (f) { f(); }); };
    document.head.appendChild(script);
  }

  // The live chart takes the drawing's place.
  function show(chart) {
    var size = phone.matches ? 'narrow' : 'wide';
    var box = chart.figure.querySelector('.chart-' + size);
    var svg = box && box.querySelector('svg');
    var width = box && box.clientWidth;
    if (!svg || !width || chart.live) return;
    var el = document.createElement('div');
    el.className = 'chart-live';
    el.setAttribute('aria-hidden', 'true');
    el.style.width = width + 'px';
    el.style.height = svg.getBoundingClientRect().height + 'px';
    box.appendChild(el);
    svg.style.display = 'none';
    chart.el = el;
    chart.svg = svg;
    chart.width = width;
    chart.live = window.gongbao.mount(el, chart.specs[size].option, labels);
  }

  function hide(chart) {
    if (!chart.live) return;
    chart.live.dispose();
    chart.el.parentNode.removeChild(chart.el);
    chart.svg.style.display = '';
    chart.live = null;
  }

  function begin(figure) {
    var data = figure.querySelector('script.chart-option');
    if (!data) return;
    load(function () {
      var chart = { figure: figure, specs: JSON.parse(data.textContent) };
      charts.push(chart);
      if (!printing) show(chart);
      watch.observe(figure.querySelector('.chart-view'));
    });
  }

  // A box may change its width by itself.
  var timer, printing = false;
  var watch = new ResizeObserver(function () {
    clearTimeout(timer);
    timer = setTimeout(function () {
      charts.forEach(function (c) {
        if (c.live && c.el.parentNode.clientWidth !== c.width) { hide(c); show(c); }
      });
    }, 150);
  });
  window.addEventListener('beforeprint', function () { printing = true; charts.forEach(hide); });
  window.addEventListener('afterprint', function () { printing = false; charts.forEach(show); });

  var near = new IntersectionObserver(function (entries) {
    entries.forEach(function (e) {
      if (!e.isIntersecting) return;
      near.unobserve(e.target);
      begin(e.target);
    });
  }, { rootMargin: '300px' });
  figures.forEach(function (f) { near.observe(f); });
})();
