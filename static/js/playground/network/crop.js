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

/** The smallest rectangle with all ink of a square sheet: {top, left, height, width} in dots, or null where there is none. */
export function boundsOf(sheet, side = SHEET) {
  const bounds = { top: side, left: side, bottom: -1, right: -1 };
  sheet.forEach((ink, i) => {
    if (!ink) return;
    const [row, column] = [Math.floor(i / side), i % side];
    bounds.top = Math.min(bounds.top, row);
    bounds.bottom = Math.max(bounds.bottom, row);
    bounds.left = Math.min(bounds.left, column);
    bounds.right = Math.max(bounds.right, column);
  });
  const { top, left, bottom, right } = bounds;
  return bottom < 0 ? null : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/**
 * {bounds, cut, picture}: the ink's rectangle on a sheet of side × side dots, the cut-out that fills 32 × 32 dots
 * (centred), and its 8 × 8 counts. Where several dots become one, it has ink if a third of them have: thin strokes stay whole and thick ones no thicker.
 */
export function pictureOf(sheet, side = SHEET) {
  const bounds = boundsOf(sheet, side);
  const cut = blank();
  const picture = new Float64Array(SIDE * SIDE);
  if (!bounds) return { bounds, cut, picture };
  const scale = SHEET / Math.max(bounds.height, bounds.width);
  const probes = Math.max(1, Math.ceil(1 / scale)); // places looked at along a side of each dot
  const [above, before] = [(SHEET - bounds.height * scale) / 2, (SHEET - bounds.width * scale) / 2];
  const hasInk = (down, across) => {
    const [row, column] = [Math.floor((down - above) / scale), Math.floor((across - before) / scale)];
    const inside = row >= 0 && row < bounds.height && column >= 0 && column < bounds.width;
    return inside && sheet[(bounds.top + row) * side + bounds.left + column] > 0;
  };
  for (let i = 0; i < cut.length; i++) {
    const [row, column] = [Math.floor(i / SHEET), i % SHEET];
    let inked = 0;
    for (let k = 0; k < probes * probes; k++) {
      inked += hasInk(row + (Math.floor(k / probes) + 0.5) / probes, column + ((k % probes) + 0.5) / probes) ? 1 : 0;
    }
    if (3 * inked < probes * probes) continue;
    cut[i] = 1;
    picture[Math.floor(row / BLOCK) * SIDE + Math.floor(column / BLOCK)] += 1 / (BLOCK * BLOCK);
  }
  return { bounds, cut, picture };
}
