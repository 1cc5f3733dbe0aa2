// A card tells of the number, term or footnote that it was opened from: on hover,
// focus or tap, on a phone as a sheet from below. Without it links lead to the
// page's end. trace.js fills cards of numbers; terms and footnotes are here.
(function () {
  "use strict";
  var doc = document, body = doc.body, wide = matchMedia("(min-width: 1280px)");
  var card, owner, timer, silent, width;
  function inside(e) { return e && (owner.contains(e) || card.contains(e)); }
  function hide(back) {
    clearTimeout(timer);
    if (!card) return;
    var f = owner, e = card;
    card = owner = 0; // before the focus moves, which is heard below
    f.setAttribute("aria-expanded", "false");
    f.removeAttribute("aria-describedby");
    silent = back;
    if (back) f.focus({ preventScroll: true });
    silent = false;
    e.remove();
  }
  function show(f, label, fill) {
    clearTimeout(timer);
    if (owner === f) return;
    hide();
    owner = f;
    width = innerWidth;
    card = doc.createElement("div");
    card.id = "trace-card";
    card.className = "trace-card";
    card.tabIndex = -1;
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-label", label);
    fill(card);
    var b = doc.createElement("button");
    b.type = "button";
    b.textContent = body.dataset.close;
    b.onclick = function () { hide(true); };
    card.prepend(b);
    card.onmouseenter = function () { clearTimeout(timer); };
    card.onmouseleave = leave;
    card.onkeydown = within;
    card.addEventListener("focusout", away);
    body.append(card);
    f.setAttribute("aria-expanded", "true");
    f.setAttribute("aria-describedby", card.id);
    var at = f.getBoundingClientRect();
    if (!matchMedia("(min-width: 600px)").matches) { // the sheet does not hide what it tells of
      var hidden = at.bottom + 8 - card.getBoundingClientRect().top;
      if (hidden > 0) scrollBy(0, hidden);
      return;
    }
    var w = card.offsetWidth, h = card.offsetHeight, room = doc.documentElement.clientWidth;
    var x = Math.max(8, Math.min(at.left - 16, room - w - 8)), y = at.bottom + 6;
    if (y + h > innerHeight) y = at.top - 6 - h;
    if (y < 0) { // neither below nor above
      y = Math.max(0, innerHeight - h - 8);
      x = room - at.right > w + 16 ? at.right + 8 : Math.max(8, at.left - w - 8);
    }
    card.style.left = scrollX + x + "px";
    card.style.top = scrollY + y + "px";
  }
  function leave() {
    clearTimeout(timer);
    timer = setTimeout(function () { if (card && !inside(doc.activeElement)) hide(); }, 250);
  }
  function away(e) { if (card && !inside(e.relatedTarget)) hide(); }
  // The card stands at the end of the page; for the keyboard it follows its owner.
  function within(e) {
    if (e.key !== "Tab") return;
    var stops = Array.from(card.querySelectorAll("a, button")).filter(function (s) { return s.offsetParent; });
    if (e.shiftKey ? doc.activeElement === stops[0] || doc.activeElement === card : doc.activeElement === stops[stops.length - 1] || !stops.length) {
      if (e.shiftKey) e.preventDefault();
      hide(true);
    }
  }
  // off tells when an element has no card.
  function tell(f, label, fill, off) {
    function open(e) {
      if (off && off()) return;
      if (e) e.preventDefault();
      show(f, label, fill);
    }
    f.setAttribute("aria-haspopup", "dialog");
    f.setAttribute("aria-expanded", "false");
    f.onmouseenter = function () {
      clearTimeout(timer);
      timer = setTimeout(open, card ? 250 : 120);
    };
    f.onmouseleave = leave;
    f.onclick = open;
    f.onfocus = function () { if (!silent) open(); };
    f.onblur = away;
    f.onkeydown = function (e) {
      if (e.key !== "Enter" && e.key !== " " || off && off()) return;
      open(e);
      (card.querySelector("a") || card).focus({ preventScroll: true });
    };
  }
  self.tell = tell;

  // On a wide screen the meaning stands in the margin already.
  function beside() { return wide.matches && doc.querySelector(".margin-note"); }
  doc.querySelectorAll(".body a.term, .body .fnref a").forEach(function (a) {
    var to = doc.getElementById(decodeURIComponent(a.hash.slice(1)));
    if (!to) return;
    tell(a, a.className ? a.textContent : to.closest("section").getAttribute("aria-label") + " " + a.textContent, function (c) {
      c.innerHTML = to.innerHTML;
      c.querySelectorAll("data").forEach(function (d) { d.replaceWith(d.textContent); }); // a copy opens nothing
      c.classList.add("term-card");
    }, beside);
  });
  doc.addEventListener("click", function (e) { if (card && !inside(e.target)) hide(); });
  addEventListener("keydown", function (e) { if (e.key === "Escape" && card) hide(inside(doc.activeElement)); });
  addEventListener("resize", function () { if (innerWidth !== width) hide(); }); // a phone's bars come and go
})();
