/** Numbers as people write them: whole numbers, decimals with point or comma, fractions. Pure. */

const MINUS = "−";
/** Dashes that stand for a minus sign in what people copy: hyphens, en and em dash, the small and the wide one. */
const DASHES = /[−‐‑‒–—﹣－]/g;
const LARGEST_DENOMINATOR = 256;
const SAME = 1e-9;
/** Characters up to which a decimal is written as one: 0.0625, but 1/9. */
const SHORT = 7;

/** A number from what someone typed ("-2", "0,5", "1/9", "−3", "7.8e-04"), or null where it is none or beyond ±9999. */
export function parseNumber(text) {
  const plain = String(text).trim().replace(DASHES, "-").replaceAll(",", ".");
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)(?:\s*\/\s*(\d+\.?\d*))?$/i.exec(plain);
  if (!match) return null;
  const value = Number(match[1]) / (match[2] === undefined ? 1 : Number(match[2]));
  return Number.isFinite(value) && Math.abs(value) <= 9999 ? value + 0 : null;
}

/** {numerator, denominator} in lowest terms with a denominator up to `largest`, or null where there is none. */
export function toFraction(value, largest = LARGEST_DENOMINATOR) {
  for (let denominator = 1; denominator <= largest; denominator++) {
    const numerator = Math.round(value * denominator);
    if (Math.abs(numerator / denominator - value) <= SAME * Math.max(1, Math.abs(value))) return { numerator, denominator };
  }
  return null;
}

const signed = (text) => text.replace(/^-/, MINUS);

/** A number for showing: at most `decimals` places, a real minus sign, the language's decimal mark. */
function formatDecimal(value, { decimals = 2, comma = false } = {}) {
  const text = String(Number(value.toFixed(decimals)) + 0);
  return signed(comma ? text.replace(".", ",") : text);
}

/**
 * A number as a slide shows it: whole, else a fraction with one of the `denominators` (in that order), else a decimal.
 * 1/3 with denominators [9] is "3/9": a ninth stays a ninth. Numerators of three digits say nothing: those are decimals.
 */
export function formatNumber(value, { denominators = [], decimals = 2, comma = false } = {}) {
  for (const denominator of [1, ...denominators]) {
    const numerator = value * denominator;
    if (Math.abs(numerator - Math.round(numerator)) > SAME * Math.max(1, Math.abs(numerator))) continue;
    if (denominator > 1 && Math.abs(numerator) > 99.5) continue;
    const whole = String(Math.round(numerator) + 0);
    return signed(denominator === 1 ? whole : `${whole}/${denominator}`);
  }
  return formatDecimal(value, { decimals, comma });
}

/** Whether a decimal of so many places is the number itself. */
export const isExact = (value, decimals = 2) => Math.abs(Number(value.toFixed(decimals)) - value) < SAME;

/** What a cell holds in an address or a field: the shortest text that is read as this very number, a plain minus sign. */
export function writeNumber(value) {
  const decimal = String(value + 0);
  const found = decimal.length > SHORT ? toFraction(value) : null;
  const fraction = found ? `${found.numerator}/${found.denominator}` : "";
  return fraction && parseNumber(fraction) === value ? fraction : decimal;
}

/** A line cut where it may be broken: at spaces, but a lone sign stays with what follows it ("+ 1×0", "= 4"). */
export function partsOf(line) {
  const parts = [];
  let sign = "";
  for (const word of line.split(" ")) {
    if (/^[+=≈×−]$/.test(word)) sign = sign ? `${sign} ${word}` : word;
    else {
      parts.push(sign ? `${sign} ${word}` : word);
      sign = "";
    }
  }
  if (sign) parts.push(sign);
  return parts;
}
