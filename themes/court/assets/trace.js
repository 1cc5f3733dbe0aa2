// A number says where it comes from in a card, see read.js. The words are those of
// the list at the page's end. The numbers of a paragraph, list or table are one
// stop of the Tab key: the arrows lead on, from any number to the next.
(function () {
  "use strict";
  var doc = document, data = doc.body.dataset, figures = [], stops = new Map(), learned;
  function group(f) { return f.closest("ul, ol, dl, table") || f.closest("p") || doc.body; }
  function stop(f) {
    var was = stops.get(group(f));
    if (was) was.tabIndex = -1;
    f.tabIndex = 0;
    stops.set(group(f), f);
  }
  doc.querySelectorAll("main data[data-trace]").forEach(function (f) {
    var trace = doc.getElementById(f.dataset.trace);
    if (!trace || f.closest("a, button, summary")) return;
    f.tabIndex = -1;
    figures.push(f);
    if (!stops.has(group(f))) stop(f);
    f.setAttribute("role", "button");
    self.tell(f, data.traces, function (card) {
      card.innerHTML = trace.innerHTML;
      card.querySelectorAll(".trace-foot a").forEach(function (a) { // what the list says once is told in full
        var s = doc.createElement("span"), id = a.hash.slice(1);
        s.textContent = data[id.split("-")[0]] + doc.getElementById(id).lastElementChild.textContent;
        a.replaceWith(s);
      });
      if (learned || f.matches(":hover")) return; // not by keyboard, or not for the first time
      var keys = doc.createElement("p");
      keys.className = "trace-keys-hint";
      keys.textContent = data.keys;
      card.append(keys);
    });
    f.addEventListener("focus", function () { stop(f); });
    f.addEventListener("keydown", function (e) {
      var by = { ArrowRight: 1, ArrowLeft: -1 }[e.key], i = figures.indexOf(f) + by;
      if (!by || e.altKey || e.ctrlKey || e.metaKey) return;
      while (figures[i] && !figures[i].offsetParent) i += by; // in a part that is folded
      learned = true;
      e.preventDefault();
      if (figures[i]) figures[i].focus();
    });
  });

  // On paper the list is unfolded, where it is printed at all.
  var fold = doc.querySelector(".traces-print .trace-fold:not([open])");
  if (!fold) return;
  addEventListener("beforeprint", function () { fold.open = true; });
  addEventListener("afterprint", function () { fold.open = false; });
})();
