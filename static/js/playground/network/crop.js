/**
 * From ink to a picture as the network knows them. Pure.
 *
 * The digits of the set were cut out, made to fill 32 × 32 dots, and each block of 4 × 4 dots counted (Kaynak, 1995).
 * What is drawn goes the same way.
 */
import { SIDE } from "./digits.js";

/** Dots along a side of the sheet that is drawn on, and of the cut-out. */
export const SHEET = 32;
const BLOCK = SHEET / SIDE;

/** A sheet without ink. */
export const blank = () => new Uint8Array(SHEET * SHEET);

/** Puts ink within `radius` dots of a place (in dots, fractions allowed); returns whether anything changed. */
export function dab(sheet, x, y, radius = 1.6) {
  let changed = false;
  for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(SHEET - 1, y + radius); row++) {
    for (let column = Math.max(0, Math.floor(x - radius)); column <= Math.min(SHEET - 1, x + radius); column++) {
      if (sheet[row * SHEET + column] || Math.hypot(column + 0.5 - x, row + 0.5 - y) > radius) continue;
      sheet[row * SHEET + column] = 1;
      changed = true;
    }
  }
  return changed;
}

/** A stroke between two places: dabs less than a dot apart. */
export function stroke(sheet, from, to, radius) {
  const steps = Math.max(1, Math.ceil(2 * Math.hypot(to.x - from.x, to.y - from.y)));
  for (let i = 0; i <= steps; i++) dab(sheet, from.x + ((to.x - from.x) * i) / steps, from.y + ((to.y - from.y) * i) / steps, radius);
}

/** The smallest rectangle with all ink: {top, left, height, width} in dots, or null where there is none. */
export function boundsOf(sheet) {
  const rows = [], columns = [];
  sheet.forEach((ink, i) => {
    if (!ink) return;
    rows.push(Math.floor(i / SHEET));
    columns.push(i % SHEET);
  });
  if (!rows.length) return null;
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  return { top, left, height: Math.max(...rows) - top + 1, width: Math.max(...columns) - left + 1 };
}

/** {bounds, cut, picture}: the ink's rectangle, the cut-out that fills 32 × 32 dots (centred), and its 8 × 8 counts. */
export function pictureOf(sheet) {
  const bounds = boundsOf(sheet);
  const cut = blank();
  const picture = new Float64Array(SIDE * SIDE);
  if (!bounds) return { bounds, cut, picture };
  const scale = SHEET / Math.max(bounds.height, bounds.width);
  const [above, before] = [(SHEET - bounds.height * scale) / 2, (SHEET - bounds.width * scale) / 2];
  for (let i = 0; i < cut.length; i++) {
    const row = Math.floor((Math.floor(i / SHEET) + 0.5 - above) / scale);
    const column = Math.floor(((i % SHEET) + 0.5 - before) / scale);
    const inside = row >= 0 && row < bounds.height && column >= 0 && column < bounds.width;
    if (!inside || !sheet[(bounds.top + row) * SHEET + bounds.left + column]) continue;
    cut[i] = 1;
    picture[Math.floor(Math.floor(i / SHEET) / BLOCK) * SIDE + Math.floor((i % SHEET) / BLOCK)] += 1 / (BLOCK * BLOCK);
  }
  return { bounds, cut, picture };
}
