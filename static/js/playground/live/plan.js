/**
 * What both engines compute, worked out once when a setting changes. Pure.
 *
 * Pixels are numbers from 0 to 255. A stage is deep learning's convolution (the kernel is not flipped):
 * out(x, y) = factor × Σ weight(i, j) × in(x + i − left, y + j − top) + bias, with left = ⌊(width − 1) / 2⌋ and top
 * likewise, so that the result is as large as the picture. Nothing is cut off or rounded between stages; only
 * what is shown is. Kernels of even size stand in an odd one, with a row or column of zeros before.
 */
export const MAX_SIDE = 7;
export const MAX_STAGES = 3;
export const EDGES = ["zero", "replicate", "reflect"];
export const NEGATIVES = ["clamp", "absolute", "centre"];

const FLOAT32_ERROR = 2 ** -24;
/** Sums that stray by less than this show the same grey, or its neighbour. Beyond it only the arrays' doubles will do. */
const TOLERANCE = 0.5;

/** The weights, times the factor, in the middle of an odd kernel. */
function centred({ width, height, weights, factor }) {
  const side = (n) => 2 * (n >> 1) + 1;
  const [wide, high] = [side(width), side(height)];
  const [left, top] = [wide - width, high - height];
  const all = new Float64Array(wide * high);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) all[(j + top) * wide + i + left] = weights[j * width + i] * factor;
  }
  return { width: wide, height: high, weights: all };
}

/** A column and a row whose product is the kernel, or null where there are none. */
export function separate({ width, height, weights }) {
  let pivot = 0;
  for (let n = 0; n < weights.length; n++) if (Math.abs(weights[n]) > Math.abs(weights[pivot])) pivot = n;
  const largest = weights[pivot];
  if (largest === 0) return null;
  const row = Float64Array.from({ length: width }, (_, i) => weights[Math.floor(pivot / width) * width + i]);
  const column = Float64Array.from({ length: height }, (_, j) => weights[j * width + (pivot % width)] / largest);
  const same = weights.every((w, n) => {
    const product = column[Math.floor(n / width)] * row[n % width];
    return Math.abs(w - product) <= 1e-12 * Math.abs(largest);
  });
  return same ? { column, row } : null;
}

function stageOf(kernel) {
  const { width, height, weights, factor = 1, bias = 0 } = kernel;
  if (!(width >= 1 && width <= MAX_SIDE && height >= 1 && height <= MAX_SIDE)) {
    throw new RangeError(`a kernel of ${width} × ${height}`);
  }
  if (weights.length !== width * height) throw new RangeError(`${weights.length} weights for ${width} × ${height}`);
  const odd = centred({ width, height, weights, factor });
  const taps = odd.weights.reduce((count, w) => count + (w !== 0 ? 1 : 0), 0);
  const parts = taps > odd.width + odd.height ? separate(odd) : null;
  return { ...odd, bias, taps, parts, cost: parts ? odd.width + odd.height : taps };
}

/** How far 32-bit sums may stray from exact ones at the end of the chain. */
function strayOf(stages) {
  let [size, stray] = [255, 0];
  for (const { weights, bias, taps } of stages) {
    const gain = weights.reduce((sum, w) => sum + Math.abs(w), 0);
    const largest = gain * size + Math.abs(bias);
    stray = gain * stray + (taps + 3) * FLOAT32_ERROR * largest;
    size = largest;
  }
  return stray;
}

/**
 * `chain` is one to three kernels {width, height, weights (row after row), factor, bias}; `colour` each of the
 * three channels by itself, else one of grey; `edges` and `negatives` as listed above. RangeError where a kernel
 * is not of a size that can be.
 */
export function makePlan({ chain, colour = false, edges = "zero", negatives = "clamp" }) {
  if (chain.length < 1 || chain.length > MAX_STAGES) throw new RangeError(`a chain of ${chain.length}`);
  if (!EDGES.includes(edges) || !NEGATIVES.includes(negatives)) throw new RangeError(`${edges}, ${negatives}`);
  const stages = chain.map(stageOf);
  const channels = colour ? 3 : 1;
  const cost = channels * stages.reduce((sum, stage) => sum + stage.cost, 0);
  const taps = channels * stages.reduce((sum, stage) => sum + stage.taps, 0);
  return { stages, channels, edges, negatives, cost, taps, single: strayOf(stages) < TOLERANCE };
}

/** Where a place outside 0 … n − 1 takes its number from; −1 for nowhere (zero). */
export function inside(place, n, edges) {
  if (place >= 0 && place < n) return place;
  if (edges === "zero") return -1;
  if (edges === "replicate") return place < 0 ? 0 : n - 1;
  const period = Math.max(1, 2 * (n - 1));
  const turned = Math.abs(place) % period;
  return Math.min(turned, period - turned) % n;
}

/** The grey of a colour, 0 to 255, a whole number: 0.299 R + 0.587 G + 0.114 B in 256ths. */
export const greyOf = (r, g, b) => (77 * r + 150 * g + 29 * b + 128) >> 8;

/** Halves go up, with a little room, so that 32-bit sums that miss a half by a hair go up, too. */
export const HALF = 0.5 + 2 ** -10;

/** What is shown of a number: a whole number from 0 to 255. */
export function shownOf(value, negatives) {
  const seen = negatives === "absolute" ? Math.abs(value) : negatives === "centre" ? value + 128 : value;
  return seen <= 0 ? 0 : seen >= 255 ? 255 : Math.floor(seen + HALF);
}
