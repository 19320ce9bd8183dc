/** The catalogues (models/texts.py) as tests read them, and a page for modules that speak when they are imported. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { sayer } from "../../../static/js/shared/texts.js";

export const ROOT = new URL("../../..", import.meta.url).pathname;
export const SITE = "static/js";
export const PLAYGROUND = "static/js/playground";
export const LESSON = "static/js/lesson";

/** The languages that a folder has catalogues in, English first. */
export function languages(folder = SITE) {
  const tags = readdirSync(join(ROOT, folder)).map((name) => name.match(/^texts\.(.+)\.toml$/)?.[1]);
  return tags.filter(Boolean).sort((one, other) => (other === "en") - (one === "en"));
}

/** A catalogue's texts by table; "" has those outside of all. Throws at a line that is not `key = "text"`. */
export function parse(toml) {
  const tables = { "": {} };
  let table = tables[""];
  for (const line of toml.split("\n")) {
    if (!line.trim() || line.startsWith("#")) continue;
    const [, name, key, text] = line.match(/^\[(\w+)\]$|^("(?:[^"\\]|\\.)*"|[\w-]+) = ("(?:[^"\\]|\\.)*")$/) ?? [];
    if (name) table = tables[name] = {};
    else if (text) table[key.startsWith('"') ? JSON.parse(key) : key] = JSON.parse(text);
    else throw new Error(`no line of a catalogue: ${line}`);
  }
  return tables;
}

export const catalogue = (folder, tag) => parse(readFileSync(join(ROOT, folder, `texts.${tag}.toml`), "utf8"));

/** What a folder's scripts say in a language. */
export const pageTexts = (folder, tag) => ({ ...catalogue(folder, "en").page, ...catalogue(folder, tag).page });

/** A function from a key to the sentence, as scripts get it. */
export const speaker = (folder, tag = "en") => sayer(pageTexts(folder, tag));
