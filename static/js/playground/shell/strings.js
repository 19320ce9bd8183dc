/** The sentences of the playground's scripts; a test compares the catalogues' keys and places. */
import { language, speakerOf } from "../../shared/languages.js";
import en from "../strings/en.js";
import ptBR from "../strings/pt-BR.js";

export { fill } from "../../shared/languages.js";

/** A function from a key (and values) to the sentence in a language; an unknown key throws. */
export const speaker = (tag) => speakerOf({ en, "pt-BR": ptBR }, tag);

/** The page's own. */
export const t = speaker(language);

/** How this language writes decimals: for numbers.js's `comma`. */
export const comma = language.startsWith("pt");

/** A whole number with the language's grouping: 12,345 or 12.345. */
export const grouped = (value) => value.toLocaleString(language);
