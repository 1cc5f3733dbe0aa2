// A number says where it comes from: on hover, focus or tap it shows a card, on a
// phone a sheet from below. The words are those of the list at the page's end.
(function () {
  "use strict";
  var doc = document, body = doc.body;
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
  function show(f) {
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
    card.setAttribute("aria-label", body.dataset.traces);
    card.innerHTML = doc.getElementById(f.dataset.trace).innerHTML;
    card.querySelectorAll(".trace-foot a").forEach(function (a) { // what the list says once is told in full
      var s = doc.createElement("span"), id = a.hash.slice(1);
      s.textContent = body.dataset[id.split("-")[0]] + doc.getElementById(id).lastElementChild.textContent;
      a.replaceWith(s);
    });
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
    if (!matchMedia("(min-width: 600px)").matches) { // the sheet does not hide its number
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
  // The card stands at the end of the page; for the keyboard it follows its number.
  function within(e) {
    if (e.key !== "Tab") return;
    var stops = Array.from(card.querySelectorAll("a, button")).filter(function (s) { return s.offsetParent; });
    if (e.shiftKey ? doc.activeElement === stops[0] || doc.activeElement === card : doc.activeElement === stops[stops.length - 1] || !stops.length) {
      if (e.shiftKey) e.preventDefault();
      hide(true);
    }
  }
  doc.querySelectorAll("main data[data-trace]").forEach(function (f) {
    if (!doc.getElementById(f.dataset.trace) || f.closest("a, button, summary")) return;
    f.tabIndex = 0;
    f.setAttribute("role", "button");
    f.setAttribute("aria-haspopup", "dialog");
    f.setAttribute("aria-expanded", "false");
    f.onmouseenter = function () {
      clearTimeout(timer);
      timer = setTimeout(show, card ? 250 : 120, f);
    };
    f.onmouseleave = leave;
    f.onclick = function () { show(f); };
    f.onfocus = function () { if (!silent) show(f); };
    f.onblur = away;
    f.onkeydown = function (e) {
      if (e.key !== "Enter" && e.key !== " ") return;
      e.preventDefault();
      show(f);
      (card.querySelector("a") || card).focus({ preventScroll: true });
    };
  });
  doc.addEventListener("click", function (e) { if (card && !inside(e.target)) hide(); });
  addEventListener("keydown", function (e) { if (e.key === "Escape" && card) hide(inside(doc.activeElement)); });
  addEventListener("resize", function () { if (innerWidth !== width) hide(); }); // a phone's bars come and go

  // On paper the list is unfolded, where it is printed at all.
  var fold = doc.querySelector(".traces-print .trace-fold:not([open])");
  if (!fold) return;
  addEventListener("beforeprint", function () { fold.open = true; });
  addEventListener("afterprint", function () { fold.open = false; });
})();
