/** Import this before anything else: an English page's texts, as the server puts them into it. */
import { readFileSync } from "node:fs";

const lines = ["", "playground/"].flatMap((folder) =>
  readFileSync(new URL(`../../../static/js/${folder}texts.en.toml`, import.meta.url), "utf8").split("\n"),
);
const entries = lines.map((line) => line.match(/^(\w+) = (".*")$/)).filter(Boolean);
const texts = JSON.stringify(Object.fromEntries(entries.map(([, key, text]) => [key, JSON.parse(text)])));

globalThis.document = {
  documentElement: { lang: "en", dataset: {} },
  getElementById: (id) => (id === "texts" ? { textContent: texts } : null),
};
