/**
 * Edges by hand-made kernels, as models/edges/classic.py finds them, so that no map that the page can make from its own frame
 * has to be sent. Pure. Levels are Float32Array, row by row, 0..255; maps are 0..1. At a border pictures go on mirrored, without their
 * last row or column once more.
 */
const SOBEL_GAIN = 4 / (4 * 255);
const LAPLACIAN_GAIN = 24 / (4 * 255);

/** The grey levels of RGBA bytes, in whole numbers. */
export function greyOf(rgba) {
  const grey = new Float32Array(rgba.length / 4);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = Math.round(0.299 * rgba[4 * i] + 0.587 * rgba[4 * i + 1] + 0.114 * rgba[4 * i + 2]);
  }
  return grey;
}

/** Weights of a Gaussian of `sigma` pixels, an odd number of them: a window of four sigmas to each side. */
export function gaussian(sigma) {
  const half = Math.round(8 * sigma + 1) >> 1;
  const weights = Float32Array.from({ length: 2 * half + 1 }, (_, at) => Math.exp(-((at - half) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The place that stands for one beyond the border, for each place from −`beyond` to `length` + `beyond` − 1. */
function mirrored(length, beyond) {
  const period = Math.max(1, 2 * (length - 1));
  return Int32Array.from({ length: length + 2 * beyond }, (_, i) => {
    const at = (((i - beyond) % period) + period) % period;
    return at < length ? at : period - at;
  });
}

/** Without its finest detail; `sigma` 0 leaves it as it is. */
export function blurred(levels, { width, height }, sigma) {
  if (sigma <= 0) return levels;
  const weights = gaussian(sigma);
  const half = weights.length >> 1;
  const [across, down] = [mirrored(width, half), mirrored(height, half)];
  const [rows, out] = [new Float32Array(levels.length), new Float32Array(levels.length)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * levels[y * width + across[x + k]];
      rows[y * width + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < weights.length; k++) {
      const [from, to] = [down[y + k] * width, y * width];
      for (let x = 0; x < width; x++) out[to + x] += weights[k] * rows[from + x];
    }
  }
  return out;
}

/** A map of what `at(above, here, below, left, x, right)` finds; the first three are where rows begin, the others columns. */
function mapped(levels, { width, height }, at) {
  const [across, down] = [mirrored(width, 1), mirrored(height, 1)];
  const map = new Float32Array(levels.length);
  for (let y = 0; y < height; y++) {
    const [above, here, below] = [down[y] * width, y * width, down[y + 2] * width];
    for (let x = 0; x < width; x++) map[here + x] = Math.min(1, at(above, here, below, across[x], x, across[x + 2]));
  }
  return map;
}

/** How steep the picture is: the length of the gradient. */
function sobel(p, size) {
  return mapped(p, size, (above, here, below, left, x, right) => {
    const [a, b, c, d] = [p[above + left], p[above + right], p[below + left], p[below + right]];
    const across = b - a + d - c + 2 * (p[here + right] - p[here + left]);
    const down = c - a + d - b + 2 * (p[below + x] - p[above + x]);
    return Math.hypot(across, down) * SOBEL_GAIN;
  });
}

/** How much each pixel differs from its four neighbours. */
function laplacian(p, size) {
  return mapped(p, size, (above, here, below, left, x, right) => {
    const around = p[above + x] + p[below + x] + p[here + left] + p[here + right];
    return Math.abs(around - 4 * p[here + x]) * LAPLACIAN_GAIN;
  });
}

/** By name; each takes levels and their {width, height}. */
export const KERNELS = { sobel, laplacian };

/** A map as grey RGBA bytes, 255 for 1. */
export function painted(map) {
  const rgba = new Uint8ClampedArray(4 * map.length).fill(255);
  for (let i = 0; i < map.length; i++) rgba[4 * i] = rgba[4 * i + 1] = rgba[4 * i + 2] = Math.round(map[i] * 255);
  return rgba;
}
