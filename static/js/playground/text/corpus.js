/** Texts to learn from: made clean, bounded, and split into what is learnt and what is held out. Pure. */

/** Letters that a text has at least and at most, and how many different ones. */
export const BOUNDS = { least: 400, most: 20000, letters: 200 };

const HELD = 0.1; // of the letters

/** A text without control characters, with single line ends, and each letter as one code point where there is one. */
export function tidy(text) {
  return text
    .normalize("NFC")
    .replace(/\r\n?|\u2028|\u2029/g, "\n")
    .replace(/[^\S\n]+/g, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, (sign) => (sign === "\n" ? sign : ""))
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Why a tidy text cannot be learnt: "text_short", "text_long", "text_letters", or null. */
export function whyNot(text) {
  const letters = [...text];
  if (letters.length < BOUNDS.least) return "text_short";
  if (letters.length > BOUNDS.most) return "text_long";
  return new Set(letters).size > BOUNDS.letters ? "text_letters" : null;
}

/** {training, held}: about the last tenth is held out, from a line's beginning where there is one near. */
export function split(text) {
  const letters = [...text];
  const about = Math.floor(letters.length * (1 - HELD));
  const line = letters.indexOf("\n", about) + 1;
  const at = line > 0 && line < letters.length - 40 ? line : about;
  return { training: letters.slice(0, at).join(""), held: letters.slice(at).join("") };
}

/** Questions as a text: one a line, over and over in the same order until there is enough to learn from. */
export function textOf(questions) {
  if (!questions.length) return "";
  const round = questions.join("\n");
  const rounds = Math.max(1, Math.ceil((BOUNDS.least + 1) / (round.length + 1)));
  return tidy(Array(rounds).fill(round).join("\n"));
}
