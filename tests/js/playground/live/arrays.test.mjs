import assert from "node:assert/strict";
import { test } from "node:test";

import { ArraysEngine } from "../../../../static/js/playground/live/arrays.js";
import { greyOf, inside, makePlan, separate, shownOf } from "../../../../static/js/playground/live/plan.js";
import { convolve, toRows } from "../../../../static/js/playground/maths/convolution.js";
import { sourceOf } from "../../../../static/js/playground/maths/geometry.js";
import { KERNELS } from "../../../../static/js/playground/maths/kernels.js";
import { randomFrom } from "../../../../static/js/shared/chance.js";

/** A picture of random bytes. */
function pictureOf(width, height, random) {
  return Uint8ClampedArray.from({ length: 4 * width * height }, (_, n) => (n % 4 === 3 ? 255 : random() * 256));
}

function channelOf(rgba, width, channel) {
  const at = (n) => (channel === null ? greyOf(rgba[n], rgba[n + 1], rgba[n + 2]) : rgba[n + channel]);
  return toRows(Array.from({ length: rgba.length / 4 }, (_, n) => at(4 * n)), width);
}

const named = ({ rows, factor: [over, under] }) => ({
  width: rows[0].length,
  height: rows.length,
  weights: rows.flat(),
  factor: over / under,
  bias: 0,
});

/** The same by the maths of the step-by-step pages: odd kernels, the picture's size kept. */
function byHand(matrix, { width, height, weights, factor, bias }, mode) {
  const rows = toRows(weights.map((w) => w * factor), width);
  const out = convolve(matrix, rows, { padding: [height >> 1, width >> 1], mode });
  return out.map((row) => row.map((value) => value + bias));
}

function agree(found, wanted) {
  const flat = wanted.flat();
  assert.equal(found.length, flat.length);
  found.forEach((value, n) => assert.ok(Math.abs(value - flat[n]) <= 1e-7 * Math.max(1, Math.abs(flat[n])), `${n}`));
}

test("every named kernel gives the maths' own numbers, with each kind of edge", () => {
  const random = randomFrom(1);
  const [width, height] = [19, 13];
  const rgba = pictureOf(width, height, random);
  const engine = new ArraysEngine();
  for (const kernel of KERNELS.map(named)) {
    for (const edges of ["zero", "replicate", "reflect"]) {
      const plan = makePlan({ chain: [kernel], edges });
      agree(engine.numbers(plan, rgba, width, height, null), byHand(channelOf(rgba, width, null), kernel, edges));
    }
  }
});

test("random kernels of odd sizes up to 7 × 7, in chains, with bias, in each channel", () => {
  const random = randomFrom(2);
  const sides = [1, 3, 5, 7];
  const pick = (list) => list[Math.floor(random() * list.length)];
  const engine = new ArraysEngine();
  for (let round = 0; round < 60; round++) {
    const [width, height] = [8 + Math.floor(random() * 20), 8 + Math.floor(random() * 20)];
    const rgba = pictureOf(width, height, random);
    const chain = Array.from({ length: 1 + (round % 3) }, () => {
      const [wide, high] = [pick(sides), pick(sides)];
      const weights = Array.from({ length: wide * high }, () => Math.round(random() * 8 - 4) / 4);
      return { width: wide, height: high, weights, factor: pick([1, 1 / 9, -0.5]), bias: pick([0, 10, -3.5]) };
    });
    const edges = pick(["zero", "replicate", "reflect"]);
    const channel = round % 4 === 3 ? null : round % 4;
    const plan = makePlan({ chain, edges, colour: channel !== null });
    const wanted = chain.reduce((matrix, kernel) => byHand(matrix, kernel, edges), channelOf(rgba, width, channel));
    agree(engine.numbers(plan, rgba, width, height, channel), wanted);
  }
});

test("a kernel of even size reaches one further to the right and down", () => {
  const rgba = pictureOf(9, 8, randomFrom(3));
  const kernel = { width: 2, height: 4, weights: [1, 2, 3, 4, 5, 6, 7, 8], factor: 1, bias: 0 };
  const matrix = channelOf(rgba, 9, null);
  const at = (x, y) => matrix[y]?.[x] ?? 0;
  const found = new ArraysEngine().numbers(makePlan({ chain: [kernel] }), rgba, 9, 8, null);
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 9; x++) {
      let sum = 0;
      for (let j = 0; j < 4; j++) for (let i = 0; i < 2; i++) sum += kernel.weights[2 * j + i] * at(x + i, y + j - 1);
      assert.equal(found[y * 9 + x], sum);
    }
  }
});

