/** Sentences in the page's language: the network's own are English, others come with them (`texts`, by language). */

/** What a sentence `{text, texts}` is called in a language: {text, lang}; English where that language has none. */
export function inLanguage({ text, texts }, language) {
  const other = texts?.[language];
  return other ? { text: other, lang: language } : { text, lang: "en" };
}
