/**
 * A view as a drawing: matrices with signs between them and lines of text under them. Pure; svg.js and canvas.js paint
 * it. Colours are the names of tokens, so that each renderer takes the present theme's.
 *
 * `groups` are rows of {title, columns, cells: [{text, mark}], front}; `mark` is "window", "current", "border", "soft" or
 * nothing, `front` stands before the matrix. `signs[i]` stands after group i. `lines` are wrapped.
 */
import { partsOf } from "../maths/numbers.js";

const [CELL, GAP, MARGIN] = [40, 18, 28];
const FILLS = { window: "tint", current: "accent", border: "paper-deep", soft: "paper", none: "paper" };
const INKS = { current: "accent-ink", soft: "ink-soft", border: "ink-soft" };

/** How wide a text is drawn, near enough for laying out: digits and letters of the sans face. */
export const textWidth = (text, size) => [...text].length * size * 0.54;

/** Lines no longer than a width, broken at spaces, and sums before a sign; what they come to never stands alone. */
export function wrap(text, size, width) {
  const lines = [[]];
  for (const part of partsOf(text)) {
    const longer = [...lines.at(-1), part].join(" ");
    if (textWidth(longer, size) > width && lines.at(-1).length) lines.push([part]);
    else lines.at(-1).push(part);
  }
  const [before, last] = lines.slice(-2);
  if (last?.length === 1 && /^[=≈]/.test(last[0]) && before.length > 1) last.unshift(before.pop());
  return lines.map((parts) => parts.join(" "));
}

function matrixItems(group, x, y) {
  const wide = cellWidth(group);
  const front = group.front ? textWidth(group.front, 22) + 10 : 0;
  const items = [text(x, y - 12, group.title, { size: 16, ink: "ink-soft" })];
  if (front) items.push(text(x, y + (rowsOf(group) * CELL) / 2 + 8, group.front, { size: 22 }));
  group.cells.forEach(({ text: words, mark = "none", corner = "" }, i) => {
    const [left, top] = [x + front + (i % group.columns) * wide, y + Math.floor(i / group.columns) * CELL];
    items.push({ kind: "rect", x: left, y: top, width: wide, height: CELL, fill: FILLS[mark], line: mark === "window" ? "accent" : "rule-strong" });
    items.push(text(left + wide / 2, top + CELL / 2 + 6, words, { size: 18, ink: INKS[mark] ?? "ink", anchor: "middle" }));
    if (corner) items.push(text(left + wide - 3, top + CELL - 4, corner, { size: 11, ink: "accent", anchor: "end" }));
  });
  return items;
}

const text = (x, y, words, { size = 18, ink = "ink", anchor = "start" } = {}) => ({ kind: "text", x, y, text: words, size, ink, anchor });
const rowsOf = ({ cells, columns }) => Math.ceil(cells.length / columns);
const cellWidth = ({ cells }) => Math.max(CELL, ...cells.map((cell) => textWidth(cell.text, 18) + 12));
const widthOf = (group) =>
  Math.max(group.columns * cellWidth(group) + (group.front ? textWidth(group.front, 22) + 10 : 0), textWidth(group.title, 16));

/** {width, height, items} with even sides (video encoders want them). */
export function sceneOf({ groups, signs = [], lines = [], title = "" }) {
  const high = Math.max(...groups.map((group) => rowsOf(group) * CELL));
  const top = MARGIN + (title ? 34 : 0) + 26;
  const items = title ? [text(MARGIN, MARGIN + 18, title, { size: 22 })] : [];
  let x = MARGIN;
  groups.forEach((group, i) => {
    items.push(...matrixItems(group, x, top + (high - rowsOf(group) * CELL) / 2));
    x += widthOf(group) + GAP;
    if (signs[i]) {
      items.push(text(x, top + high / 2 + 10, signs[i], { size: 30, ink: "ink-soft" }));
      x += 30 + GAP;
    }
  });
  const width = Math.max(640, x - GAP + MARGIN);
  let y = top + high + 40;
  for (const line of lines.flatMap((words) => wrap(words, 20, width - 2 * MARGIN))) {
    items.push(text(MARGIN, y, line, { size: 20 }));
    y += 28;
  }
  return { width: even(width), height: even(y - 4 + MARGIN / 2), items };
}

const even = (value) => 2 * Math.ceil(value / 2);
