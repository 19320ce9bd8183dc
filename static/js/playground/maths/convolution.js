/**
 * Convolution as deep learning computes it (cross-correlation), number by number. Pure, in double precision.
 *
 * A matrix is an array of rows. A volume is an array of matrices, one a channel. Filters are an array, one an output
 * channel, of volumes with as many channels as the input. See geometry.js for the settings; `flip: true` turns the
 * kernel by half a turn first, which is convolution as mathematics and signal processing define it.
 */
import { complete, patchMap, tapOrder } from "./geometry.js";

/** {height, width} of a matrix. Throws a TypeError where rows are missing, empty, of unequal length or not numbers. */
export function sizeOf(matrix) {
  if (!Array.isArray(matrix) || !matrix.length || !Array.isArray(matrix[0]) || !matrix[0].length) {
    throw new TypeError("a matrix needs at least one row and one column");
  }
  const width = matrix[0].length;
  for (const row of matrix) {
    if (!Array.isArray(row) || row.length !== width) throw new TypeError("rows of unequal length");
    if (!row.every(Number.isFinite)) throw new TypeError("a matrix holds finite numbers only");
  }
  return { height: matrix.length, width };
}

/** {channels, height, width} of a volume. Throws a TypeError where its channels differ in size. */
export function shapeOf(volume) {
  if (!Array.isArray(volume) || !volume.length) throw new TypeError("a volume needs at least one channel");
  const sizes = volume.map(sizeOf);
  if (sizes.some(({ height, width }) => height !== sizes[0].height || width !== sizes[0].width)) {
    throw new TypeError("channels of unequal size");
  }
  return { channels: volume.length, ...sizes[0] };
}

/** A flat list as rows of a matrix. */
export const toRows = (flat, width) =>
  Array.from({ length: flat.length / width }, (_, row) => Array.from(flat.slice(row * width, (row + 1) * width)));

/** A matrix whose cells a function of row and column gives. */
export const matrixOf = (height, width, value) =>
  Array.from({ length: height }, (_, row) => Array.from({ length: width }, (_, column) => value(row, column)));

/**
 * The products of one window: [{pixel, image, weight, product}], row by row; `pixel` is −1 in zero padding.
 * `map` is a patchMap of these sizes, made once for all windows.
 */
export function productsAt(cell, image, kernel, map, flip = false) {
  const { width } = sizeOf(image);
  const size = sizeOf(kernel);
  const weights = kernel.flat();
  return tapOrder(size, flip).map((entry, tap) => {
    const pixel = map.sources[cell * map.taps + tap];
    const value = pixel < 0 ? 0 : image[Math.floor(pixel / width)][pixel % width];
    return { pixel, image: value, weight: weights[entry], product: value * weights[entry], entry };
  });
}

/** One matrix with one kernel: rows of the output. Throws a RangeError (reason key) or a TypeError (wrong sizes). */
export function convolve(image, kernel, settings = {}) {
  return convolveVolume([image], [[kernel]], settings)[0];
}

/**
 * A volume with several filters: one matrix an output channel, each the sum over the input's channels plus its bias.
 * Throws a TypeError where channels or biases do not fit, a RangeError (reason key) for impossible settings.
 */
export function convolveVolume(volume, filters, { bias = null, ...settings } = {}) {
  const input = shapeOf(volume);
  const size = checkFilters(filters, input, bias);
  const full = complete(settings);
  const map = patchMap(input, size, full);
  const order = tapOrder(size, full.flip);
  const pixels = volume.map((channel) => channel.flat());
  return filters.map((filter, index) => {
    const out = new Float64Array(map.height * map.width).fill(bias ? bias[index] : 0);
    filter.forEach((kernel, channel) => addChannel(out, pixels[channel], kernel.flat(), map, order));
    return toRows(out, map.width);
  });
}

function checkFilters(filters, input, bias) {
  if (!Array.isArray(filters) || !filters.length) throw new TypeError("at least one filter is needed");
  const shapes = filters.map(shapeOf);
  for (const { channels, height, width } of shapes) {
    if (channels !== input.channels) throw new TypeError("a filter has as many channels as its input");
    if (height !== shapes[0].height || width !== shapes[0].width) throw new TypeError("filters of unequal size");
  }
  if (bias && (bias.length !== filters.length || !bias.every(Number.isFinite))) {
    throw new TypeError("one bias is needed for each filter");
  }
  return shapes[0];
}

function addChannel(out, pixels, weights, { sources, taps }, order) {
  for (let cell = 0; cell < out.length; cell++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const pixel = sources[cell * taps + tap];
      if (pixel >= 0) sum += pixels[pixel] * weights[order[tap]];
    }
    out[cell] += sum;
  }
}

/** A kernel turned by half a turn. */
export const flipped = (kernel) => kernel.map((row) => [...row].reverse()).reverse();

/** The matrix with its border added, as the window sees it. Zero padding holds 0. */
export function padded(image, settings = {}) {
  const { padding, mode } = complete(settings);
  const size = sizeOf(image);
  const grown = { height: size.height + 2 * padding[0], width: size.width + 2 * padding[1] };
  const { sources } = patchMap(size, { height: 1, width: 1 }, { padding, mode });
  const pixels = image.flat();
  return toRows(Float64Array.from(sources, (pixel) => (pixel < 0 ? 0 : pixels[pixel])), grown.width);
}
