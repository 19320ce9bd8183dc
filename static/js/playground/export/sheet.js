/**
 * A chapter of the calculators' page as a drawing (see scene.js): its heading, tables, pictures and sentences, one under
 * the other. Pure.
 */
import { textWidth, wrap } from "./scene.js";

const [MARGIN, LINE, ROW, GAP] = [28, 28, 34, 24];
const LEAST = 640;

const text = (x, y, words, { size = 18, ink = "ink", anchor = "start" } = {}) => ({ kind: "text", x, y, text: words, size, ink, anchor });

/** The columns of a table of texts that have something in a row below the heading; those of buttons alone have not. */
export const filled = (rows) => {
  const kept = rows[0].map((_, column) => column).filter((column) => rows.slice(1).some((row) => row[column]));
  return rows.map((row) => kept.map((column) => row[column] ?? ""));
};

/** `rows` of texts, the first the heading, with their upper left corner at MARGIN, y; {items, width, height}. */
function tableItems(rows, y) {
  const wide = rows[0].map((_, column) => Math.max(...rows.map((row) => textWidth(row[column], 17))) + 24);
  const width = wide.reduce((sum, each) => sum + each, 0);
  const items = [];
  rows.forEach((row, line) => {
    const top = y + line * ROW;
    items.push({ kind: "rect", x: MARGIN, y: top, width, height: ROW, fill: line ? "paper" : "paper-deep", line: "rule-strong" });
    let x = MARGIN;
    row.forEach((words, column) => {
      const [at, anchor] = column ? [x + wide[column] - 12, "end"] : [x + 12, "start"];
      if (words) items.push(text(at, top + 22, words, { size: 17, anchor, ink: line ? "ink" : "ink-soft" }));
      x += wide[column];
    });
  });
  return { items, width, height: rows.length * ROW };
}

/**
 * `tables` are rows of texts, `pictures` {width, height}, `lines` sentences. Returns a scene {width, height, items, label}
 * and `places`, where each picture belongs.
 */
export function sheetOf({ title, tables = [], pictures = [], lines = [] }) {
  const items = [];
  const places = [];
  let [y, width] = [MARGIN, LEAST - 2 * MARGIN];
  const flow = (words, size, ink) => {
    for (const line of wrap(words, size, width)) {
      items.push(text(MARGIN, y + size, line, { size, ink }));
      y += size + 8;
    }
  };
  const made = tables.filter((rows) => rows.length > 0).map(filled);
  for (const rows of made) width = Math.max(width, tableItems(rows, 0).width);
  for (const picture of pictures) width = Math.max(width, picture.width);
  flow(title, 24, "ink");
  y += GAP / 2;
  for (const rows of made) {
    const table = tableItems(rows, y);
    items.push(...table.items);
    y += table.height + GAP;
  }
  for (const picture of pictures) {
    places.push({ x: MARGIN, y, width: picture.width, height: picture.height });
    y += picture.height + GAP;
  }
  for (const line of lines.filter(Boolean)) flow(line, LINE - 8, "ink");
  const even = (value) => 2 * Math.ceil(value / 2);
  return { width: even(width + 2 * MARGIN), height: even(y + MARGIN / 2), items, label: title, places };
}
