import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { KERNELS } from "../../../static/js/playground/maths/kernels.js";
import en from "../../../static/js/playground/strings/en.js";
import ptBR from "../../../static/js/playground/strings/pt-BR.js";
import { fill, speaker } from "../../../static/js/playground/shell/strings.js";

const ROOT = new URL("../../../static/js/playground", import.meta.url).pathname;
const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test("both catalogues have the same keys and the same places to fill in", () => {
  assert.deepEqual(Object.keys(ptBR), Object.keys(en));
  for (const [key, text] of Object.entries(en)) {
    assert.deepEqual([...new Set(places(ptBR[key]))], [...new Set(places(text))], key);
    assert.ok(ptBR[key].trim());
  }
});

test("nothing was left in English", () => {
  const same = Object.keys(en).filter((key) => en[key] === ptBR[key] && /[a-z]{4}/i.test(en[key]));
  const names = new Set(["pooling"]);
  assert.deepEqual(same.filter((key) => !names.has(en[key])), []);
});

test("every key that the scripts name is there, and each key is used", () => {
  const files = readdirSync(ROOT, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("strings"));
  const text = files.map((name) => readFileSync(join(ROOT, name), "utf8")).join("\n");
  for (const [, key] of text.matchAll(/\bt\("([a-z_0-9]+)"/g)) assert.ok(key in en, key);
  const made = [...text.matchAll(/\bt\(`([a-z_]+)\$/g)].map(([, start]) => start);
  const unused = Object.keys(en).filter((key) => !text.includes(`"${key}"`) && !made.some((start) => key.startsWith(start)));
  assert.deepEqual(unused, []);
  for (const { name } of KERNELS) assert.ok(`kernel_${name}` in en, name);
});

test("an unknown key and a missing value throw", () => {
  assert.throws(() => speaker("en")("no_such_key"), /no string/);
  assert.throws(() => fill("{a} and {b}", { a: 1 }), /no value for \{b\}/);
  assert.equal(fill("{a} of {a}", { a: 2 }), "2 of 2");
  assert.equal(speaker("xx")("image"), en.image);
});
