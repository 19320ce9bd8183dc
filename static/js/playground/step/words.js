/** The sums and sentences of a step. Pure: `say` gives a key's sentence (shared/texts.js), `comma` the decimal mark. */
import { formatNumber, isExact } from "../maths/numbers.js";

/** How numbers of a page with this factor are written: ninths stay ninths. */
export function writer(factor, comma) {
  const denominators = factor[1] > 1 ? [factor[1]] : [];
  return (value) => formatNumber(value, { denominators: [...denominators, 2, 3, 4], comma });
}

/** A negative number within a sum or a product. */
export const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);

/** The products of a window as text, one a term: "1×0", negative numbers in brackets. */
export const productsOf = (cell, write) =>
  cell.terms.map(({ image, weight }) => `${bracketed(write(image))}×${bracketed(write(weight))}`);

/** "1/9" or "", what stands in front of the matrix. */
export const factorText = ([over, under]) => (over === under ? "" : under === 1 ? String(over) : `${over}/${under}`).replace("-", "−");

/** The whole sum in one line, as on a slide: "1×1 + 1×0 + … = 4", or "1/9 × (…) = 4/9". */
export function equation(cell, factor, write) {
  const sum = productsOf(cell, write).join(" + ");
  const front = factorText(factor);
  const value = write(cell.value);
  const sign = value.includes("/") || isExact(cell.value) ? "=" : "≈";
  return `${front ? `${front} × (${sum})` : sum} ${sign} ${value}`;
}

/** The output-size formula of one axis, filled in: "⌊(5 + 2·0 − 3) / 1⌋ + 1 = 3", or "5 + 2·0 − 7 < 0". */
export function sizeFormula({ input, padding, kernel, span, padded, dilation, stride, size }) {
  const reach = dilation > 1 ? `(${dilation}·(${kernel} − 1) + 1)` : String(span);
  if (size === undefined) return padded < span ? `${input} + 2·${padding} − ${reach} < 0` : "–";
  return `⌊(${input} + 2·${padding} − ${reach}) / ${stride}⌋ + 1 = ${size}`;
}

/** What a screen reader hears of a step. */
export function sentence(derived, at, state, write, say) {
  const cell = derived.cells[at];
  const places = derived.map.at(at);
  const { span: tall } = derived.size.rows;
  const { span: wide } = derived.size.columns;
  const spoken = cell.terms
    .map(({ image, weight }) => say("times", { a: write(image), b: write(weight) }))
    .join(` ${say("plus")} `);
  const front = factorText(state.factor);
  return say(front ? "step_sentence_factor" : "step_sentence", {
    step: at + 1, steps: derived.cells.length, top: places.row + 1, bottom: places.row + tall, left: places.column + 1,
    right: places.column + wide, sum: spoken, factor: front, value: write(cell.value), row: cell.row + 1, column: cell.column + 1,
  });
}

/** Why nothing can be computed, and what to change. */
export function problem(size, say) {
  const numbers = size[size.axis];
  return say(`why_${size.reason}`, { ...numbers, axis: say(`axis_${size.axis}`) });
}

/** What is not reached at the end of an axis, or null. */
export function leftOver({ rows, columns }, say) {
  if (rows.spare > 0 && columns.spare > 0) return say("spare_both", { rows: rows.spare, columns: columns.spare });
  if (rows.spare > 0) return say("spare_rows", { count: rows.spare });
  return columns.spare > 0 ? say("spare_columns", { count: columns.spare }) : null;
}
