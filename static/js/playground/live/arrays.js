/**
 * The engine of typed arrays: no canvas, no DOM, so Node tests it. Sums are doubles; pictures between stages are
 * doubles, too. Everything is allocated when the size or the plan changes, nothing for a frame.
 *
 * Each plane stands in a margin as wide as the kernel reaches, filled as `edges` says, so that inner loops ask nothing.
 */
import { HALF, greyOf, inside } from "./plan.js";

const MARGIN = 3;

/** One row of 3 taps added to `sums`: three numbers stay in registers, one is read a step. */
function add3(sums, count, plane, at, k, n) {
  const [k0, k1, k2] = [k[n], k[n + 1], k[n + 2]];
  let a = plane[at];
  let b = plane[at + 1];
  for (let x = 0; x < count; x++) {
    const c = plane[at + x + 2];
    sums[x] += k0 * a + k1 * b + k2 * c;
    a = b;
    b = c;
  }
}

function add5(sums, count, plane, at, k, n) {
  const [k0, k1, k2, k3, k4] = [k[n], k[n + 1], k[n + 2], k[n + 3], k[n + 4]];
  let [a, b, c, d] = [plane[at], plane[at + 1], plane[at + 2], plane[at + 3]];
  for (let x = 0; x < count; x++) {
    const e = plane[at + x + 4];
    sums[x] += k0 * a + k1 * b + k2 * c + k3 * d + k4 * e;
    a = b;
    b = c;
    c = d;
    d = e;
  }
}

function add7(sums, count, plane, at, k, n) {
  const [k0, k1, k2, k3, k4, k5, k6] = [k[n], k[n + 1], k[n + 2], k[n + 3], k[n + 4], k[n + 5], k[n + 6]];
  let [a, b, c] = [plane[at], plane[at + 1], plane[at + 2]];
  let [d, e, f] = [plane[at + 3], plane[at + 4], plane[at + 5]];
  for (let x = 0; x < count; x++) {
    const g = plane[at + x + 6];
    sums[x] += k0 * a + k1 * b + k2 * c + k3 * d + k4 * e + k5 * f + k6 * g;
    a = b;
    b = c;
    c = d;
    d = e;
    e = f;
    f = g;
  }
}

function add1(sums, count, plane, at, k, n) {
  const weight = k[n];
  for (let x = 0; x < count; x++) sums[x] += weight * plane[at + x];
}

const ADD = { 1: add1, 3: add3, 5: add5, 7: add7 };

/** One row of sums of any kernel. `at` is the place in the plane of the row's first pixel. */
function rowDirect(stage, sums, count, plane, at, stride) {
  const { width, height, weights, bias, rows } = stage;
  const first = at - (height >> 1) * stride - (width >> 1);
  sums.fill(bias, 0, count);
  const add = ADD[width];
  for (let j = 0; j < height; j++) if (rows[j]) add(sums, count, plane, first + j * stride, weights, j * width);
}

/** The same by the kernel's column first, then its row. */
function rowSeparate(stage, sums, count, plane, at, stride, spare) {
  const { width, height, parts, bias } = stage;
  const wide = count + width - 1;
  const first = at - (height >> 1) * stride - (width >> 1);
  spare.fill(0, 0, wide);
  for (let j = 0; j < height; j++) {
    if (parts.column[j] !== 0) add1(spare, wide, plane, first + j * stride, parts.column, j);
  }
  sums.fill(bias, 0, count);
  ADD[width](sums, count, spare, 0, parts.row, 0);
}

/** Copies a picture's channel (or its grey) into a plane's middle. */
function fillPlane(plane, stride, rgba, width, height, channel) {
  for (let y = 0; y < height; y++) {
    let to = (y + MARGIN) * stride + MARGIN;
    let from = 4 * y * width;
    if (channel === null) {
      for (let x = 0; x < width; x++, from += 4) plane[to++] = greyOf(rgba[from], rgba[from + 1], rgba[from + 2]);
    } else {
      for (let x = 0; x < width; x++, from += 4) plane[to++] = rgba[from + channel];
    }
  }
}

/** Fills a plane's margin: the columns at both sides, then whole rows above and below. */
function fillMargin(plane, stride, width, height, edges) {
  for (let n = 0; n < MARGIN; n++) {
    for (const x of [-1 - n, width + n]) {
      const from = inside(x, width, edges);
      for (let y = 0; y < height; y++) {
        const row = (y + MARGIN) * stride + MARGIN;
        plane[row + x] = from < 0 ? 0 : plane[row + from];
      }
    }
  }
  for (let n = 0; n < MARGIN; n++) {
    for (const y of [-1 - n, height + n]) {
      const from = inside(y, height, edges);
      const to = (y + MARGIN) * stride;
      if (from < 0) plane.fill(0, to, to + stride);
      else plane.copyWithin(to, (from + MARGIN) * stride, (from + MARGIN + 1) * stride);
    }
  }
}

