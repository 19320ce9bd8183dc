/** Sentences in the page's language. The server puts them into the page, from the texts.<language>.toml of its folders. */
import { embedded } from "./dom.js";

/** Fills the `{places}` of a sentence. An unknown name throws, so that tests find it. */
export function fill(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`no value for {${name}} in "${sentence}"`);
    return String(values[name]);
  });
}

/** A function from a key (and values) to the sentence in a catalogue; an unknown key throws, so that tests find it. */
export const sayer = (texts) => (key, values) => {
  if (!Object.hasOwn(texts, key)) throw new Error(`no text ${key}`);
  return fill(texts[key], values).trim();
};

const texts = embedded("texts", {});

/** The page's own sentences. */
export const say = sayer(texts);

/** Whether there is a sentence for a key. */
export const has = (key) => Object.hasOwn(texts, key);

/** The page's language, as in its `lang` attribute. */
export const language = globalThis.document?.documentElement.lang || "en";

/** A number as the page's language writes it, with so many decimals. */
export const numeral = (value, decimals = 0, tag = language) =>
  Number(value).toLocaleString(tag, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** Whether this language writes a comma before decimals. */
export const comma = numeral(0.5, 1).includes(",");
