import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import vm from "node:vm";

import en from "../../static/js/strings/en.js";
import ptBR from "../../static/js/strings/pt-BR.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

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

/** Every script of the site and of the demos. */
function scripts(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ["vendor", "cache"].includes(entry.name) ? [] : scripts(path);
    return entry.name.endsWith(".js") ? [path] : [];
  });
}

/** The object literals `{ en: {…}, "pt-BR": {…} }` that a script has for itself. */
function* ownCatalogues(text) {
  for (const { index, 0: opening } of text.matchAll(/(?:speakerOf\(|strings\(|= |default )\{\s*en: \{/g)) {
    const start = index + opening.indexOf("{");
    let depth = 0;
    let quote = "";
    let end = start;
    for (; end < text.length; end++) {
      const c = text[end];
      if (quote) {
        if (c === "\\") end++;
        else if (c === quote) quote = "";
      } else if (c === '"' || c === "'" || c === "`") quote = c;
      else if (c === "{") depth++;
      else if (c === "}" && --depth === 0) break;
    }
    yield vm.runInNewContext(`(${text.slice(start, end + 1)})`);
  }
}

test("the site's catalogues say the same in both languages", () => compare("strings", en, ptBR));

test("so do the catalogues that scripts have for themselves", () => {
  let found = 0;
  for (const path of [...scripts("static/js"), ...scripts("models")]) {
    for (const { en: one, "pt-BR": other } of ownCatalogues(readFileSync(join(ROOT, path), "utf8"))) {
      assert.ok(other, `${path} has no Portuguese`);
      compare(path, one, other);
      found += 1;
    }
  }
  assert.ok(found > 0, "none was found: the search is wrong");
});

test("every sentence is used, and every key that a script names is there", () => {
  const all = scripts("static/js").map((path) => readFileSync(join(ROOT, path), "utf8")).join("\n");
  const named = new Set([...all.matchAll(/["'`]([a-z][a-z0-9_]+)["'`]/g)].map(([, key]) => key));
  const stems = [...all.matchAll(/`([a-z_]+_)\$\{/g)].map(([, stem]) => stem);
  const unused = Object.keys(en).filter(
    (key) => !named.has(key) && !stems.some((stem) => key.startsWith(stem)) && !/_(next|in|why)$/.test(key) && !all.includes(`${key}:`),
  );
  assert.deepEqual(unused, []);
});

test("the comparison finds what is missing", () => {
  assert.throws(() => compare("x", { a: "Two words" }, {}), /keys/);
  assert.throws(() => compare("x", { a: "Two words" }, { a: "Two words" }), /English/);
  assert.throws(() => compare("x", { a: "Here {n}" }, { a: "Aqui" }), /places/);
});
