/** A shape on a grid of 32 × 32 cells, as models/lesion_synthesis/masks.py has it: 0 or 1 each, row by row. Pure. */

export const CELLS = 32;
const BITS = 4; // cells to a hexadecimal digit
const DIGITS = (CELLS * CELLS) / BITS;

export const blank = () => new Uint8Array(CELLS * CELLS);

/** Cells from hexadecimal digits; none painted where they are no shape. */
export function fromDigits(text) {
  const cells = blank();
  if (!/^[\da-f]+$/.test(text) || text.length !== DIGITS) return cells;
  for (let at = 0; at < cells.length; at += 1) {
    const digit = Number.parseInt(text[Math.floor(at / BITS)], 16);
    cells[at] = (digit >> (BITS - 1 - (at % BITS))) & 1;
  }
  return cells;
}

export function toDigits(cells) {
  let text = "";
  for (let at = 0; at < cells.length; at += BITS) {
    text += (cells[at] * 8 + cells[at + 1] * 4 + cells[at + 2] * 2 + cells[at + 3]).toString(16);
  }
  return text;
}

/** Cells that `isInside` says so of; it is asked for the middle of each, in cells. */
export function drawn(cells, isInside, value = 1) {
  return cells.map((cell, at) => (isInside((at % CELLS) + 0.5, Math.floor(at / CELLS) + 0.5) ? value : cell));
}

/** What a brush leaves between two places, in cells: everything nearer than `reach` becomes `value`. */
export function stroked(cells, [x0, y0], [x1, y1], reach, value) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy || 1;
  return drawn(
    cells,
    (x, y) => {
      const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
      return Math.hypot(x - x0 - along * dx, y - y0 - along * dy) <= reach;
    },
    value,
  );
}

const turned = (x, y, angle) => [x * Math.cos(angle) + y * Math.sin(angle), y * Math.cos(angle) - x * Math.sin(angle)];

/** Shapes to begin with, by name: whether a place is inside, in cells from the middle. */
const SHAPES = {
  round: (x, y) => Math.hypot(x, y) <= 7,
  oval: (x, y) => {
    const [along, across] = turned(x, y, -0.6);
    return Math.hypot(along / 11, across / 6) <= 1;
  },
  ragged: (x, y) => {
    const angle = Math.atan2(y, x);
    return Math.hypot(x, y) <= 8 + 2 * Math.sin(3 * angle + 0.7) + 1.6 * Math.sin(5 * angle + 2);
  },
  corner: (x, y) => Math.hypot((x + 7) / 6, (y + 6) / 5) <= 1,
};
export const NAMES = Object.keys(SHAPES);

export const shape = (name) => drawn(blank(), (x, y) => SHAPES[name](x - CELLS / 2, y - CELLS / 2));

/** Where painted and bare cells meet: [x0, y0, x1, y1] of each edge, in cells, without the grid's own. */
export function edges(cells) {
  const found = [];
  for (let at = 0; at < cells.length; at += 1) {
    const [x, y] = [at % CELLS, Math.floor(at / CELLS)];
    if (x + 1 < CELLS && cells[at] !== cells[at + 1]) found.push([x + 1, y, x + 1, y + 1]);
    if (y + 1 < CELLS && cells[at] !== cells[at + CELLS]) found.push([x, y + 1, x + 1, y + 1]);
  }
  return found;
}
