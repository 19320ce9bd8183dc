/** The catalogues of texts: complete in every language, all used, and every key that a script names is there. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { KERNELS } from "../../static/js/playground/maths/kernels.js";
import { catalogue, languages, LESSON, parse, PLAYGROUND, ROOT, SITE } from "./support/texts.mjs";

const DEMOS = readdirSync(join(ROOT, "models")).filter((name) => existsSync(join(ROOT, "models", name, "texts.en.toml")));
const FOLDERS = [SITE, PLAYGROUND, LESSON, ...DEMOS.map((name) => `models/${name}`), "tests/demos/marking"];
const OTHERS = languages().filter((tag) => tag !== "en");
const places = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

/** The two catalogues have the same keys, the same places to fill in, and no sentence that was left in English. */
function compare(name, one, other) {
  assert.deepEqual(Object.keys(other), Object.keys(one), `${name}: keys`);
  for (const key of Object.keys(one)) {
    assert.ok(other[key].trim(), `${name}: ${key} is empty`);
    assert.deepEqual(places(other[key]), places(one[key]), `${name}: ${key}: places`);
    const words = one[key].replace(/\{\w+\}/g, "").match(/[a-z]{3,}/gi) ?? [];
    if (words.length > 1) assert.notEqual(other[key], one[key], `${name}: ${key} is English`);
  }
}

/** The text of every script below a folder of the repository. */
const scriptsIn = (folder) =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .map((name) => ({ name, text: readFileSync(join(ROOT, folder, name), "utf8") }));

/** The keys that scripts name, and the beginnings and ends of those that they put together. */
function keysIn(scripts) {
  const all = scripts.map(({ text }) => text).join("\n");
  const named = new Set([...all.matchAll(/["'`]([a-z][a-z0-9_]+)["'`]|\b([a-z][a-z0-9_]+):/g)].map(([, one, two]) => one ?? two));
  const stems = [...all.matchAll(/`([a-z_]+_)\$\{/g)].map(([, stem]) => stem);
  const ends = [...all.matchAll(/\}(_[a-z_]+)`/g)].map(([, end]) => end);
  return { named, stems, ends };
}

/** Keys that no script names. */
function unused(texts, scripts) {
  const { named, stems, ends } = keysIn(scripts);
  const isUsed = (key) => named.has(key) || stems.some((stem) => key.startsWith(stem)) || ends.some((end) => key.endsWith(end));
  return Object.keys(texts).filter((key) => !isUsed(key));
}

for (const folder of FOLDERS) {
  for (const tag of OTHERS) {
    for (const table of ["page", "figure"]) {
      test(`${folder} says the same in ${tag} as in English: ${table}`, () =>
        compare(folder, catalogue(folder, "en")[table] ?? {}, catalogue(folder, tag)[table] ?? {}));
    }
  }
}

for (const tag of OTHERS) {
  test(`the lesson's prose says the same in ${tag} as in English`, () =>
    compare("prose", catalogue(LESSON, "en").prose, catalogue(LESSON, tag).prose));
}

test("a page's catalogues have no key twice", () => {
  const keys = [SITE, PLAYGROUND, LESSON].flatMap((folder) => Object.keys(catalogue(folder, "en").page));
  assert.deepEqual(keys.filter((key, i) => keys.indexOf(key) !== i), []);
});

test("every sentence of the lesson's prose is used, and every one that a stop shows is there", () => {
  const { prose } = catalogue(LESSON, "en");
  const folder = join(ROOT, "templates/lesson");
  const all = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  const named = new Set([...all.matchAll(/\bt\.([a-z_]+)/g)].map(([, key]) => key));
  const parts = [...all.matchAll(/\bt(?:\.get\(|\[)["']([a-z_]+_)["'] ~ \w+(?:\.\w+)?(?: ~ ["'](_[a-z]+)["'])?/g)];
  const isMade = (key) => parts.some(([, stem, end = ""]) => key.startsWith(stem) && key.endsWith(end));
  assert.deepEqual(Object.keys(prose).filter((key) => !named.has(key) && !isMade(key)), []);
  assert.deepEqual([...named].filter((key) => key !== "get" && !(key in prose)), []);
});

test("every sentence is used, and every key that a script says is there", () => {
  const site = scriptsIn(SITE);
  const all = Object.assign({}, ...[SITE, PLAYGROUND, LESSON].map((folder) => catalogue(folder, "en").page));
  assert.deepEqual(unused(all, site), []);
  for (const { name, text } of site) {
    for (const [, key] of text.matchAll(/\bsay\(\s*"([a-z_0-9]+)"/g)) assert.ok(key in all, `${name}: ${key}`);
  }
  for (const { name } of KERNELS) assert.ok(`kernel_${name}` in all, name);
});

for (const name of DEMOS) {
  test(`every sentence of ${name} is used, and every key that its script says is there`, () => {
    const { page = {} } = catalogue(`models/${name}`, "en");
    const scripts = scriptsIn(`models/${name}/page`);
    assert.deepEqual(unused(page, scripts), []);
    for (const { text } of scripts) {
      for (const [, key] of text.matchAll(/\bsay\(\s*"([a-z_0-9]+)"/g)) assert.ok(key in page, key);
    }
  });
}

for (const name of DEMOS.filter((one) => existsSync(join(ROOT, "models", one, "page", "figure.svg")))) {
  test(`the drawing of ${name} says what its texts hold, and all of it, in the page's own colours`, () => {
    const { figure = {} } = catalogue(`models/${name}`, "en");
    const drawing = readFileSync(join(ROOT, "models", name, "page", "figure.svg"), "utf8");
    assert.deepEqual(places(drawing), Object.keys(figure).sort());
    assert.match(drawing, /^<svg class="fig" viewBox="[\d .]+" role="img" aria-label="\{figure_label\}">/);
    assert.doesNotMatch(drawing, /style=|<style|<script|stroke="/);
  });
}

test("the comparison finds what is missing", () => {
  assert.throws(() => compare("x", { a: "Two words" }, {}), /keys/);
  assert.throws(() => compare("x", { a: "Two words" }, { a: "Two words" }), /English/);
  assert.throws(() => compare("x", { a: "Here {n}" }, { a: "Aqui" }), /places/);
  assert.deepEqual(unused({ told: "x", never: "x", chip_on: "x" }, [{ text: 'say("told"); say(`chip_${state}`)' }]), ["never"]);
});

test("a catalogue's lines are read as TOML reads them", () => {
  assert.deepEqual(parse('# about\n"Two words" = "Duas \\"palavras\\""\n\n[page]\nkey = "é"\n'), {
    "": { "Two words": 'Duas "palavras"' },
    page: { key: "é" },
  });
  assert.throws(() => parse("key = 'text'"), /no line of a catalogue/);
});
