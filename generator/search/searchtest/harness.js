// Runs search.js for searchtest.go. A line of its input is a request or a file of the
// index that was asked for; a line of its output is the answer, or asks for a file.
"use strict";
(() => { // the global names are those of search.js and of the tests
const vm = require("node:vm");

const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const texts = new Map(); // promises of files' texts, by name
const waiting = new Map(); // those who made them, until the text is here

function text(name) {
  if (!texts.has(name)) {
    texts.set(name, new Promise((done, fail) => waiting.set(name, { done, fail })));
    say({ load: name });
  }
  return texts.get(name);
}

let loaded = {}; // bytes by name
async function load(name) {
  const js = await text(name);
  loaded[name] = Buffer.byteLength(js);
  let got;
  globalThis.gongbaoSearch = (_, ...args) => { got = args; };
  vm.runInThisContext(js); // each time, so that no search has what another made of it
  return got;
}

const line = (parts) => parts.map((p) => (p[1] ? "[" + p[0] + "]" : p[0])).join("");

async function search(q) {
  loaded = {};
  const r = await ours.open(load)(q.text, { kind: q.kind, year: q.year });
  let hits = await r.next(q.most);
  while (q.whole && r.more() && hits.length < q.most) hits = hits.concat(await r.next(q.most - hits.length));
  const sizes = Object.values(loaded);
  return {
    total: r.total, exact: r.exact, files: sizes.length, bytes: sizes.reduce((a, b) => a + b, 0),
    hits: hits.map((h) => ({
      path: h.path, id: h.id, label: h.label, title: line(h.title), heading: line(h.heading),
      snippet: line(h.snippet), others: h.others.map((o) => o.id),
    })),
  };
}

const does = {
  source(js) {
    vm.runInThisContext(js, { filename: "search.js" });
    globalThis.ours = globalThis.gongbaoSearch;
  },
  set(named) { Object.assign(globalThis, named); },
  run(js) { return vm.runInThisContext(js); },
  async search(all) {
    const answers = [];
    for (const q of all) {
      try {
        answers.push(await search(q));
      } catch (err) {
        throw new Error(`${JSON.stringify(q.text)}: ${(err && err.stack) || err}`);
      }
    }
    return answers;
  },
};

let answering = false;
function answer(reply) {
  if (answering) say(reply);
  answering = false;
}

require("node:readline").createInterface({ input: process.stdin }).on("line", (row) => {
  const { file, name, error, text, ...request } = JSON.parse(row);
  if (file) {
    const { done, fail } = waiting.get(name);
    waiting.delete(name);
    if (error) fail(new Error(error)); else done(text);
  } else {
    const [[what, value]] = Object.entries(request);
    answering = true;
    Promise.resolve().then(() => does[what](value)).then((v) => answer({ value: v ?? null }), (err) => answer({ error: String((err && err.stack) || err) }));
  }
  // All that follows from a line is done before this: who then waits, and for no file, waits for ever.
  setImmediate(() => { if (!waiting.size) answer({ error: "there is no answer: a promise is never kept" }); });
});
})();
