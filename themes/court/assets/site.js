// What a page gains from a script; it is complete without one.
(function () {
  "use strict";
  var doc = document, body = doc.body, article = doc.querySelector(".article");
  function all(selector) { return Array.from(doc.querySelectorAll(selector)); }
  function target(a) { return doc.getElementById(decodeURIComponent(a.hash.slice(1))); }

  all(".print").forEach(function (b) {
    b.hidden = false;
    b.onclick = function () { print(); };
  });

  // Folded parts are unfolded on paper.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = all(".chart-data:not([open])");
    opened.forEach(function (d) { d.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (d) { d.open = false; });
  });

  // What is wider than its place can be scrolled by keyboard; a table says so.
  all(".table-wrap:not(.table-wide), .body pre").forEach(function (w) {
    if (w.scrollWidth <= w.clientWidth + 1) return;
    w.tabIndex = 0;
    w.dataset.hint = body.dataset.scroll;
  });

  // The contents show where the reader is: beside the text, or in the line that
  // stays at the top of a small screen.
  var lists = [".toc", ".toc-fold"].map(function (of) { return all(of + " a").filter(target); });
  var fold = doc.querySelector(".toc-fold"), frame;
  function follow() {
    frame = 0;
    var now = -1;
    lists[0].forEach(function (a, i) {
      if (target(a).getBoundingClientRect().top < innerHeight * 0.3) now = i;
    });
    lists.forEach(function (links) {
      links.forEach(function (a, i) {
        if (i === now) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current");
      });
    });
    fold.querySelector(".toc-now").textContent = now < 0 ? "" : lists[0][now].textContent;
  }
  if (fold) {
    addEventListener("scroll", function () { frame = frame || requestAnimationFrame(follow); }, { passive: true });
    doc.addEventListener("click", function (e) { // it covers the text that it leads to
      if (!e.target.closest(".toc-fold summary")) fold.open = false;
    });
    fold.addEventListener("keydown", function (e) {
      if (e.key !== "Escape" || !fold.open) return;
      fold.open = false;
      fold.firstElementChild.focus();
    });
    follow();
  }

  // Meanings stand beside the line they belong to; on smaller screens read.js tells them.
  var refs = all(".body a.term, .body .fnref a").filter(target), wide = matchMedia("(min-width: 1280px)");
  function lay() {
    all(".margin-note").forEach(function (n) { n.remove(); });
    if (!article || !wide.matches) return;
    var seen = {}, free = 0, top = article.getBoundingClientRect().top;
    refs.forEach(function (a) {
      if (seen[a.hash]) return;
      seen[a.hash] = 1;
      var note = doc.createElement("div"), y = Math.max(free, a.getBoundingClientRect().top - top);
      note.className = "margin-note";
      note.innerHTML = target(a).innerHTML;
      note.setAttribute("aria-hidden", "true");
      note.querySelectorAll("a").forEach(function (l) { l.tabIndex = -1; });
      note.querySelectorAll("data").forEach(function (d) { d.replaceWith(d.textContent); }); // a copy opens nothing
      note.style.top = y + "px";
      article.appendChild(note);
      free = y + note.offsetHeight + 16;
    });
  }
  addEventListener("load", lay);
  addEventListener("resize", lay);
})();
