/** Sentences in the page's language. `{name}` in a sentence is filled in; a catalogue has a sentence for each key. */

/** Fills the places of a sentence. An unknown name throws, so that tests find it. */
export function fill(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`no value for {${name}} in "${sentence}"`);
    return String(values[name]);
  });
}

/** The page's language, as in its `lang` attribute. */
export const language = globalThis.document?.documentElement.lang || "en";

/** A number as the page's language writes it, with so many decimals. */
export const numeral = (value, decimals = 0, tag = language) =>
  Number(value).toLocaleString(tag, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/**
 * A function from a key (and values) to the sentence in a language, by default the page's; an unknown key throws.
 * `catalogues` holds a catalogue for each language; the same keys in all of them.
 */
export function speakerOf(catalogues, tag = language) {
  const catalogue = catalogues[tag] ?? catalogues.en;
  return (key, values) => {
    if (!Object.hasOwn(catalogue, key)) throw new Error(`no string ${key}`);
    return fill(catalogue[key], values);
  };
}
