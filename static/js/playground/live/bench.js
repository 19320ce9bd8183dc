/**
 * What a live frame costs here, by each engine and by the plainest loops one can write, in one run:
 * `await (await import("/static/js/playground/live/bench.js")).compare()` in the console of the live page.
 */
import { ArraysEngine } from "./arrays.js";
import { greyOf, makePlan } from "./plan.js";
import { createWebgl } from "./webgl.js";

const now = () => performance.now();

/** Four nested loops, a pixel and a tap at a time; zeros beyond the edge. The same numbers as the engines'. */
export function nested({ stages: [{ width: wide, height: high, weights, bias }] }, rgba, width, height, out) {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = bias;
      for (let j = 0; j < high; j++) {
        for (let i = 0; i < wide; i++) {
          const [row, column] = [y + j - (high >> 1), x + i - (wide >> 1)];
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          const at = 4 * (row * width + column);
          sum += weights[j * wide + i] * greyOf(rgba[at], rgba[at + 1], rgba[at + 2]);
        }
      }
      const at = 4 * (y * width + x);
      out[at] = out[at + 1] = out[at + 2] = Math.floor(Math.min(255, Math.max(0, sum)) + 0.5);
      out[at + 3] = 255;
    }
  }
}

function noise(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  const image = context.createImageData(width, height);
  let seed = 1;
  for (let n = 0; n < image.data.length; n++) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    image.data[n] = n % 4 === 3 ? 255 : seed >>> 16;
  }
  context.putImageData(image, 0, 0);
  return { canvas, image };
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/**
 * Medians in ms of a 3 × 3 kernel on grey: {nested, arrays, webgl (null without WebGL 2), ratio (nested / arrays),
 * different (largest difference of a byte between any two)}. The runs take turns, since other work comes and goes.
 */
export function compare({ width = 640, height = 480, runs = 25 } = {}) {
  const { canvas, image } = noise(width, height);
  const kernel = { width: 3, height: 3, weights: [0, 1, 0, 1, -4, 1, 0, 1, 0], factor: 1, bias: 0 };
  const plan = makePlan({ chain: [kernel], edges: "zero" });
  const arrays = new ArraysEngine();
  const webgl = createWebgl(document.createElement("canvas"));
  const outs = { nested: new Uint8ClampedArray(image.data.length), arrays: new Uint8ClampedArray(image.data.length) };
  if (webgl) outs.webgl = new Uint8ClampedArray(image.data.length);
  const ways = {
    nested: () => nested(plan, image.data, width, height, outs.nested),
    arrays: () => arrays.run(plan, image.data, width, height, outs.arrays),
    webgl() {
      webgl.run(plan, canvas, width, height);
      webgl.finish();
    },
  };
  const times = Object.fromEntries(Object.keys(outs).map((name) => [name, []]));
  for (let run = 0; run < runs + 3; run++) {
    for (const name of Object.keys(outs)) {
      const begin = now();
      ways[name]();
      if (run >= 3) times[name].push(now() - begin);
    }
  }
  if (webgl) {
    ways.webgl();
    webgl.read(outs.webgl);
  }
  const different = Object.values(outs).reduce(
    (most, out) => out.reduce((worst, byte, n) => Math.max(worst, Math.abs(byte - outs.nested[n])), most), 0);
  const medians = Object.fromEntries(Object.entries(times).map(([name, taken]) => [name, median(taken)]));
  return { webgl: null, ...medians, ratio: medians.nested / medians.arrays, different };
}
