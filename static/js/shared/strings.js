/** The sentences of the demos' pages and the home page. Each says what is the case and what to do next. */
import en from "../strings/en.js";
import ptBR from "../strings/pt-BR.js";
import { speakerOf } from "./languages.js";

const CATALOGUES = { en, "pt-BR": ptBR };
const speak = speakerOf(CATALOGUES);

/** The sentence of a key; an unknown key throws, so that tests find it. */
export const say = (key, values) => speak(key, values).trim();

/** Whether there is a sentence for a key. */
export const has = (key) => Object.hasOwn(en, key);
