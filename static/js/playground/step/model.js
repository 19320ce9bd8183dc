/**
 * The step-by-step page without its picture: what is in the address, what follows from it, what edits do. Pure.
 *
 * The address takes a picture from elsewhere, the live page's crop for one:
 * `/playground?image=12,40,40_13,41,42&filter=…&factor=1/9&shade=1` with up to 12 rows of up to 12 numbers (rows apart
 * by `_`, columns by `,`), a filter of up to 7×7, its factor, and `shade=1` to show each number's grey (0 to 255).
 * Further: stride, padding, mode (zero, reflect, replicate), dilation, flip, step (from 0), speed, ahead, quiz, seed.
 */
import { matrixOf, productsAt, sizeOf } from "../maths/convolution.js";
import { outputSize, patchMap, sourceOf } from "../maths/geometry.js";
import { CLASSIC } from "../maths/kernels.js";
import { randomFrom } from "../../shared/chance.js";
import { choice, flag, fraction, matrix, whole } from "../shell/state.js";

export const LARGEST = { image: 12, filter: 7 };

export const TABLE = {
  image: matrix(CLASSIC.image, LARGEST.image, LARGEST.image),
  filter: matrix(CLASSIC.kernel, LARGEST.filter, LARGEST.filter),
  factor: fraction([1, 1]),
  stride: whole(1, 1, 6),
  padding: whole(0, 0, 6),
  mode: choice("zero", ["zero", "reflect", "replicate"]),
  dilation: whole(1, 1, 4),
  flip: flag(false),
  step: whole(0, 0, 999),
  speed: choice(1, [0.5, 1, 2, 4]),
  ahead: flag(true),
  shade: flag(false),
  quiz: flag(false),
  seed: whole(1, 0, 999999),
};

const key = ({ image, filter, stride, padding, mode, dilation }) =>
  [image.length, image[0].length, filter.length, filter[0].length, stride, padding, mode, dilation].join();

const maps = new Map();

/** The patch map of these sizes and settings: computed once, then remembered while they stay. */
function mapOf(state) {
  const name = key(state);
  if (!maps.has(name)) {
    maps.clear();
    maps.set(name, patchMap(sizeOf(state.image), sizeOf(state.filter), state));
  }
  return maps.get(name);
}

/**
 * All that follows from a state: {size, possible, map, cells, step}. `size` is geometry.js's outputSize; `cells` are
 * [{row, column, terms, sum, value}], the sum before the factor; the rest is null or empty where nothing is possible.
 */
export function derive(state) {
  const size = outputSize(sizeOf(state.image), sizeOf(state.filter), state);
  if (size.reason) return { size, possible: false, map: null, cells: [], step: 0 };
  const map = mapOf(state);
  const [over, under] = state.factor;
  const cells = Array.from({ length: map.height * map.width }, (_, cell) => {
    const terms = productsAt(cell, state.image, state.filter, map, state.flip);
    const sum = terms.reduce((total, { product }) => total + product, 0);
    return { row: Math.floor(cell / map.width), column: cell % map.width, terms, sum, value: (sum * over) / under };
  });
  return { size, possible: true, map, cells, step: Math.min(state.step, cells.length - 1) };
}

/**
 * The image with its border, for showing: {height, width, border, cells}, each cell {row, column, pixel, own, value}:
 * `pixel` is the index of the pixel that it shows (−1: a zero), `own` whether it is that pixel and not its copy.
 */
export function bordered({ image, padding, mode }) {
  const { height, width } = sizeOf(image);
  const border = mode === "reflect" ? Math.min(padding, Math.min(height, width) - 1) : padding;
  const cells = [];
  for (let y = -border; y < height + border; y++) {
    for (let x = -border; x < width + border; x++) {
      const [row, column] = [sourceOf(y, height, mode), sourceOf(x, width, mode)];
      const pixel = row < 0 || column < 0 ? -1 : row * width + column;
      const value = pixel < 0 ? 0 : image[row][column];
      cells.push({ row: y, column: x, pixel, own: pixel >= 0 && row === y && column === x, value });
    }
  }
  return { height: height + 2 * border, width: width + 2 * border, border, cells };
}

/** The places under a window's taps, in the unpadded picture's coordinates, row by row. */
export function placesOf(cell, map, filter, dilation) {
  const { height, width } = sizeOf(filter);
  const corner = map.at(cell);
  return matrixOf(height, width, (y, x) => ({ row: corner.row + y * dilation, column: corner.column + x * dilation })).flat();
}

// Edits

/** A copy with one number changed. */
export const withCell = (rows, at, to, value) =>
  rows.map((row, y) => (y === at ? row.map((old, x) => (x === to ? value : old)) : row));

/** A copy with so many rows and columns: cut at the end, or filled with zeros. Sizes are kept within 1 and `largest`. */
export function resized(rows, height, width, largest) {
  const within = (n) => Math.min(largest, Math.max(1, n));
  return matrixOf(within(height), within(width), (y, x) => rows[y]?.[x] ?? 0);
}

/** Pictures to start from: name → (height, width, seed) → rows. */
export const PICTURES = {
  classic: () => CLASSIC.image,
  edge: (height, width) => matrixOf(height, width, (_, x) => (x < width / 2 ? 0 : 9)),
  ramp: (height, width) => matrixOf(height, width, (y, x) => y + x),
  dot: (height, width) => matrixOf(height, width, (y, x) => Number(y === height >> 1 && x === width >> 1)),
  random(height, width, seed) {
    const random = randomFrom(seed);
    return matrixOf(height, width, () => Math.floor(random() * 10));
  },
};
