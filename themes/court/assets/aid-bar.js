// The reading bar: text size, contrast, spacing, and the article read aloud by a
// voice of this computer. Loaded by aid.js when a reader first opens it.
(function () {
  "use strict";
  var doc = document, root = doc.documentElement, bar = doc.getElementById("aid");
  var open = doc.querySelector(".aid-open"), read = bar.querySelector(".aid-read"), stop = bar.querySelector(".aid-stop");
  var sets = [].slice.call(bar.querySelectorAll("[data-set]"));

  function show(on) {
    if (!on) halt();
    bar.hidden = !on;
    open.setAttribute("aria-expanded", String(on));
  }
  open.addEventListener("click", function () { show(bar.hidden); });
  bar.querySelector(".aid-close").onclick = close;
  function close() {
    show(false);
    open.focus();
  }
  bar.addEventListener("keydown", function (e) { if (e.key === "Escape") close(); });

  // Wishes are attributes of <html>; the style sheet does the rest.
  function told() {
    sets.forEach(function (b) {
      b.setAttribute("aria-pressed", String((root.dataset[b.dataset.set] || "") === b.dataset.value));
    });
  }
  function wish(name, value) {
    if (value) root.dataset[name] = value; else delete root.dataset[name];
  }
  function keep() {
    told();
    var d = root.dataset, kept = { size: d.size, contrast: d.contrast, spacing: d.spacing };
    try { localStorage.setItem("gongbao-aid", JSON.stringify(kept)); } catch (e) { /* then for this page only */ }
    dispatchEvent(new Event("resize")); // what was placed by measure is placed anew
  }
  sets.forEach(function (b) {
    b.onclick = function () {
      wish(b.dataset.set, b.dataset.value);
      keep();
    };
  });
  bar.querySelector(".aid-reset").onclick = function () {
    ["size", "contrast", "spacing"].forEach(function (name) { wish(name); });
    halt();
    keep();
  };

  // Read aloud. Only by voices of this computer: others send the text away.
  var speech = window.speechSynthesis, voice, parts, part, said, turn = 0, now;
  function voices() {
    var lang = root.lang.slice(0, 2).toLowerCase();
    voice = speech.getVoices().filter(function (v) { return v.localService && v.lang.slice(0, 2).toLowerCase() === lang; })[0];
    read.parentNode.hidden = !voice;
  }
  if (speech && window.SpeechSynthesisUtterance) {
    voices();
    speech.onvoiceschanged = voices;
  }

  // What is read: headings, paragraphs, captions, in the order of the page; not
  // tables, nor what the eye does not see either.
  var blocks = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, figcaption, caption";
  function textOf(e) {
    var c = e.cloneNode(true);
    c.querySelectorAll("[aria-hidden=true], .anchor, .fnref, .fnback, script, svg, button, [hidden]").forEach(function (x) { x.remove(); });
    return c.textContent.replace(/\s+/g, " ").trim();
  }
  function collect() {
    var main = doc.querySelector("main .article") || doc.getElementById("main");
    return [].filter.call(main.querySelectorAll(blocks), function (e) {
      return e.getClientRects().length && !e.querySelector(blocks) && textOf(e) &&
        !e.closest("nav, details, form, .pager, .meta-line, .traces, .table-hint, [aria-hidden=true]");
    });
  }
  // Voices stop in the middle of long texts; sentences they all can read.
  function sentences(e) { return textOf(e).match(/[^。！？；]+[。！？；]*|[。！？；]+/g); }

  function mark(e) {
    if (now) now.classList.remove("aid-now");
    now = e;
    if (!e) return;
    e.classList.add("aid-now");
    e.scrollIntoView({ block: "center" });
  }
  function state(name) {
    read.textContent = read.dataset[name || "read"];
    if (name) root.dataset.reading = name; else delete root.dataset.reading;
    stop.hidden = !name;
  }
  var utterance; // kept, or Chromium forgets it and never says that it ended
  function next() {
    var mine = turn, e = parts[part], all = e && sentences(e);
    if (!e) return halt();
    if (said >= all.length) {
      part++;
      said = 0;
      return next();
    }
    if (now !== e) mark(e);
    utterance = new SpeechSynthesisUtterance(all[said]);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.onend = function () {
      if (mine !== turn) return;
      said++;
      next();
    };
    utterance.onerror = function () { if (mine === turn) halt(); };
    speech.speak(utterance);
  }
  function silence() {
    turn++;
    speech.cancel();
  }
  function halt() {
    if (!root.dataset.reading) return;
    var lost = doc.activeElement === stop;
    silence();
    mark();
    state();
    if (lost) read.focus();
  }
  // A pause begins its sentence again: not every voice can stop within one.
  read.onclick = function () {
    if (root.dataset.reading === "pause") {
      silence();
      return state("resume");
    }
    if (!root.dataset.reading) {
      parts = collect();
      part = said = 0;
    }
    silence();
    state("pause");
    next();
  };
  stop.onclick = halt;
  addEventListener("pagehide", halt);

  told();
  show(true);
})();
