/** What follows a convolution: rectifier, pooling, stretching, a fully connected layer. Pure. */
import { shapeOf, sizeOf, toRows } from "./convolution.js";
import { patchMap } from "./geometry.js";

/** max(0, x) in every cell of a matrix. */
export const relu = (matrix) => matrix.map((row) => row.map((value) => Math.max(0, value)));

/**
 * Pooling without padding: `kind` "max" or "average", `size` and `stride` one number or [down, across]; the stride is
 * the size unless it is given. Throws a RangeError with the reason's key where no window fits.
 */
export function pool(matrix, { kind = "max", size = 2, stride = size } = {}) {
  if (kind !== "max" && kind !== "average") throw new RangeError(`no pooling ${kind}`);
  const map = poolMap(sizeOf(matrix), { size, stride });
  const pixels = matrix.flat();
  const cells = Array.from({ length: map.height * map.width }, (_, cell) => {
    const window = Array.from(map.sources.subarray(cell * map.taps, (cell + 1) * map.taps), (pixel) => pixels[pixel]);
    return kind === "max" ? Math.max(...window) : window.reduce((sum, value) => sum + value, 0) / window.length;
  });
  return toRows(cells, map.width);
}

/** The patchMap of a pooling. */
export function poolMap(image, { size = 2, stride = size } = {}) {
  const [height, width] = Array.isArray(size) ? size : [size, size];
  return patchMap(image, { height, width }, { stride });
}

/**
 * A volume as one column: row by row, each pixel's channels together (the order in which TensorFlow stores a
 * picture), so that a 32×32×3 image becomes 3072 numbers. A matrix counts as a volume of one channel.
 */
export function stretch(volume) {
  const channels = Array.isArray(volume[0]?.[0]) ? volume : [volume];
  const { height, width } = shapeOf(channels);
  const column = [];
  for (let row = 0; row < height; row++) {
    for (let at = 0; at < width; at++) for (const channel of channels) column.push(channel[row][at]);
  }
  return column;
}

/**
 * A fully connected layer: one dot product a row of `weights`, plus its bias.
 * Throws a TypeError where the lengths do not fit.
 */
export function dense(input, weights, bias = null) {
  if (bias && bias.length !== weights.length) throw new TypeError("one bias is needed for each output");
  return weights.map((row, index) => {
    if (row.length !== input.length) throw new TypeError("a weight is needed for each input");
    return row.reduce((sum, weight, i) => sum + weight * input[i], bias ? bias[index] : 0);
  });
}

/** A matrix with its cells in another order (row by row). */
export function reorder(matrix, order) {
  const cells = matrix.flat();
  return toRows(order.map((i) => cells[i]), matrix[0].length);
}
