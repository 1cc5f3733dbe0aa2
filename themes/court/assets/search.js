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

  // reader reads a stream of bits: bits(n) is a number of so many, gap(k) a gap with k low
  // bits, list(below) a list of numbers below a limit, and skip(below) leaves one out.
  function reader(base64) {
    var bytes = root.atob(base64), at = 0, have = 0, left = 0; // bits that were taken from bytes, and how many are left
    function fill() {
      if (at > bytes.length + 8) throw new Error("the index is cut off");
      while (left <= 16) {
        have = ((have << 8) | (at < bytes.length ? bytes.charCodeAt(at) : 0)) & 0xffffff;
        at++;
        left += 8;
      }
    }
    function bits(n) {
      if (left < n) fill();
      left -= n;
      return (have >> left) & ((1 << n) - 1);
    }
    // run is how many bits of a kind stand before the next one of the other kind.
    function run(kind) {
      for (var n = 0; ;) {
        if (!left) fill();
        var same = Math.clz32((kind ? ~have : have) << (32 - left));
        if (same < left) {
          left -= same + 1;
          return n + same;
        }
        n += left;
        left = 0;
      }
    }
    function gap(k) {
      var ones = run(1);
      return k ? ones * Math.pow(2, k) + bits(k) : ones;
    }
    function numbers(below, take) {
      var size = run(0), n = size ? Math.pow(2, size) + (size > 16 ? bits(size - 16) * 65536 + bits(16) : bits(size)) : 1;
      var mean = Math.floor((69 * below) / (100 * n)), k = mean > 1 ? 31 - Math.clz32(mean) : 0;
      for (var next = 0; n--;) {
        var x = next + gap(k);
        next = x + 1;
        if (take) take.push(x);
      }
      return take;
    }
    return { bits: bits, gap: gap, list: function (below) { return numbers(below, []); }, skip: function (below) { numbers(below); } };
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
  var MOST = 7; // lists that are asked for a query of one word; several words have some more
  var MORE = 4, SOME = 160; // lists that are asked besides while only so few units may hold a word
  var FEW = 6; // texts are looked at rather than more lists
  var GAPS = [5, 6, 8, 9]; // low bits of gaps between characters, by the gram's length
  // A query loads less than 100 KB, and so does each step on: what may be too much is not loaded.
  var ALL = 97000, LISTS = 56000; // bytes: in all, of lists besides index.js
  var FILES = { k: 16500, t: 8500, d: 2000, i: 0 }; // of a file at most, but for a paragraph that is longer

  // bytes is how large a script is.
  function bytes(v) {
    if (typeof v === "string") {
      for (var n = v.length + 3, i = 0; i < v.length; i++) {
        var c = v.charCodeAt(i);
        if (c > 0x7ff) n += 2; else if (c > 0x7f) n++;
      }
      return n;
    }
    if (v && typeof v === "object") return Object.keys(v).reduce(function (n, k) { return n + bytes(v[k]) + (Array.isArray(v) ? 0 : k.length + 3); }, 2);
    return 8;
  }

  // open gives search(query, filter), which promises a result; load(name) promises what
  // the script of that name hands over.
  function open(load) {
    var files = {}, sizes = {}, ready;
    function get(name) {
      if (!files[name]) {
        sizes[name] = FILES[name[0]];
        files[name] = load(name).then(function (args) {
          sizes[name] = (name[0] === "k" ? args[0].length : bytes(args)) + name.length + 24;
          return args;
        }).catch(function (err) {
          delete files[name]; // it may come another time
          throw err;
        });
      }
      return files[name];
    }
    function start() {
      ready = ready || get("index").then(function (args) {
        var ix = args[0], r = reader(ix.starts), list = ix.starts ? r.list : function () { return []; };
        ix.pages = list(ix.pieces); // the first piece of each page
        ix.pieces = list(ix.units); // the first unit of each piece
        ix.begins = {}; // pieces that begin a page, with its title
        ix.pages.forEach(function (p) { ix.begins[p] = true; });
        ix.parts = list(ix.pieces.length); // the first piece of each file of texts
        ix.bodies = ix.pieces.map(function (first) { return first + r.gap(2); }); // the first that is no heading
        ix.keys = ix.keys ? ix.keys.split(" ") : [];
        ix.common = ix.common.split(" "); // characters, the most frequent first
        ix.groupOf = []; // by page
        ix.groups.forEach(function (g) { for (var i = 0; i < g.n; i++) ix.groupOf.push(g); });
        return ix;
      }).catch(function (err) {
        ready = null;
        throw err;
      });
      return ready;
    }

    // purse keeps the account of what a query loads; what another one had loaded counts as well.
    function purse(limit) {
      var names = {};
      return {
        // afford reports whether a file may be loaded yet, and takes it down; need says that it is without choice.
        afford: function (name, need) {
          if (names[name]) return true;
          var sum = 0;
          Object.keys(names).forEach(function (n) { sum += sizes[n] || FILES[n[0]]; });
          if (!need && sum + (sizes[name] || FILES[name[0]]) > limit) return false;
          return (names[name] = true);
        },
        limit: function (bytes) { limit = bytes; },
      };
    }

    // named is the file, of one sort, that a gram is in: the last whose first gram is that
    // one or stands before it.
    function named(sort, keys, gram) {
      var lo = 0, hi = keys.length - 1;
      while (lo < hi) {
        var mid = (lo + hi + 1) >> 1;
        if (keys[mid] <= gram) lo = mid; else hi = mid - 1;
      }
      return sort + keys[lo].split("").map(function (c) { return ("000" + c.charCodeAt(0).toString(16)).slice(-4); }).join("");
    }
    // fileOf promises the name of the file of a gram, or "" when it would be too much.
    function fileOf(ix, gram, spent) {
      var way = Promise.resolve(ix.keys), dir;
      if (ix.deep) {
        dir = named("d", ix.keys, gram);
        if (!spent.afford(dir)) return Promise.resolve("");
        way = get(dir).then(function (args) { return args[0].split(" "); });
      }
      return way.then(function (keys) {
        var name = named("k", keys, gram);
        return spent.afford(name) ? name : "";
      });
    }
    // unitsOf promises the units of a gram: {units, pages, more}, with pages true when all that is
    // known are the pieces, and which of them have it in headings, and more
    // true when longer grams tell more; or nothing when it would be too much.
    function unitsOf(ix, gram, spent) {
      return fileOf(ix, gram, spent).then(function (name) { return name && get(name); }).then(function (args) {
        if (!args) return null;
        var none = { units: [], pages: false, more: false };
        function some(r) { return r.bits(1) ? r.list(ix.pieces.length) : []; }
        for (var r = reader(args[0]), chars = [], last = 0; ;) {
          var size = r.bits(2) + 1, i = 0;
          if (!last) for (; i < size; i++) chars[i] = r.bits(16);
          else if (size > last) chars[size - 1] = r.bits(16);
          else {
            var gap = r.gap(GAPS[size - 1]);
            if (!gap) return none;
            chars[size - 1] += gap;
          }
          last = chars.length = size;
          for (i = 0; i < size && i < gram.length && chars[i] === gram.charCodeAt(i);) i++;
          if (i < size && (i === gram.length || chars[i] > gram.charCodeAt(i))) return none; // it would have come before
          var more = size > 1 && size < ix.longest && r.bits(1), pages = r.bits(1), found = i === size && i === gram.length;
          if (!found) {
            r.skip(pages ? ix.pieces.length : ix.units);
            for (i = 0; pages && i < 2; i++) if (r.bits(1)) r.skip(ix.pieces.length);
            continue;
          }
          var list = r.list(pages ? ix.pieces.length : ix.units);
          if (pages) list = spread(ix, list, some(r), some(r));
          return { units: list, pages: !!pages, more: !!more };
        }
      });
    }
    // spread are the units of pieces that may hold what stands in all of them, in some titles
    // and in other headings of some.
    function spread(ix, pieces, titles, heads) {
      var out = [], t = 0, h = 0;
      pieces.forEach(function (p) {
        var u = ix.pieces[p], end = p + 1 < ix.pieces.length ? ix.pieces[p + 1] : ix.units, title = titles[t] === p, head = heads[h] === p;
        if (title) {
          t++;
          out.push(u);
        }
        if (head) h++;
        if (ix.begins[p]) u++;
        for (u = head ? u : ix.bodies[p]; u < end; u++) out.push(u);
      });
      return out;
    }
    function both(a, b) {
      var out = [];
      for (var i = 0, j = 0; i < a.length && j < b.length;) {
        if (a[i] === b[j]) { out.push(a[i]); i++; j++; } else if (a[i] < b[j]) i++; else j++;
      }
      return out;
    }
    // rareFirst are the places of a term's pairs: those that say most come first, and those
    // that overlap one of these last.
    function rareFirst(ix, term) {
      var pairs = [], apart = [], rest = [];
      function often(c) { // as characters are: the second half as often as the first, and so on
        var rank = ix.common.indexOf(c);
        return 1 / ((rank < 0 ? 2 * ix.common.length : rank) + 4);
      }
      for (var i = 0; i + 1 < term.length; i++) pairs.push({ at: i, often: often(term[i]) * often(term[i + 1]) });
      pairs.sort(function (a, b) { return a.often - b.often || a.at - b.at; });
      pairs.forEach(function (p) {
        (apart.some(function (at) { return Math.abs(at - p.at) < 2; }) ? rest : apart).push(p.at);
      });
      return apart.concat(rest);
    }
    // candidates are the units that may hold a term, told from at most so many lists.
    // A short term is spelled out, gram by longer gram, as long as these are frequent;
    // of a long one those pairs are looked for that are likely to be rare, which tell more than what follows one of
    // them, but for numbers: these are spelled out. It is exact when the pages are certain, and
    // sure when the units are; units is null when nothing could be told.
    function candidates(ix, term, most, more, spent) {
      if (!ix.keys.length || term.indexOf(" ") >= 0) return Promise.resolve({ units: [], sure: true, exact: true });
      var short = term.length <= ix.longest, grams = [];
      var number = short ? null : /[\d.]{3,}/.exec(term); // says more than words do
      var starts = short ? [0, 2, 1].filter(function (at) { return at <= Math.max(term.length - 2, 0); }) : rareFirst(ix, term);
      if (number) starts = [number.index].concat(starts.filter(function (at) { return at !== number.index; }));
      // fill takes a gram's units, unless that would be too much.
      function fill(gram, size) {
        most--;
        return unitsOf(ix, term.substr(gram.at, size), spent).then(function (found) {
          gram.done = !found;
          if (!found) return;
          if (grams.indexOf(gram) < 0) grams.push(gram);
          gram.units = gram.size ? both(gram.units, found.units) : found.units; // the shorter one may know better where
          gram.size = size;
          gram.pages = found.pages;
          gram.more = found.more;
        });
      }
      function start(at) {
        return fill({ at: at, size: 0, units: [] }, Math.min(term.length, 2));
      }
      function refine() {
        if (!grams.length) return { units: null, sure: false, exact: false };
        var units = grams.map(function (g) { return g.units; }).reduce(both);
        var whole = grams.filter(function (g) { return g.size === term.length; })[0];
        var sure = !units.length || (whole && !whole.pages), exact = !units.length || !!whole;
        // Some are more likely to be none of them than a great many.
        if (most === 0 && more && units.length < SOME) {
          most = more;
          more = 0;
        }
        if (exact || most <= 0 || units.length <= FEW) return { units: units, sure: !!sure, exact: exact };
        var next = grams.filter(function (g) { return !g.done && g.more && g.at + g.size < term.length; });
        if (short || !starts.length) {
          next = next.sort(function (a, b) { return a.units.length - b.units.length; })[0];
        } else {
          next = number && next.filter(function (g) { return g.at === number.index && g.size < number[0].length; })[0];
        }
        if (next) return fill(next, next.size + 1).then(refine);
        starts = starts.filter(function (at) { return grams.every(function (g) { return at < g.at || at > g.at + g.size - 2; }); });
        if (!starts.length) return { units: units, sure: false, exact: false };
        return start(starts.shift()).then(refine);
      }
      return Promise.all(starts.splice(0, short ? 1 : 2).map(start)).then(refine);
    }

    function search(query, filter) {
      var words = terms(query), joined = words.length > 1 ? fold(query.replace(/\t/g, " ")).text : "";
      filter = filter || {};
      return start().then(function (ix) {
        var spent = purse(LISTS + sizes.index);
        spent.afford("index", true);
        if (!words.length || !ix.pages.length) return result(ix, words, joined, [], [], spent);
        var long = words.filter(function (w) { return w.length > 2; }).length, most = MOST;
        if (words.length > 1) most = Math.max(Math.floor((MOST + 2 - words.length + long) / Math.max(long, 1)), 3);
        var asked = words.map(function (w) { return candidates(ix, w, most, words.length > 1 ? 0 : MORE, spent); });
        if (words.length === 2) asked.push(candidates(ix, joined, 3, 0, spent));
        return Promise.all(asked).then(function (found) {
          // Whether words stand side by side is worth no search of many texts.
          var phrase = found[words.length];
          if (phrase && !phrase.sure && (!phrase.units || phrase.units.length > FEW)) phrase.units = [];
          return rank(ix, words, joined, found, filter, spent);
        });
      });
    }

    // weigh tells what a unit is worth, by where it stands.
    function weigh(ix, page, piece, unit) {
      if (unit >= ix.bodies[piece] || !ix.groupOf[page].k) return BODY;
      return piece === ix.pages[page] && unit === ix.pieces[piece] ? TITLE : HEADING;
    }
    // rank makes hits of the pages that may have all words; a hit's score is the
    // most that it can be worth until its texts are seen.
    function rank(ix, words, joined, found, filter, spent) {
      var hits = {}, order = [], first = 0, none = [];
      while (first < words.length - 1 && !found[first].units) first++;
      found.forEach(function (f, w) {
        var piece = 0, page = 0;
        (f.units || none).forEach(function (unit) { // ascending
          while (ix.pieces[piece + 1] <= unit) piece++;
          while (ix.pages[page + 1] <= piece) page++;
          var g = ix.groupOf[page], hit = hits[page];
          if ((filter.kind && g.k !== filter.kind) || (filter.year && String(g.y || "") !== String(filter.year))) return;
          if (!hit) {
            if (w !== first) return; // it lacks a word
            hit = hits[page] = { page: page, found: words.map(function () { return []; }), phrase: [], minor: !g.k };
            order.push(hit);
          }
          if (w === words.length) hit.phrase.push(unit);
          else hit.found[w].push({ unit: unit, weight: weigh(ix, page, piece, unit) });
        });
      });
      order = order.filter(function (hit) {
        hit.first = first;
        words.forEach(function (_, w) { if (!found[w].units) hit.found[w] = null; }); // anywhere on the page
        return hit.found.every(function (found) { return !found || found.length > 0; });
      });
      order.forEach(function (hit) { guess(ix, hit); });
      order.sort(better);
      return result(ix, words, joined, order, found, spent);
    }
    // had counts the words in each unit; what may be anywhere is left out.
    function had(hit) {
      var have = {};
      if (hit.found.length > 1) hit.found.forEach(function (found) { (found || []).forEach(function (f) { have[f.unit] = (have[f.unit] || 0) + 1; }); });
      return have;
    }
    // guess scores a hit whose places are in no order yet: most hits are never shown.
    function guess(ix, hit) {
      var have = had(hit), known = 0, title = ix.pieces[ix.pages[hit.page]], near;
      function before(a, b) { return !b || a.weight > b.weight || (a.weight === b.weight && (have[a.unit] > have[b.unit] || (have[a.unit] === have[b.unit] && a.unit < b.unit))); }
      hit.score = 0;
      hit.best = null;
      hit.found.forEach(function (found, w) {
        if (found) known++;
        var best = found ? null : { unit: title, weight: weigh(ix, hit.page, ix.pages[hit.page], title) };
        (found || []).forEach(function (f) { if (before(f, best)) best = f; });
        hit.score += best.weight;
        if (!w) hit.best = best;
      });
      if (hit.found.length > 1) {
        hit.found[hit.first].forEach(function (f) { if (have[f.unit] === known && before(f, near)) near = f; });
        together(hit, near);
      }
    }
    // settle puts a hit's places in order. Of places that count alike, those come first that have more of the words.
    function settle(ix, hit) {
      if (hit.settled) return;
      hit.settled = true;
      var have = had(hit);
      hit.found = hit.found.map(function (found) {
        if (!found) found = wholePage(ix, hit.page);
        return found.sort(function (a, b) { return b.weight - a.weight || (have[b.unit] || 0) - (have[a.unit] || 0) || a.unit - b.unit; });
      });
    }
    function wholePage(ix, page) {
      var out = [];
      for (var p = ix.pages[page]; p < ix.pieces.length && p !== ix.pages[page + 1]; p++) {
        var end = p + 1 < ix.pieces.length ? ix.pieces[p + 1] : ix.units;
        for (var u = ix.pieces[p]; u < end; u++) out.push({ unit: u, weight: weigh(ix, page, p, u) });
      }
      return out;
    }
    function better(a, b) { return a.minor - b.minor || b.score - a.score || a.page - b.page; }
    // score says what a settled hit is worth.
    function score(hit) {
      var have = had(hit);
      hit.score = 0;
      hit.found.forEach(function (found) { hit.score += found[0].weight; });
      hit.best = hit.found[0][0];
      if (hit.found.length > 1) together(hit, hit.found[0].filter(function (f) { return have[f.unit] === hit.found.length; })[0]);
    }
    // together finds the unit that the hit shows: one with all words, or the first word's best.
    function together(hit, near) {
      if (near) {
        hit.score += TOGETHER;
        hit.best = near;
      }
      if (hit.phrase.length) {
        hit.score += PHRASE;
        hit.best = { unit: hit.phrase[0] };
      }
    }

    // textsOf is the name of the file that a unit's text is in.
    function textsOf(ix, unit) {
      var piece = ix.parts[place(ix.parts, place(ix.pieces, unit))], page = place(ix.pages, piece), nth = piece - ix.pages[page];
      return "t" + page + (nth ? "-" + nth : "");
    }
    // at is the text of a unit, and what it stands in; files is what its file hands over.
    function at(ix, files, unit) {
      var piece = place(ix.pieces, unit), page = files[0][piece - ix.parts[place(ix.parts, piece)]];
      var heading = unit < ix.bodies[piece], n = unit - (heading ? ix.pieces[piece] : ix.bodies[piece]);
      for (var s = 3; s < page.length; s++) {
        var section = page[s], units = heading ? section[2] : section.length - 3;
        if (n < units) return { page: page, section: section, heading: heading, text: heading ? section[1] : section[3 + n] };
        n -= units;
      }
    }
    // see looks whether a hit has what its grams promise: each word in the unit that
    // is shown or else where it counts most. What is not there is struck, and so is all else in
    // the same texts; it promises whether the hit was moved. Where else a word stands is believed.
    function see(ix, words, joined, found, hit) {
      function holds(files, unit, word) {
        var text = at(ix, files, unit).text;
        return text.indexOf(word) >= 0 || fold(text).text.indexOf(word) >= 0; // most texts need no folding
      }
      var checks = words.map(function (w, i) {
        if (found[i].sure) return false;
        var shown = hit.found[i].filter(function (f) { return f.unit === hit.best.unit; })[0] || hit.found[i][0], piece = place(ix.pieces, shown.unit);
        return get(textsOf(ix, shown.unit)).then(function (files) {
          hit.found[i] = hit.found[i].filter(function (f) { return place(ix.pieces, f.unit) !== piece || holds(files, f.unit, w); });
          return hit.found[i].indexOf(shown) < 0;
        });
      });
      if (hit.phrase.length && !found[words.length].sure) checks.push(get(textsOf(ix, hit.phrase[0])).then(function (files) {
        if (holds(files, hit.phrase[0], joined)) return false;
        hit.phrase.shift();
        return true;
      }));
      return Promise.all(checks).then(function (struck) { return struck.indexOf(true) >= 0; });
    }
    // needs are the files of texts that see and show look at.
    function needs(ix, words, found, hit) {
      var units = [hit.best.unit];
      words.forEach(function (w, i) {
        if (!found[i].sure && !hit.found[i].some(function (f) { return f.unit === hit.best.unit; })) units.push(hit.found[i][0].unit);
      });
      if (hit.phrase.length && !found[words.length].sure) units.push(hit.phrase[0]);
      return units.map(function (u) { return textsOf(ix, u); });
    }

    // result hands out hits in their order. total counts the pages; it is a guess
    // from above until exact. found tells of which words no text need be seen.
    function result(ix, words, joined, waiting, found, spent) {
      var r = { total: waiting.length, exact: !waiting.length || words.every(function (w, i) { return found[i].exact; }), words: words, next: next, more: function () { return waiting.length > 0; } };
      // next promises the next n hits, or fewer when those are too far apart: then more may come.
      function next(n) {
        var mine = spent || purse(ALL), any = false;
        mine.limit(ALL);
        spent = null;
        function afford(hit) {
          settle(ix, hit);
          var names = needs(ix, words, found, hit), ok = names.every(function (name) { return mine.afford(name, !any); });
          any = any || ok;
          return ok;
        }
        waiting.slice(0, n).every(function (hit) { // all at once
          var ok = afford(hit);
          if (ok) needs(ix, words, found, hit).forEach(function (name) { get(name).catch(function () {}); });
          return ok;
        });
        return take(n, []);
        function take(n, out) {
          if (!waiting.length) r.exact = true;
          if (!n || !waiting.length) return Promise.resolve(out);
          var first = 0;
          if (!afford(waiting[0])) { // what was seen is not held back for what may be better
            while (first < waiting.length && !(waiting[first].seen && afford(waiting[first]))) first++;
            if (first === waiting.length) return Promise.resolve(out);
          }
          var hit = waiting.splice(first, 1)[0];
          if (hit.seen) {
            return show(hit).then(function (shown) {
              out.push(shown);
              return take(n - 1, out);
            });
          }
          return see(ix, words, joined, found, hit).then(function (struck) {
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
      }
      function show(hit) {
        var unit = hit.best.unit;
        return get(textsOf(ix, unit)).then(function (files) {
          var here = at(ix, files, unit), page = here.page, section = here.section, text = here.text;
          var body = section.slice(3);
          if (here.heading || text === section[1]) { // a heading is shown with what follows it
            text = body.filter(function (b) { return marks(b, words).length; })[0] || body[0] || "";
          }
          var others = [];
          hit.found[0].forEach(function (f) {
            if (others.length > 2 || place(ix.pieces, f.unit) !== place(ix.pieces, unit)) return;
            var o = at(ix, files, f.unit);
            if (o.section[1] === section[1] || o.section[1] === page[1] || others.some(function (x) { return x.heading === o.section[1]; })) return;
            if (fold(o.text).text.indexOf(words[0]) >= 0) others.push({ id: o.section[0], heading: o.section[1] });
          });
          return {
            path: page[0], title: parts(page[1], words), label: page[2], id: section[0],
            heading: section[1] === page[1] ? [] : parts(section[1], words), snippet: snippet(text, words), others: others,
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
      return r.next(PAGE).then(function first(hits) {
        if (mine !== turn) return; // another query came
        if (!hits.length && r.more()) return r.next(PAGE).then(first); // nobody is asked to go on from nothing
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
