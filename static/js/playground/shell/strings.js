/**
 * Sentences that scripts show, in the page's language. `{name}` in a sentence is filled in. The catalogues have the
 * same keys and the same places to fill in each language (a test compares them).
 */
import en from "../strings/en.js";
import ptBR from "../strings/pt-BR.js";

const CATALOGUES = { en, "pt-BR": ptBR };

/** Fills the places of a sentence. An unknown name throws, so that tests find it. */
export function fill(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`no value for {${name}} in "${sentence}"`);
    return String(values[name]);
  });
}

/** A function from a key (and values) to the sentence in a language; an unknown key throws. */
export function speaker(language, catalogues = CATALOGUES) {
  const catalogue = catalogues[language] ?? catalogues.en;
  return (key, values) => {
    if (!Object.hasOwn(catalogue, key)) throw new Error(`no string ${key}`);
    return fill(catalogue[key], values);
  };
}

const language = globalThis.document?.documentElement.lang ?? "en";

/** The page's own. */
export const t = speaker(language);

/** How this language writes decimals: for numbers.js's `comma`. */
export const comma = language.startsWith("pt");

/** A whole number with the language's grouping: 12,345 or 12.345. */
export const grouped = (value) => value.toLocaleString(language);
