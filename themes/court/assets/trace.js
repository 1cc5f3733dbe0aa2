// A number says where it comes from in a card, see read.js. The words are those of
// the list at the page's end.
(function () {
  "use strict";
  var doc = document, data = doc.body.dataset;
  doc.querySelectorAll("main data[data-trace]").forEach(function (f) {
    var trace = doc.getElementById(f.dataset.trace);
    if (!trace || f.closest("a, button, summary")) return;
    f.tabIndex = 0;
    f.setAttribute("role", "button");
    self.tell(f, data.traces, function (card) {
      card.innerHTML = trace.innerHTML;
      card.querySelectorAll(".trace-foot a").forEach(function (a) { // what the list says once is told in full
        var s = doc.createElement("span"), id = a.hash.slice(1);
        s.textContent = data[id.split("-")[0]] + doc.getElementById(id).lastElementChild.textContent;
        a.replaceWith(s);
      });
    });
  });

  // On paper the list is unfolded, where it is printed at all.
  var fold = doc.querySelector(".traces-print .trace-fold:not([open])");
  if (!fold) return;
  addEventListener("beforeprint", function () { fold.open = true; });
  addEventListener("afterprint", function () { fold.open = false; });
})();
