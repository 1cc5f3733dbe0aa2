// The reading bar's wishes, taken up before the first paint. <script src="aid.js"
// data-look="aid.css" data-bar="aid-bar.js"> in the head: what most readers never
// ask for (the bar, its styles) loads when somebody does.
(function () {
  var doc = document, root = doc.documentElement, me = doc.currentScript.dataset, kept, styled, asked;
  try { kept = JSON.parse(localStorage.getItem("gongbao-aid")); } catch (e) {} // not on every file://
  kept = kept || {};
  root.dataset.aid = "";
  ["size", "contrast", "spacing"].forEach(function (k) {
    if (/^(large|huge|high|wide)$/.test(kept[k])) root.dataset[k] = styled = kept[k];
  });
  if (styled) doc.write('<link rel="stylesheet" href="' + me.look + '">'); // unlike an appended one it holds the paint
  function add(tag, key, value, then) {
    var e = doc.createElement(tag);
    e.rel = "stylesheet";
    e.onload = then;
    e[key] = value;
    doc.head.append(e);
  }
  function bar() { add("script", "src", me.bar); }
  doc.addEventListener("click", function (e) {
    if (asked || !e.target.closest(".aid-open")) return;
    asked = 1;
    if (styled) bar(); else add("link", "href", me.look, bar);
  });
})();
