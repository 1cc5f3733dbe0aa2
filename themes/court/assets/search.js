// Searches the site without a server. The first half knows the index (made by
// generator/search, which says how), the second the page. The index arrives as
// scripts that call gongbaoSearch, because a page opened from a folder may load
// nothing else.
(function (root) {
  "use strict";

  /* ---- texts in the form in which they are compared: as in generator/search/fold.go ---- */

  function isSpace(c) {
    return c <= 0x20 || c === 0xa0 || c === 0x1680 || (c >= 0x2000 && c <= 0x200a) || c === 0x2028 || c === 0x2029 || c === 0x202f || c === 0x205f || c === 0x3000;
  }
  function isUnseen(c) {
    return c === 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || c === 0x2060 || (c >= 0xfe00 && c <= 0xfe0f) || c === 0xfeff;
  }
  function isWord(c) {
    return (c >= 48 && c <= 57) || (c >= 97 && c <= 122) || (c >= 0xdf && c < 0x530 && c !== 0xf7);
  }
  function foldUnit(c) {
    if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;
    else if (c === 0x201c || c === 0x201d) return 34;
    else if (c === 0x2018 || c === 0x2019) return 39;
    else if ((c >= 0x2010 && c <= 0x2015) || c === 0x2212) return 45;
    else if (c === 0x2022 || c === 0x2027 || c === 0x30fb) return 0xb7;
    return c < 0x530 && c !== 0x130 ? String.fromCharCode(c).toLowerCase().charCodeAt(0) : c;
  }
  // fold gives the form, and for each of its units the place in the text.
  function fold(text) {
    var out = "", at = [], space = false, last = 0;
    for (var i = 0; i < text.length; i++) {
      var c = text.charCodeAt(i);
      if (c === 9) {
        space = false;
      } else if (isSpace(c)) {
        space = true;
        continue;
      } else if (isUnseen(c)) {
        continue;
      } else {
        c = foldUnit(c);
        if (space && isWord(last) && isWord(c)) {
          out += " ";
          at.push(i - 1);
        }
        space = false;
      }
      out += String.fromCharCode(c);
      at.push(i);
      last = c;
    }
    return { text: out, at: at };
  }
  // terms are what a query asks for: what is parted by white space, each once.
  function terms(query) {
    var words = [], word = "";
    for (var i = 0; i <= query.length; i++) {
      if (i < query.length && !isSpace(query.charCodeAt(i))) {
        word += query[i];
        continue;
      }
      word = fold(word).text;
      if (word && words.indexOf(word) < 0) words.push(word);
      word = "";
    }
    return words.slice(0, 8);
  }

  /* ---- lists of ascending numbers: written by generator/search/code.go ---- */

  function reader(base64) {
    var bytes = root.atob(base64), at = 0;
    function bit() {
      var b = (bytes.charCodeAt(at >> 3) >> (7 - (at & 7))) & 1;
      at++;
      return b;
    }
    function bits(n) {
      var v = 0;
      while (n--) v = v * 2 + bit();
      return v;
    }
    return function list() {
      var size = 0, out = [], next = 0;
      while (!bit()) size++;
      var n = Math.pow(2, size) + bits(size), k = bits(5), low = Math.pow(2, k);
      while (n--) {
        var gap = 0;
        while (bit()) gap += low;
        next += gap + bits(k);
        out.push(next++);
      }
      return out;
    };
  }
  // place is the last of ascending starts that is not above x.
  function place(starts, x) {
    var lo = 0, hi = starts.length - 1;
    while (lo < hi) {
      var mid = (lo + hi + 1) >> 1;
      if (starts[mid] <= x) lo = mid; else hi = mid - 1;
    }
    return lo;
  }

  /* ---- the index ---- */

  var TITLE = 12, HEADING = 4, BODY = 1, TOGETHER = 1, PHRASE = 2;
  var MOST = 7; // lists that are loaded for a query of one word; several words have some more
  var MORE = 4, SOME = 160; // lists that are loaded besides while only so few units may hold a word
  var FEW = 6; // texts are looked at rather than more lists
  var TEXTS = 3; // files of texts that are loaded in vain before a reader is asked whether to go on

  // open gives search(query, filter), which promises a result; load(name, version)
  // promises what the script of that name hands over.
  function open(load) {
    var files = {}, ready;
    function get(name, version) {
      if (!files[name]) {
        files[name] = load(name, version).catch(function (err) {
          delete files[name]; // it may come another time
          throw err;
        });
      }
      return files[name];
    }
    function start() {
      ready = ready || get("index").then(function (args) {
        var ix = args[0], list = ix.starts ? reader(ix.starts) : function () { return []; };
        ix.pages = list();
        ix.sections = list();
        ix.parts = list();
        ix.groupOf = []; // by page
        ix.groups.forEach(function (g) { for (var i = 0; i < g.n; i++) ix.groupOf.push(g); });
        return ix;
      }).catch(function (err) {
        ready = null;
        throw err;
      });
      return ready;
    }

    // unitsOf promises the units of a gram.
    function unitsOf(ix, gram) {
      var home = 0x811c9dc5, size = gram.length;
      for (var i = 0; i < size; i++) home = (Math.imul(home, 0x01000193) ^ gram.charCodeAt(i)) >>> 0;
      return get("k" + home % ix.lists, ix.version).then(function (args) {
        var before = 0, names = args[size], at = names.indexOf(gram);
        while (at > 0 && at % size) at = names.indexOf(gram, at + 1); // that was across two names
        if (at < 0) return [];
        for (var i = 1; i < size; i++) before += args[i].length / i;
        var list = reader(args[0]);
        for (i = before + at / size; i > 0; i--) list();
        return list();
      });
    }
    function both(a, b) {
      var out = [];
      for (var i = 0, j = 0; i < a.length && j < b.length;) {
        if (a[i] === b[j]) { out.push(a[i]); i++; j++; } else if (a[i] < b[j]) i++; else j++;
      }
      return out;
    }
    // candidates are the units that may hold a term, told from at most so many lists.
    // A short term is spelled out, gram by longer gram, as long as these are frequent;
    // a long one has pairs strewn over it, which tell more than what follows one of
    // them, but for numbers: these are spelled out.
    function candidates(ix, term, most, more) {
      if (!ix.lists) return Promise.resolve({ units: [], sure: true });
      var short = term.length <= ix.longest, last = Math.max(term.length - 2, 0), starts = [], grams = [];
      var number = short ? null : /[\d.]{3,}/.exec(term); // says more than words do
      var n = short ? last + 1 : Math.max(most - (number ? 4 : 3), 1);
      n = Math.min(n, last + 1);
      for (var i = 0; i < n; i++) starts.push(n === 1 ? 0 : Math.round(i * last / (n - 1)));
      if (number) starts.unshift(number.index);
      function fill(gram) {
        most--;
        return unitsOf(ix, term.substr(gram.at, gram.size)).then(function (units) { gram.units = units; });
      }
      function start(at) {
        var gram = { at: at, size: Math.min(term.length, 2), units: [] };
        grams.push(gram);
        return fill(gram);
      }
      function refine() {
        var units = grams.map(function (g) { return g.units; }).reduce(both);
        var sure = !units.length || grams.some(function (g) { return g.size === term.length; });
        // Some are more likely to be none of them than a great many.
        if (most === 0 && more && units.length < SOME) {
          most = more;
          more = 0;
        }
        if (sure || most <= 0 || units.length <= FEW) return { units: units, sure: sure };
        var next = grams.filter(function (g) {
          return g.units.length > ix.frequent && g.size < ix.longest && g.at + g.size < term.length;
        }).sort(function (a, b) { return number ? grams.indexOf(a) - grams.indexOf(b) : a.units.length - b.units.length; })[0];
        if (next) {
          next.size++;
          return fill(next).then(refine);
        }
        // Then pairs that were left out, the last first.
        for (var i = last; !starts.length && i >= 0; i--) {
          if (grams.every(function (g) { return i < g.at || i > g.at + g.size - 2; })) starts.push(i);
        }
        return starts.length ? start(starts.pop()).then(refine) : { units: units, sure: false };
      }
      return Promise.all(starts.splice(0, short ? 1 : starts.length).map(start)).then(refine);
    }

    function search(query, filter) {
      var words = terms(query), joined = words.length > 1 ? fold(query.replace(/\t/g, " ")).text : "";
      filter = filter || {};
      return start().then(function (ix) {
        if (!words.length || !ix.pages.length) return result(ix, words, joined, [], []);
        var long = words.filter(function (w) { return w.length > 2; }).length, most = MOST;
        if (words.length > 1) most = Math.max(Math.floor((MOST + 2 - words.length + long) / Math.max(long, 1)), 3);
        var asked = words.map(function (w) { return candidates(ix, w, most, words.length > 1 ? 0 : MORE); });
        if (words.length === 2) asked.push(candidates(ix, joined, 3));
        return Promise.all(asked).then(function (found) {
          // Whether words stand side by side is worth no search of many texts.
          var phrase = found[words.length];
          if (phrase && !phrase.sure && phrase.units.length > FEW) phrase.units = [];
          return rank(ix, words, joined, found, filter);
        });
      });
    }

    // weigh tells what a unit is worth, by where it stands.
    function weigh(ix, page, unit) {
      if (!ix.groupOf[page].k) return BODY;
      if (unit === ix.pages[page]) return TITLE;
      return ix.sections[place(ix.sections, unit)] === unit ? HEADING : BODY;
    }
    // rank makes hits of the pages that may have all words; a hit's score is the
    // most that it can be worth until its texts are seen.
    function rank(ix, words, joined, found, filter) {
      var hits = {}, order = [];
      found.forEach(function (f, w) {
        f.units.forEach(function (unit) {
          var page = place(ix.pages, unit), g = ix.groupOf[page];
          if ((filter.kind && g.k !== filter.kind) || (filter.year && String(g.y || "") !== String(filter.year))) return;
          var hit = hits[page];
          if (!hit) {
            if (w) return; // it lacks the first word
            hit = hits[page] = { page: page, found: words.map(function () { return []; }), phrase: [], minor: !g.k };
            order.push(hit);
          }
          if (w === words.length) hit.phrase.push(unit);
          else hit.found[w].push({ unit: unit, weight: weigh(ix, page, unit) });
        });
      });
      order = order.filter(function (hit) {
        if (!hit.found.every(function (found) { return found.length > 0; })) return false;
        // Of places that count alike, those come first that have more of the words.
        var words = {};
        hit.found.forEach(function (found) { found.forEach(function (f) { words[f.unit] = (words[f.unit] || 0) + 1; }); });
        hit.found.forEach(function (found) {
          found.sort(function (a, b) { return b.weight - a.weight || words[b.unit] - words[a.unit] || a.unit - b.unit; });
        });
        return true;
      });
      order.forEach(score);
      order.sort(better);
      return result(ix, words, joined, order, found.map(function (f) { return f.sure; }));
    }
    function better(a, b) { return a.minor - b.minor || b.score - a.score || a.page - b.page; }
    function score(hit) {
      hit.score = 0;
      hit.found.forEach(function (found) { hit.score += found[0].weight; });
      // The unit that the hit shows: one with all words, or the first word's best.
      hit.best = hit.found[0][0];
      if (hit.found.length > 1) {
        var near = hit.found[0].filter(function (f) {
          return hit.found.every(function (found) { return found.some(function (g) { return g.unit === f.unit; }); });
        })[0];
        if (near) {
          hit.score += TOGETHER;
          hit.best = near;
        }
        if (hit.phrase.length) {
          hit.score += PHRASE;
          hit.best = { unit: hit.phrase[0] };
        }
      }
    }

    var texts = 0; // how many were asked for
    function textsOf(ix, unit) {
      var name = "t" + place(ix.parts, unit);
      if (!files[name]) texts++;
      return get(name, ix.version);
    }
    // at is the text of a unit, and what it stands in.
    function at(files, page, unit) {
      var pages = files[0];
      for (var i = 0; i < pages.length; i++) {
        if (pages[i][0] !== page) continue;
        var sections = pages[i][4], s = 0;
        while (s + 1 < sections.length && sections[s + 1][0] <= unit) s++;
        var section = sections[s], n = unit - section[0];
        return { page: pages[i], section: section, text: n === 0 ? section[2] : section[2 + n] };
      }
    }
    // see looks whether a hit has what its grams promise: each word in the unit that
    // is shown or else where it counts most. What is not there is struck; it promises
    // whether anything was. Where else a word stands moves the hit, and is believed.
    function see(ix, words, joined, sure, hit) {
      function has(unit, word) {
        return textsOf(ix, unit).then(function (files) { return fold(at(files, ix.pages[hit.page], unit).text).text.indexOf(word) >= 0; });
      }
      var checks = words.map(function (w, i) {
        if (sure[i]) return false;
        var found = hit.found[i], shown = found.filter(function (f) { return f.unit === hit.best.unit; })[0] || found[0];
        return has(shown.unit, w).then(function (ok) {
          if (!ok) hit.found[i] = found.filter(function (f) { return f !== shown; });
          return !ok;
        });
      });
      if (hit.phrase.length && !sure[words.length]) checks.push(has(hit.phrase[0], joined).then(function (ok) {
        if (!ok) hit.phrase.shift();
        return !ok;
      }));
      return Promise.all(checks).then(function (struck) { return struck.indexOf(true) >= 0; });
    }

    // result hands out hits in their order. total counts the pages; it is a guess
    // from above until exact. sure tells of which words no text need be seen.
    function result(ix, words, joined, waiting, sure) {
      var before = 0, exact = words.every(function (w, i) { return sure[i]; });
      var r = { total: waiting.length, exact: exact || !waiting.length, words: words, next: next, more: function () { return waiting.length > 0; } };
      // next promises the next n hits.
      function next(n) {
        var ahead = waiting.slice(0, n).filter(function (hit) { return !hit.seen; });
        return Promise.all(ahead.map(function (hit) { return textsOf(ix, hit.best.unit); })).then(function () {
          before = texts;
          return take(n, []);
        });
      }
      function take(n, out) {
        if (!n || !waiting.length || (out.length && texts - before > TEXTS)) {
          if (!waiting.length) r.exact = true;
          return Promise.resolve(out);
        }
        var hit = waiting.shift();
        if (hit.seen) {
          return show(hit).then(function (shown) {
            out.push(shown);
            return take(n - 1, out);
          });
        }
        return see(ix, words, joined, sure, hit).then(function (struck) {
          if (!hit.found.every(function (found) { return found.length > 0; })) {
            r.total--;
            return take(n, out);
          }
          hit.seen = !struck;
          if (struck) score(hit);
          var i = 0;
          while (i < waiting.length && better(waiting[i], hit) < 0) i++;
          waiting.splice(i, 0, hit);
          return take(n, out);
        });
      }
      function show(hit) {
        var unit = hit.best.unit;
        return textsOf(ix, unit).then(function (files) {
          var start = ix.pages[hit.page], here = at(files, start, unit), page = here.page, section = here.section, text = here.text;
          var body = section.slice(3);
          if (unit === section[0] || text === section[2]) { // a heading is shown with what follows it
            text = body.filter(function (b) { return marks(b, words).length; })[0] || body[0] || "";
          }
          var others = [];
          hit.found[0].forEach(function (f) {
            var o = at(files, start, f.unit);
            if (place(ix.parts, f.unit) !== place(ix.parts, unit) || !o || !o.text || o.section[2] === section[2] || fold(o.text).text.indexOf(words[0]) < 0) return;
            if (o.section[2] === page[2] || others.length > 2 || others.some(function (x) { return x.heading === o.section[2]; })) return;
            others.push({ id: o.section[1], heading: o.section[2] });
          });
          return {
            path: page[1], title: parts(page[2], words), label: page[3], id: section[1],
            heading: section[2] === page[2] ? [] : parts(section[2], words), snippet: snippet(text, words), others: others,
          };
        });
      }
      return r;
    }
    return search;
  }

  /* ---- what is shown ---- */

  // marks are the stretches of a text that a query found, [from, to), in order.
  function marks(text, words) {
    var f = fold(text), hits = [];
    words.forEach(function (w) {
      for (var i = f.text.indexOf(w); i >= 0; i = f.text.indexOf(w, i + 1)) hits.push([f.at[i], f.at[i + w.length - 1] + 1]);
    });
    hits.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    return hits.reduce(function (out, h) {
      var last = out[out.length - 1];
      if (last && h[0] <= last[1]) last[1] = Math.max(last[1], h[1]); else out.push(h);
      return out;
    }, []);
  }
  // parts are a text in pieces, each with whether it was found.
  function parts(text, words) {
    var out = [], at = 0;
    function add(to, found) {
      if (to > at) out.push([text.slice(at, to).replace(/ ?\t ?/g, " · "), found]);
      at = to;
    }
    marks(text, words).forEach(function (m) {
      add(m[0], false);
      add(m[1], true);
    });
    add(text.length, false);
    return out;
  }
  var BEFORE = 28, WIDTH = 110;
  // snippet is the stretch of a text around the first place that was found, begun
  // where a sentence begins when one does nearby.
  function snippet(text, words) {
    var m = marks(text, words)[0], from = 0, to = text.length;
    if (m && m[0] > BEFORE) {
      from = m[0] - BEFORE;
      var sentence = Math.max(text.lastIndexOf("。", m[0] - 1), text.lastIndexOf("；", m[0] - 1), text.lastIndexOf("\t", m[0] - 1)) + 1;
      if (sentence > from - BEFORE && sentence) from = sentence;
      while (from > 0 && /[\w.,%\udc00-\udfff]/.test(text[from]) && /[\w.,%\ud800-\udbff]/.test(text[from - 1])) from--;
    }
    if (to - from > WIDTH) {
      to = Math.max(from + WIDTH, m ? m[1] : 0);
      while (to < text.length && /[\w.,%\udc00-\udfff]/.test(text[to]) && /[\w.,%\ud800-\udbff]/.test(text[to - 1])) to++;
    }
    var out = parts(text.slice(from, to), words);
    if (from > 0) out.unshift(["…", false]);
    if (to < text.length) out.push(["…", false]);
    return out;
  }

  /* ---- scripts that arrive ---- */

  var awaited = {};
  root.gongbaoSearch = function (name) {
    var args = [].slice.call(arguments, 1);
    if (awaited[name]) awaited[name](args);
  };
  root.gongbaoSearch.open = open;
  root.gongbaoSearch.fold = fold;
  root.gongbaoSearch.reader = reader;

  var doc = root.document, box = doc && doc.querySelector(".search");
  if (!box) return;
  var folder = box.dataset.index.replace(/index\.js.*/, ""), stamp = box.dataset.index.replace(/^[^?]*/, "");
  var search = open(function (name) {
    return new Promise(function (done, fail) {
      var script = doc.createElement("script");
      awaited[name] = function (args) {
        delete awaited[name];
        done(args);
      };
      script.onload = function () {
        if (awaited[name]) script.onerror(); // it is no script of ours
        script.remove();
      };
      script.onerror = function () {
        delete awaited[name];
        script.remove();
        fail(new Error(name));
      };
      script.src = folder + name + ".js" + stamp;
      doc.head.appendChild(script);
    });
  });

  /* ---- the page ---- */

  function one(selector) { return box.querySelector(selector); }
  function all(selector) { return [].slice.call(box.querySelectorAll(selector)); }
  var form = one("form"), input = one("input[type=search]"), year = one("select"), status = one(".search-status"), list = one(".search-results");
  var more = one(".search-more"), none = one(".search-none"), clear = one(".search-clear"), widen = one(".search-widen"), guide = one(".search-guide");
  var words = box.dataset, PAGE = 8, turn = 0, shown = 0, now, timer, asked;
  one(".search-off").hidden = true;
  form.hidden = guide.hidden = false;

  function say(text) { if (status.textContent !== text) status.textContent = text; }
  function fill(text, n) { return text.replace("{n}", n); }
  function kind() {
    var checked = one("input[type=radio]:checked");
    return checked ? checked.value : "";
  }
  function element(tag, className, parts) {
    var e = doc.createElement(tag);
    if (className) e.className = className;
    (parts || []).forEach(function (p) {
      var node = doc.createTextNode(p[0]);
      if (p[1]) {
        var mark = doc.createElement("mark");
        mark.appendChild(node);
        node = mark;
      }
      e.appendChild(node);
    });
    return e;
  }
  function address(path, id) { return path + (id ? "#" + encodeURIComponent(id) : ""); }
  function item(hit) {
    var li = element("li", "result"), h = element("h2", "result-title"), a = element("a", "result-link", hit.title);
    a.href = address(hit.path, hit.id);
    h.appendChild(a);
    li.appendChild(h);
    var place = element("p", "result-place");
    if (hit.label) place.appendChild(element("span", "", [[hit.label, false]]));
    if (hit.heading.length) place.appendChild(element("span", "result-heading", hit.heading));
    if (place.firstChild) li.appendChild(place);
    if (hit.snippet.length) li.appendChild(element("p", "result-text", hit.snippet));
    if (hit.others.length) {
      var p = element("p", "result-others", [[words.also, false]]);
      hit.others.forEach(function (o) {
        var link = element("a", "", [[o.heading.length > 24 ? o.heading.slice(0, 23) + "…" : o.heading, false]]);
        link.href = address(hit.path, o.id);
        p.appendChild(link);
      });
      li.appendChild(p);
    }
    return li;
  }
  function tell() {
    say(fill(now.exact ? words.found : words.about, now.total));
    more.hidden = !now.more();
    none.hidden = now.total > 0;
    widen.hidden = !(kind() || year.value);
  }
  function append(hits) {
    var first;
    hits.forEach(function (hit) {
      var li = item(hit);
      first = first || li;
      list.appendChild(li);
    });
    shown += hits.length;
    tell();
    return first;
  }
  function failed() {
    box.removeAttribute("aria-busy");
    asked = null;
    say(words.failed);
  }
  // run searches for what the page asks for; keep says that the address has it already.
  function run(keep) {
    clearTimeout(timer);
    var query = input.value.trim(), state = [query, kind(), year.value].join("\n");
    clear.hidden = !input.value;
    if (state === asked) return Promise.resolve();
    asked = state;
    var mine = ++turn;
    if (!keep) remember(query);
    if (!query) {
      now = null;
      list.textContent = "";
      none.hidden = more.hidden = true;
      guide.hidden = false;
      box.removeAttribute("aria-busy");
      say("");
      return Promise.resolve();
    }
    guide.hidden = true;
    box.setAttribute("aria-busy", "true");
    return search(query, { kind: kind(), year: year.value }).then(function (r) {
      return r.next(PAGE).then(function (hits) {
        if (mine !== turn) return; // another query came
        box.removeAttribute("aria-busy");
        now = r;
        shown = 0;
        list.textContent = "";
        append(hits);
      });
    }).catch(function () { if (mine === turn) failed(); });
  }
  // The query stands in the address, so that a search can be handed on.
  function remember(query) {
    var parts = [["q", query], ["kind", kind()], ["year", year.value]].filter(function (p) { return p[1]; });
    var hash = parts.map(function (p) { return p[0] + "=" + encodeURIComponent(p[1]); }).join("&");
    try {
      root.history.replaceState(null, "", "#" + hash);
    } catch (err) {} // some viewers keep no history
  }
  function recall() {
    var asks = {};
    (root.location.hash.slice(1) || root.location.search.slice(1)).split("&").forEach(function (p) {
      var at = p.indexOf("=");
      try {
        if (at > 0) asks[p.slice(0, at)] = decodeURIComponent(p.slice(at + 1).replace(/\+/g, " "));
      } catch (err) {} // not an address of ours
    });
    input.value = asks.q || "";
    year.value = asks.year || "";
    if (year.selectedIndex < 0) year.value = "";
    all("input[type=radio]").forEach(function (r) { r.checked = r.value === (asks.kind || ""); });
    if (!one("input[type=radio]:checked") && one("input[type=radio]")) one("input[type=radio]").checked = true;
    return run(true);
  }
  function links() { return all(".result-link"); }

  form.addEventListener("submit", function (e) {
    e.preventDefault();
    run().then(function () { if (now && links()[0]) links()[0].focus(); });
  });
  input.addEventListener("input", function (e) {
    clear.hidden = !input.value;
    clearTimeout(timer);
    if (!e.isComposing) timer = setTimeout(run, 160); // a word that is being composed is none yet
  });
  input.addEventListener("compositionend", function () { timer = setTimeout(run, 160); });
  form.addEventListener("change", function (e) { if (e.target !== input) run(); });
  function empty() {
    input.value = "";
    run();
    input.focus();
  }
  clear.addEventListener("click", empty);
  widen.addEventListener("click", function () {
    year.value = "";
    all("input[type=radio]").forEach(function (r) { r.checked = !r.value; });
    run();
    input.focus();
  });
  more.addEventListener("click", function () {
    var mine = turn;
    now.next(PAGE).then(function (hits) {
      if (mine !== turn) return;
      var first = append(hits);
      if (first) first.querySelector("a").focus(); // where the list goes on
    }).catch(failed);
  });
  doc.addEventListener("keydown", function (e) {
    var active = doc.activeElement, typing = /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName);
    if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "/" && !typing) {
      input.focus();
      input.select();
    } else if (e.key === "Escape" && (active === input || list.contains(active))) {
      empty();
    } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      var at = links(), i = at.indexOf(active), step = e.key === "ArrowDown" ? 1 : -1;
      if (active !== input && i < 0) return;
      if (active === input && step < 0) return;
      var to = i + step < 0 ? input : at[Math.min(i + step, at.length - 1)];
      if (!to) return;
      to.focus();
    } else {
      return;
    }
    e.preventDefault();
  });
  root.addEventListener("hashchange", function () {
    if (/[#&]q=/.test(root.location.hash)) recall(); // not for the way to the content
  });
  recall();
  if (!input.value && root.matchMedia("(hover: hover)").matches) input.focus();
})(typeof window === "undefined" ? this : window);
