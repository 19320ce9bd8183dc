/**
 * Sizes and places of a sliding window. Pure; no arithmetic on pixels.
 *
 * Settings, all optional: `stride` and `dilation` (whole numbers from 1), `padding` (a whole number from 0, on each of
 * the four sides) and `mode` (what the padding holds). Stride, dilation and padding are one number, or [down, across].
 */

/** What the added border holds: nothing (0), the picture mirrored without its edge, or its edge repeated. */
const PADDING_MODES = ["zero", "reflect", "replicate"];

const pair = (value, fallback) => (Array.isArray(value) ? value : [value ?? fallback, value ?? fallback]);
const isWhole = (value, least) => Number.isInteger(value) && value >= least;

/** Settings with every field filled in, pairs as [down, across]. Throws on an unknown padding mode. */
export function complete({ stride, dilation, padding, mode = "zero", flip = false } = {}) {
  if (!PADDING_MODES.includes(mode)) throw new RangeError(`no padding mode ${mode}`);
  return { stride: pair(stride, 1), dilation: pair(dilation, 1), padding: pair(padding, 0), mode, flip: Boolean(flip) };
}

/** How far a kernel of so many taps reaches along one axis when its taps stand `dilation` apart. */
export const span = (taps, dilation = 1) => (taps - 1) * dilation + 1;

/**
 * One axis of the output: ⌊(size + 2·padding − span) / stride⌋ + 1, with span = dilation·(kernel − 1) + 1.
 * Returns {size, span, padded, spare} (`spare` pixels at the end are never reached) or {reason, …the numbers}.
 */
export function outputLength(size, kernel, { stride = 1, dilation = 1, padding = 0, mode = "zero" } = {}) {
  const reach = span(kernel, dilation);
  const padded = size + 2 * padding;
  const numbers = { input: size, kernel, stride, dilation, padding, span: reach, padded };
  const reason = whyNot(numbers, mode);
  if (reason) return { reason, ...numbers };
  const steps = Math.floor((padded - reach) / stride);
  return { ...numbers, size: steps + 1, spare: padded - reach - steps * stride };
}

function whyNot({ input, kernel, stride, dilation, padding, span: reach, padded }, mode) {
  if (!isWhole(input, 1)) return "image_empty";
  if (!isWhole(kernel, 1)) return "kernel_empty";
  if (!isWhole(stride, 1)) return "stride_invalid";
  if (!isWhole(dilation, 1)) return "dilation_invalid";
  if (!isWhole(padding, 0)) return "padding_invalid";
  if (mode === "reflect" && padding >= input) return "reflect_too_wide";
  return reach > padded ? "window_too_large" : null;
}

/**
 * Both axes: {rows, columns}, each as outputLength gives them, and `reason` with `axis` ("rows" or "columns") where
 * the settings are impossible, else null. Sizes are {height, width}.
 */
export function outputSize(image, kernel, settings = {}) {
  const { stride, dilation, padding, mode } = complete(settings);
  const along = (axis, size, taps) =>
    outputLength(size, taps, { stride: stride[axis], dilation: dilation[axis], padding: padding[axis], mode });
  const rows = along(0, image.height, kernel.height);
  const columns = along(1, image.width, kernel.width);
  const axis = rows.reason ? "rows" : "columns";
  return { rows, columns, reason: rows.reason ?? columns.reason ?? null, axis };
}

/** The pixel that a place outside the picture shows, or −1 for zero padding. `at` may be from −padding on. */
export function sourceOf(at, size, mode) {
  if (at >= 0 && at < size) return at;
  if (mode === "zero") return -1;
  if (mode === "replicate") return at < 0 ? 0 : size - 1;
  return at < 0 ? -at : 2 * (size - 1) - at;
}

/**
 * From each output cell to the pixels it reads, computed once.
 *
 * Returns {height, width, taps, sources, at, readers}: `sources[cell * taps + tap]` is the index (row·width + column)
 * of the pixel under that tap, or −1 where it is zero padding; taps go row by row over the kernel *as it lies on the
 * picture* (flipped already, if it is flipped: see tapOrder). `at(cell)` is the window's {row, column} corner in the
 * unpadded picture's coordinates (negative in the border), and `readers(pixel)` the cells that read a pixel, ascending.
 * Throws a RangeError with the reason's key for impossible settings.
 */
export function patchMap(image, kernel, settings = {}) {
  const full = complete(settings);
  const size = outputSize(image, kernel, full);
  if (size.reason) throw new RangeError(size.reason);
  const [height, width] = [size.rows.size, size.columns.size];
  const taps = kernel.height * kernel.width;
  const sources = new Int32Array(height * width * taps);
  const corner = (cell) => ({
    row: Math.floor(cell / width) * full.stride[0] - full.padding[0],
    column: (cell % width) * full.stride[1] - full.padding[1],
  });
  for (let cell = 0; cell < height * width; cell++) fillWindow(sources, cell, corner(cell), image, kernel, full);
  const inverse = invert(sources, taps, image.height * image.width);
  return { height, width, taps, sources, at: corner, readers: inverse };
}

function fillWindow(sources, cell, corner, image, kernel, { dilation, mode }) {
  let next = cell * kernel.height * kernel.width;
  for (let y = 0; y < kernel.height; y++) {
    const row = sourceOf(corner.row + y * dilation[0], image.height, mode);
    for (let x = 0; x < kernel.width; x++) {
      const column = sourceOf(corner.column + x * dilation[1], image.width, mode);
      sources[next++] = row < 0 || column < 0 ? -1 : row * image.width + column;
    }
  }
}

/** The map the other way round: a function from a pixel to the cells that read it. */
function invert(sources, taps, pixels) {
  const cells = Array.from({ length: pixels }, () => []);
  for (let i = 0; i < sources.length; i++) {
    const cell = Math.floor(i / taps);
    const list = sources[i] < 0 ? null : cells[sources[i]];
    if (list && list.at(-1) !== cell) list.push(cell);
  }
  return (pixel) => cells[pixel] ?? [];
}

/** Which entry of the kernel (row by row) lies under each tap of the window: reversed when the kernel is flipped. */
export function tapOrder(kernel, flip) {
  const taps = kernel.height * kernel.width;
  return Array.from({ length: taps }, (_, tap) => (flip ? taps - 1 - tap : tap));
}
