/** The layer page without its picture: address, a colour volume with its filters, pooling, stretching, shuffling. Pure. */
import { convolve, convolveVolume, matrixOf, productsAt, sizeOf } from "../maths/convolution.js";
import { outputSize, patchMap } from "../maths/geometry.js";
import { CLASSIC, kernelNamed, STRETCHED } from "../maths/kernels.js";
import { randomFrom, shuffledOrder } from "../../shared/chance.js";
import { dense, pool, poolMap, relu, reorder, stretch } from "../maths/layers.js";
import { choice, flag, matrix, whole } from "../shell/state.js";

export const CHANNELS = ["red", "green", "blue"];
const LARGEST = 8;

/** Volumes and filters come from the seed until someone edits them; then they stand in the address. */
export const TABLE = {
  size: whole(5, 3, LARGEST),
  kernel: choice(3, [1, 2, 3]),
  filters: choice(2, [1, 2, 3, 4]),
  stride: whole(1, 1, 3),
  padding: whole(0, 0, 2),
  relu: flag(true),
  step: whole(0, 0, 999),
  speed: choice(1, [0.5, 1, 2, 4]),
  seed: whole(3, 0, 999999),
  ...Object.fromEntries(CHANNELS.map((name) => [name, matrix(null, LARGEST, LARGEST)])),
  weights: matrix(null, 4, 27),
  bias: matrix(null, 1, 4),
  pool: matrix(STRETCHED, LARGEST, LARGEST),
  pooling: choice("max", ["max", "average"]),
  window: choice(2, [1, 2, 3, 4]),
  hop: choice(2, [1, 2, 3, 4]),
  outputs: choice(2, [1, 2, 3]),
  dot: whole(0, 0, 2),
  shuffle: whole(1, 0, 999999),
};

const rowsOf = (flat, size) => matrixOf(size, size, (y, x) => flat[y * size + x]);

/** The input: three matrices, red, green and blue. */
export function volumeOf(state) {
  const random = randomFrom(state.seed);
  return CHANNELS.map((name) => {
    const drawn = matrixOf(state.size, state.size, () => Math.floor(random() * 4));
    const own = state[name];
    return own && own.length === state.size && own[0].length === state.size ? own : drawn;
  });
}

/** {filters, bias}: `filters[f][channel]` are kernels. A row of `state.weights` is one filter, channel after channel. */
export function filtersOf(state) {
  const random = randomFrom(state.seed + 7919);
  const { kernel, filters: count } = state;
  const taps = kernel * kernel;
  const drawn = matrixOf(4, 3 * taps, () => Math.floor(random() * 3) - 1);
  const biases = [1, 0, -1, 2];
  const own = state.weights && state.weights[0].length === 3 * taps ? state.weights : [];
  const flat = Array.from({ length: count }, (_, f) => own[f] ?? drawn[f]);
  const filters = flat.map((row) => CHANNELS.map((_, c) => rowsOf(row.slice(c * taps, (c + 1) * taps), kernel)));
  return { filters, flat, bias: Array.from({ length: count }, (_, f) => state.bias?.[0][f] ?? biases[f]) };
}

/**
 * The convolution layer: {possible, size, map, volume, filters, bias, before, maps, filter, cell, step, last}. `before`
 * are the sums with bias, `maps` what leaves the layer; a step is one number: filter after filter, cell after cell.
 */
export function deriveLayer(state) {
  const volume = volumeOf(state);
  const { filters, flat, bias } = filtersOf(state);
  const kernel = { height: state.kernel, width: state.kernel };
  const size = outputSize(sizeOf(volume[0]), kernel, state);
  const common = { volume, filters, flat, bias, size };
  if (size.reason) return { ...common, possible: false, step: 0, last: -1 };
  const map = patchMap(sizeOf(volume[0]), kernel, state);
  const before = convolveVolume(volume, filters, { ...state, bias, mode: "zero" });
  const cells = map.height * map.width;
  const last = cells * filters.length - 1;
  const step = Math.min(state.step, last);
  const maps = state.relu ? before.map(relu) : before;
  return { ...common, possible: true, map, before, maps, cells, last, step, filter: Math.floor(step / cells), cell: step % cells };
}

/** One number worked out: {channels: [{terms, sum}], bias, total, value}. */
export function numberAt({ volume, filters, bias, map, before, maps }, filter, cell) {
  const channels = volume.map((matrixOfChannel, c) => {
    const terms = productsAt(cell, matrixOfChannel, filters[filter][c], map);
    return { terms, sum: terms.reduce((sum, { product }) => sum + product, 0) };
  });
  const at = (list) => list[filter][Math.floor(cell / map.width)][cell % map.width];
  return { channels, bias: bias[filter], total: at(before), value: at(maps) };
}

/** Pooling: {possible, size, map, result, windows}; `windows[cell]` are the numbers under each place. */
export function derivePool({ pool: image, pooling, window, hop }) {
  const kernel = { height: window, width: window };
  const size = outputSize(sizeOf(image), kernel, { stride: hop });
  if (size.reason) return { possible: false, size };
  const map = poolMap(sizeOf(image), { size: window, stride: hop });
  const pixels = image.flat();
  const windows = Array.from({ length: map.height * map.width }, (_, cell) =>
    Array.from(map.sources.subarray(cell * map.taps, (cell + 1) * map.taps), (pixel) => pixels[pixel]),
  );
  return { possible: true, size, map, windows, result: pool(image, { kind: pooling, size: window, stride: hop }).flat() };
}

/** The fully connected layer on the stretched matrix: {column, weights, bias, result}. */
export function deriveDense(state) {
  const column = stretch(state.pool);
  const random = randomFrom(state.seed + 104729);
  const weights = matrixOf(state.outputs, column.length, () => Math.floor(random() * 3) - 1);
  const bias = Array.from({ length: state.outputs }, (_, i) => i);
  return { column, weights, bias, result: dense(column, weights, bias) };
}

/**
 * The same shuffle for every picture: a fully connected layer whose weights are shuffled alike gives the same number, a
 * convolution does not find its pattern again. {order, image, shuffled, same: [before, after], maps: [before, after]}.
 */
export function deriveShuffle({ shuffle, seed }) {
  const picture = CLASSIC.image;
  const order = shuffledOrder(picture.flat().length, randomFrom(shuffle));
  const random = randomFrom(seed + 15485863);
  const weights = Array.from(order, () => Math.floor(random() * 5) - 2);
  const shuffled = reorder(picture, order);
  const kernel = kernelNamed("edge").rows;
  return {
    order, image: picture, shuffled, weights, shuffledWeights: order.map((i) => weights[i]),
    same: [dense(picture.flat(), [weights])[0], dense(shuffled.flat(), [order.map((i) => weights[i])])[0]],
    maps: [convolve(picture, kernel), convolve(shuffled, kernel)],
  };
}

/** How many neighbours (left-right, up-down) are equal: what a picture has and a shuffled one loses. */
export function equalNeighbours(rows) {
  let equal = 0;
  rows.forEach((row, y) => row.forEach((value, x) => {
    if (x + 1 < row.length && row[x + 1] === value) equal += 1;
    if (y + 1 < rows.length && rows[y + 1][x] === value) equal += 1;
  }));
  return equal;
}
