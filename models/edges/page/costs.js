/** Costs as people read them. Pure. */

const digits = (value, language, most = 3) => value.toLocaleString(language, { maximumSignificantDigits: most });

/** A count in words from a million on: 10.2 billion. `say` knows "million" and "billion". */
export function countText(value, say, language) {
  if (value >= 1e9) return say("billion", { number: digits(value / 1e9, language) });
  if (value >= 1e6) return say("million", { number: digits(value / 1e6, language) });
  return value.toLocaleString(language);
}

/** Milliseconds with so many places that small ones can be told apart. */
export const timeText = (value, language) => {
  const places = value < 1 ? 2 : value < 10 ? 1 : 0;
  return value.toLocaleString(language, { minimumFractionDigits: places, maximumFractionDigits: places });
};

/** How long a bar is, 0..1, on a scale by powers of ten from 0.01 ms to 1 s. */
export const barOf = (milliseconds) => Math.min(1, Math.max(0.02, (Math.log10(Math.max(milliseconds, 0.01)) + 2) / 5));

/** How many times one value is the other, in two digits: 380. */
export const timesText = (more, less, language) => digits(less > 0 ? more / less : 0, language, 2);