/** Sums to what is shown, as bytes one after the other with `step` between them. */
function showRow(sums, count, bytes, at, step, negatives) {
  const shift = (negatives === "centre" ? 128 : 0) + HALF;
  const absolute = negatives === "absolute";
  for (let x = 0; x < count; x++, at += step) {
    const sum = sums[x];
    const value = (absolute && sum < 0 ? -sum : sum) + shift;
    // Bytes are cut off below here: an Uint8ClampedArray would round a second time.
    bytes[at] = value <= 0 ? 0 : value >= 255 ? 255 : value | 0;
  }
}

/** Grey bytes into all three channels of a row. */
function spreadRow(bytes, count, pixels, at) {
  for (let x = 0; x < count; x++) pixels[at + x] = 0xff000000 | (bytes[x] * 0x010101);
}

/** The kernels as loops over typed arrays, on the processor. */
export class ArraysEngine {
  #size = { width: 0, height: 0 };
  #planes = []; // for each channel two, for the stage's input and its output
  #sums = null;
  #spare = null;
  #greys = null;
  #prepared = null;

  /**
   * Convolves a picture. `rgba` and `out` are Uint8ClampedArrays of width × height × 4, in that order, alpha is
   * taken to be 255; they may be one and the same for grey. RangeError where a size does not fit.
   */
  run(plan, rgba, width, height, out) {
    const needed = 4 * width * height;
    if (rgba.length !== needed || out.length !== needed) throw new RangeError("the picture's size does not fit");
    this.#resize(width, height);
    this.#prepare(plan);
    if (plan.channels === 1) {
      const pixels = new Uint32Array(out.buffer, out.byteOffset, width * height);
      this.#runChannel(plan, rgba, null, (y) => {
        showRow(this.#sums, width, this.#greys, 0, 1, plan.negatives);
        spreadRow(this.#greys, width, pixels, y * width);
      });
      return;
    }
    for (let channel = 0; channel < 3; channel++) {
      this.#runChannel(plan, rgba, channel, (y) => showRow(this.#sums, width, out, 4 * y * width + channel, 4, plan.negatives));
    }
    for (let at = 3; at < needed; at += 4) out[at] = 255;
  }

  /** The numbers of the last stage before they are made bytes: one channel (0, 1, 2, or null for grey), for tests. */
  numbers(plan, rgba, width, height, channel) {
    this.#resize(width, height);
    this.#prepare(plan);
    const all = new Float64Array(width * height);
    this.#runChannel(plan, rgba, channel, (y) => all.set(this.#sums, y * width));
    return all;
  }

  #resize(width, height) {
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    const cells = (width + 2 * MARGIN) * (height + 2 * MARGIN);
    this.#planes = [0, 1].map(() => new Float64Array(cells));
    this.#sums = new Float64Array(width);
    this.#spare = new Float64Array(width + 2 * MARGIN);
    this.#greys = new Uint8Array(width);
  }

  #prepare(plan) {
    if (this.#prepared?.plan === plan) return;
    const stages = plan.stages.map((stage) => {
      const rows = Array.from({ length: stage.height }, (_, j) =>
        stage.weights.subarray(j * stage.width, (j + 1) * stage.width).some((w) => w !== 0),
      );
      return { ...stage, rows };
    });
    this.#prepared = { plan, stages };
  }

  /** Runs one channel through the chain; the last stage's rows go to `finish(y)` as `sums`. */
  #runChannel(plan, rgba, channel, finish) {
    const { width, height } = this.#size;
    const stride = width + 2 * MARGIN;
    let [input, output] = this.#planes;
    fillPlane(input, stride, rgba, width, height, channel);
    this.#prepared.stages.forEach((stage, index) => {
      const last = index === this.#prepared.stages.length - 1;
      fillMargin(input, stride, width, height, plan.edges);
      for (let y = 0; y < height; y++) {
        const at = (y + MARGIN) * stride + MARGIN;
        if (stage.parts) rowSeparate(stage, this.#sums, width, input, at, stride, this.#spare);
        else rowDirect(stage, this.#sums, width, input, at, stride);
        if (last) finish(y);
        else output.set(this.#sums, at);
      }
      [input, output] = [output, input];
    });
  }
}
