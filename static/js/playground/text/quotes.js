/** What of a text was copied from another: their longest common substrings. Pure. */

/** Letters in a row that count as a quote; fewer are there by chance. */
export const LEAST = 12;

/** How many letters from each place of a sample on stand in a text, too. */
export function matches(sample, text) {
  const lengths = new Int32Array(sample.length);
  for (let i = 0, length = 0; i < sample.length; i++) {
    while (i + length < sample.length && text.includes(sample.slice(i, i + length + 1))) length++;
    lengths[i] = length;
    length = Math.max(0, length - 1); // what matched from here matches from the next place on, less one letter
  }
  return lengths;
}

/**
 * A sample in pieces, [{text, quoted}], the longest common substrings taken out first, and `longest` and `share`: how
 * many letters the longest has, and what share of all letters stand in quotes of `least` letters or more.
 */
export function quoted(sample, text, least = LEAST) {
  const lengths = matches(sample, text);
  const pieces = cut(sample, lengths, 0, sample.length, least);
  const copied = pieces.filter((piece) => piece.quoted).map((piece) => piece.text.length);
  const share = sample.length ? copied.reduce((sum, length) => sum + length, 0) / sample.length : 0;
  return { pieces, longest: Math.max(0, ...lengths), share };
}

function cut(sample, lengths, from, to, least) {
  if (from >= to) return [];
  let [best, most] = [from, 0];
  for (let i = from; i < to; i++) {
    const length = Math.min(lengths[i], to - i);
    if (length > most) [best, most] = [i, length];
  }
  if (most < least) return [{ text: sample.slice(from, to), quoted: false }];
  const quote = { text: sample.slice(best, best + most), quoted: true };
  return [...cut(sample, lengths, from, best, least), quote, ...cut(sample, lengths, best + most, to, least)];
}
