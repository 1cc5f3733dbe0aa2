// Readers choose from a list that is whole without this script.
(function () {
  "use strict";
  var doc = document, form = doc.querySelector(".filters");
  if (!form) return;
  var none = doc.querySelector(".filter-none"), status = form.querySelector(".filter-status"), reset = form.querySelector(".filter-reset");
  function all(selector, root) { return Array.from((root || doc).querySelectorAll(selector)); }
  function fold(s) { return s.normalize("NFKC").toLowerCase(); }
  var fields = all("select, input", form), timer;
  var entries = all(".entry-row, .wall .entry").map(function (e) { return { e: e, text: fold(e.textContent), chosen: (e.dataset.chosen || "").split("\n") }; });

  function run() {
    var asks = {}, hash = [], shown = 0;
    fields.forEach(function (f) {
      var v = f.value.trim();
      if (!v) return;
      asks[f.name] = v;
      hash.push(f.name + "=" + encodeURIComponent(v));
    });
    var words = asks.q ? fold(asks.q).split(/\s+/) : [];
    entries.forEach(function (x) {
      var on = fields.every(function (f) {
        return f.name === "q" || !asks[f.name] || x.chosen.indexOf(f.name + "=" + asks[f.name]) >= 0;
      }) && words.every(function (w) { return x.text.indexOf(w) >= 0; });
      x.e.classList.toggle("off", !on);
      if (on) shown++;
    });
    // A year or a level without an entry is no heading.
    all(".wall-level, .wall-year").forEach(function (s) { s.classList.toggle("off", !s.querySelector(".entry:not(.off)")); });
    none.hidden = shown > 0;
    reset.hidden = !hash.length;
    status.textContent = form.dataset.shown.replace("{n}", shown).replace("{total}", entries.length);
    return hash.join("&");
  }
  // The choice stands in the address, so that it can be handed on.
  function change() {
    var hash = run();
    try {
      history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
    } catch (err) {} // some viewers keep no history
  }
  function recall() {
    var hash = location.hash.slice(1), asks = {};
    if (hash && hash.indexOf("=") < 0) { // the way to an entry, which has to be seen
      var at = doc.getElementById(decodeURIComponent(hash));
      if (!at || !at.classList.contains("off")) return;
    }
    hash.split("&").forEach(function (p) {
      var i = p.indexOf("=");
      try {
        if (i > 0) asks[p.slice(0, i)] = decodeURIComponent(p.slice(i + 1));
      } catch (err) {} // not an address of ours
    });
    fields.forEach(function (f) {
      f.value = asks[f.name] || "";
      if (f.selectedIndex < 0) f.value = "";
    });
    run();
    if (at) at.scrollIntoView();
  }
  form.classList.add("ready");
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.addEventListener("change", change);
  form.addEventListener("input", function (e) {
    clearTimeout(timer);
    if (!e.isComposing) timer = setTimeout(change, 160);
  });
  form.addEventListener("reset", function (e) {
    e.preventDefault();
    fields.forEach(function (f) { f.value = ""; });
    change();
    fields[0].focus(); // the button is gone
  });
  form.addEventListener("keydown", function (e) {
    if (e.key !== "Escape" || e.target.name !== "q" || e.isComposing) return;
    e.target.value = "";
    change();
  });
  addEventListener("hashchange", recall);
  run();
  recall();
})();
