import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { blurred, gaussian, greyOf, KERNELS, painted } from "../../../models/edges/page/kernels.js";

/** What OpenCV makes of the same frame: python -m scripts.make_edge_cases. */
const { width, height, rgb, grey, maps } = JSON.parse(readFileSync(new URL("../../cases/edges.json", import.meta.url), "utf8"));
const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 ? 255 : rgb[3 * (i >> 2) + (i % 4)]));
const farthest = (some, others) => some.reduce((most, value, at) => Math.max(most, Math.abs(value - others[at])), 0);

test("grey is OpenCV's, to a level", () => {
  assert.ok(farthest(greyOf(rgba), grey) <= 1);
});

for (const { sigma, ...expected } of maps) {
  test(`both kernels find what OpenCV finds, blur ${sigma}`, () => {
    const levels = blurred(Float32Array.from(grey), { width, height }, sigma);
    for (const [name, kernel] of Object.entries(KERNELS)) {
      const apart = farthest(kernel(levels, { width, height }), expected[name]);
      assert.ok(apart < 0.002, `${name} ${apart}`);
    }
  });
}

test("a Gaussian's weights are one in all, as many to both sides", () => {
  const weights = gaussian(1);
  assert.equal(weights.length, 9);
  assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-6);
});

test("a picture smaller than the blur's window has no place beyond itself", () => {
  const size = { width: 2, height: 1 };
  const found = KERNELS.sobel(blurred(Float32Array.from([0, 200]), size, 3), size);
  assert.ok(found.every(Number.isFinite));
});

test("a map is painted grey, 255 for 1", () => {
  assert.deepEqual([...painted(Float32Array.from([0, 0.5, 1]))], [0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255]);
});
