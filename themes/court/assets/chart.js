// Makes charts answer to hand and keyboard. Without it, and on paper, the drawings
// in the page are whole. Works from file:// and under a strict CSP.
(function () {
  'use strict';
  var doc = document, labels = doc.currentScript.dataset; // missing, provisional, keys
  var figures = [].slice.call(doc.querySelectorAll('figure.chart'));
  if (!labels.bundle || !figures.length || !window.ResizeObserver) return;
  var phone = matchMedia('(max-width: 600px)');
  var charts = [], waiting;

  function load(done) {
    if (window.gongbao) return done();
    if (waiting) return waiting.push(done);
    waiting = [done];
    var script = doc.createElement('script');
    script.src = labels.bundle;
    script.onload = function () { waiting.forEach(function (f) { f(); }); };
    doc.head.appendChild(script);
  }

  // The live chart takes the drawing's place.
  function show(chart) {
    var box = [].filter.call(chart.figure.querySelectorAll('.chart-wide, .chart-narrow'), function (b) { return b.clientWidth; })[0];
    var svg = box && box.querySelector('svg');
    if (!svg || chart.live) return;
    var size = box.classList.contains('chart-wide') ? 'wide' : 'narrow';
    var width = box.clientWidth, height = svg.getBoundingClientRect().height;
    // A drawing grows with the text, and what takes its place grows as much.
    var grown = doc.documentElement.dataset.size && !phone.matches ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    var el = doc.createElement('div');
    el.className = 'chart-live';
    el.setAttribute('aria-hidden', 'true');
    el.style.width = width / grown + 'px';
    el.style.height = height / grown + 'px';
    if (grown !== 1) {
      el.style.transform = 'scale(' + grown + ')';
      el.style.transformOrigin = '0 0';
      el.style.marginBottom = height - height / grown + 'px';
    }
    box.appendChild(el);
    svg.style.display = 'none';
    chart.el = el;
    chart.svg = svg;
    chart.width = width;
    var option = chart.specs[size].option;
    chart.live = gongbao.mount(el, option, labels);
    chart.quit = gongbao.walk(svg, chart.live, option, labels);
  }

  function hide(chart) {
    if (!chart.live) return;
    chart.quit();
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

  var timer, printing = false;
  var watch = new ResizeObserver(function () {
    clearTimeout(timer);
    timer = setTimeout(function () {
      charts.forEach(function (c) {
        if (printing || c.live && c.el.parentNode.clientWidth === c.width) return;
        hide(c);
        show(c);
      });
    }, 150);
  });
  addEventListener('beforeprint', function () { printing = true; charts.forEach(hide); });
  addEventListener('afterprint', function () { printing = false; charts.forEach(show); });

  var near = new IntersectionObserver(function (entries) {
    entries.forEach(function (e) {
      if (!e.isIntersecting) return;
      near.unobserve(e.target);
      begin(e.target);
    });
  }, { rootMargin: '300px' });

  // Nobody waits for 700 KB of charts who only came to read the first screen: the
  // watch begins with the reader's first move.
  var moves = ['scroll', 'pointermove', 'pointerdown', 'touchstart', 'keydown', 'focusin'], how = { capture: true, passive: true };
  function moved() {
    moves.forEach(function (m) { removeEventListener(m, moved, how); });
    figures.forEach(function (f) { near.observe(f); });
  }
  moves.forEach(function (m) { addEventListener(m, moved, how); });
})();