test("what is shown of negative numbers", () => {
  assert.deepEqual([-300, -40, -0.4, 0, 0.5, 254.5, 300].map((v) => shownOf(v, "clamp")), [0, 0, 0, 0, 1, 255, 255]);
  assert.deepEqual([-300, -40.5, 7].map((v) => shownOf(v, "absolute")), [255, 41, 7]);
  assert.deepEqual([-300, -128, 0, 40, 200].map((v) => shownOf(v, "centre")), [0, 0, 128, 168, 255]);
  const rgba = pictureOf(12, 10, randomFrom(4));
  const kernel = named(KERNELS.find(({ name }) => name === "emboss"));
  const engine = new ArraysEngine();
  for (const negatives of ["clamp", "absolute", "centre"]) {
    for (const colour of [false, true]) {
      const plan = makePlan({ chain: [kernel], negatives, colour });
      const out = new Uint8ClampedArray(rgba.length);
      engine.run(plan, rgba, 12, 10, out);
      for (let channel = 0; channel < 3; channel++) {
        const numbers = engine.numbers(plan, rgba, 12, 10, colour ? channel : null);
        numbers.forEach((value, n) => assert.equal(out[4 * n + channel], shownOf(value, negatives)));
      }
      assert.ok(out.every((byte, n) => n % 4 !== 3 || byte === 255));
    }
  }
});

test("a picture smaller than the kernel's reach", () => {
  const rgba = pictureOf(2, 1, randomFrom(5));
  const plan = (edges) => makePlan({ chain: [{ width: 7, height: 7, weights: Array(49).fill(1) }], edges });
  for (const edges of ["zero", "replicate", "reflect"]) {
    assert.ok(new ArraysEngine().numbers(plan(edges), rgba, 2, 1, 0).every(Number.isFinite));
  }
  const [a, b] = [rgba[0], rgba[4]];
  const found = new ArraysEngine().numbers(plan("replicate"), rgba, 2, 1, 0);
  assert.deepEqual([...found], [7 * (4 * a + 3 * b), 7 * (3 * a + 4 * b)]);
});

test("places outside the picture are those of the step-by-step view", () => {
  for (const edges of ["zero", "replicate", "reflect"]) {
    for (let at = -3; at < 12; at++) assert.equal(inside(at, 9, edges), sourceOf(at, 9, edges));
  }
  assert.deepEqual([-3, -2, -1, 0, 1, 2, 3].map((at) => inside(at, 2, "reflect")), [1, 0, 1, 0, 1, 0, 1]);
  assert.equal(inside(-2, 1, "reflect"), 0);
});

test("a kernel that is a column times a row is found out", () => {
  const box = { width: 5, height: 5, weights: Float64Array.from({ length: 25 }, () => 0.04) };
  const parts = separate(box);
  assert.ok(box.weights.every((w, n) => Math.abs(parts.column[Math.floor(n / 5)] * parts.row[n % 5] - w) < 1e-15));
  box.weights[7] += 1e-6;
  assert.equal(separate(box), null);
  assert.equal(separate({ width: 1, height: 1, weights: Float64Array.of(0) }), null);
});

test("sums that 32-bit floats cannot hold are told apart", () => {
  const edge = named(KERNELS.find(({ name }) => name === "edge"));
  assert.ok(makePlan({ chain: [edge, edge, edge] }).single);
  const wild = { ...edge, factor: 999 };
  assert.ok(!makePlan({ chain: [wild, wild, wild] }).single);
});

test("what cannot be is refused", () => {
  const kernel = { width: 3, height: 3, weights: Array(9).fill(1) };
  assert.throws(() => makePlan({ chain: [] }), RangeError);
  assert.throws(() => makePlan({ chain: [kernel, kernel, kernel, kernel] }), RangeError);
  assert.throws(() => makePlan({ chain: [{ ...kernel, width: 8 }] }), RangeError);
  assert.throws(() => makePlan({ chain: [{ ...kernel, height: 2 }] }), RangeError);
  assert.throws(() => makePlan({ chain: [kernel], edges: "wrap" }), RangeError);
  const plan = makePlan({ chain: [kernel] });
  assert.throws(() => new ArraysEngine().run(plan, new Uint8ClampedArray(4), 2, 2, new Uint8ClampedArray(16)), RangeError);
});
