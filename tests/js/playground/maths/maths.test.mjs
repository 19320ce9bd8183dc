import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import {
  convolve, convolveVolume, flipped, padded, productsAt, shapeOf, sizeOf,
} from "../../../../static/js/playground/maths/convolution.js";
import { outputLength, outputSize, patchMap } from "../../../../static/js/playground/maths/geometry.js";
import { CLASSIC, KERNELS, kernelNamed, nameOf } from "../../../../static/js/playground/maths/kernels.js";
import { randomFrom, shuffledOrder } from "../../../../static/js/shared/chance.js";
import { dense, pool, relu, reorder, stretch } from "../../../../static/js/playground/maths/layers.js";
import { formatNumber, parseNumber, toFraction, writeNumber } from "../../../../static/js/playground/maths/numbers.js";

const CASES = JSON.parse(gunzipSync(readFileSync(new URL("cases.json.gz", import.meta.url))));

test("2,000 random convolutions are what TensorFlow computes", () => {
  assert.equal(CASES.convolutions.length, 2000);
  for (const [index, { volume, filters, answer, ...settings }] of CASES.convolutions.entries()) {
    assert.deepEqual(convolveVolume(volume, filters, settings), answer, `case ${index}`);
  }
});

test("the cases are of every kind", () => {
  const has = (is) => CASES.convolutions.filter(is).length;
  for (const mode of ["zero", "reflect", "replicate"]) assert.ok(has((c) => c.mode === mode && c.padding[0]) > 100, mode);
  for (const stride of [1, 2, 3]) assert.ok(has((c) => c.stride[0] === stride) > 100);
  assert.ok(has((c) => c.dilation[0] > 1 && c.stride[0] > 1) > 100);
  assert.ok(has((c) => c.flip && c.filters[0][0].length > 1) > 100);
  assert.ok(has((c) => c.volume.length === 3 && c.filters.length === 3) > 50);
  assert.ok(has((c) => c.volume[0].length !== c.volume[0][0].length) > 1000);
  assert.ok(has((c) => c.bias !== null) > 500);
});

test("pooling and fully connected layers are what TensorFlow computes", () => {
  assert.equal(CASES.poolings.length, 200);
  for (const { matrix, answer, ...settings } of CASES.poolings) assert.deepEqual(pool(matrix, settings), answer);
  assert.equal(CASES.dense.length, 100);
  for (const { volume, column, weights, bias, answer } of CASES.dense) {
    assert.deepEqual(stretch(volume), column);
    assert.deepEqual(dense(column, weights, bias), answer);
  }
});

test("the classic example gives 434 / 243 / 234, and its first window's nine products", () => {
  const { image, kernel } = CLASSIC;
  assert.deepEqual(convolve(image, kernel), [[4, 3, 4], [2, 4, 3], [2, 3, 4]]);
  const map = patchMap(sizeOf(image), sizeOf(kernel));
  const terms = productsAt(0, image, kernel, map).map((term) => `${term.image}×${term.weight}`).join(" + ");
  assert.equal(terms, "1×1 + 1×0 + 1×1 + 0×0 + 1×1 + 1×0 + 0×1 + 0×0 + 1×1");
});

test("products add up to the cell, for every window, flipped or not, with a border", () => {
  const image = [[1, 2, 3], [4, 5, 6]];
  const kernel = [[1, 2], [3, 4]];
  for (const flip of [false, true]) {
    const settings = { padding: 1, mode: "zero", flip };
    const map = patchMap(sizeOf(image), sizeOf(kernel), settings);
    const sums = Array.from({ length: map.height * map.width }, (_, cell) =>
      productsAt(cell, image, kernel, map, flip).reduce((sum, { product }) => sum + product, 0),
    );
    assert.deepEqual(sums, convolve(image, kernel, settings).flat());
  }
  assert.deepEqual(convolve(image, kernel, { flip: true }), convolve(image, flipped(kernel)));
  assert.notDeepEqual(convolve(image, kernel, { flip: true }), convolve(image, kernel));
});

test("the map leads from cells to pixels and back", () => {
  const map = patchMap({ height: 4, width: 5 }, { height: 3, width: 2 }, { stride: [1, 2], padding: 1, mode: "reflect" });
  const cells = map.height * map.width;
  for (let pixel = 0; pixel < 20; pixel++) {
    const expected = [];
    for (let cell = 0; cell < cells; cell++) {
      if (map.sources.subarray(cell * map.taps, (cell + 1) * map.taps).includes(pixel)) expected.push(cell);
    }
    assert.deepEqual(map.readers(pixel), expected);
  }
  assert.deepEqual(map.at(0), { row: -1, column: -1 });
  assert.deepEqual(map.at(1), { row: -1, column: 1 });
});

test("output sizes, and what is left over", () => {
  assert.equal(outputLength(5, 3).size, 3);
  assert.deepEqual([outputLength(6, 3, { stride: 2 }).size, outputLength(6, 3, { stride: 2 }).spare], [2, 1]);
  assert.equal(outputLength(7, 3, { dilation: 3 }).size, 1);
  assert.equal(outputLength(32, 5, { padding: 2 }).size, 32);
});

test("impossible settings have their reason and are not computed", () => {
  const reasons = [
    [[0, 3, {}], "image_empty"], [[5, 0, {}], "kernel_empty"], [[5, 3, { stride: 0 }], "stride_invalid"],
    [[5, 3, { stride: 1.5 }], "stride_invalid"], [[5, 3, { dilation: 0 }], "dilation_invalid"],
    [[5, 3, { padding: -1 }], "padding_invalid"], [[2, 3, {}], "window_too_large"], [[5, 3, { dilation: 3 }], "window_too_large"],
    [[3, 3, { padding: 3, mode: "reflect" }], "reflect_too_wide"],
  ];
  for (const [[size, kernel, settings], reason] of reasons) {
    assert.equal(outputLength(size, kernel, settings).reason, reason);
    assert.equal(outputLength(size, kernel, settings).size, undefined);
  }
  const size = outputSize({ height: 5, width: 2 }, { height: 3, width: 3 });
  assert.deepEqual([size.reason, size.axis], ["window_too_large", "columns"]);
  assert.throws(() => convolve([[1, 2]], [[1], [1]]), { name: "RangeError", message: "window_too_large" });
  assert.throws(() => convolve([[1]], [[1]], { mode: "circular" }), RangeError);
  assert.throws(() => pool([[1, 2]], { size: 2 }), RangeError);
  assert.throws(() => pool([[1, 2]], { kind: "median" }), RangeError);
});

test("wrong dimensions throw", () => {
  const ones = [[1, 1], [1, 1]];
  assert.throws(() => sizeOf([]), TypeError);
  assert.throws(() => sizeOf([[]]), TypeError);
  assert.throws(() => sizeOf([[1, 2], [3]]), TypeError);
  assert.throws(() => sizeOf([[1, NaN]]), TypeError);
  assert.throws(() => sizeOf([[1, "2"]]), TypeError);
  assert.throws(() => shapeOf([ones, [[1]]]), TypeError);
  assert.throws(() => convolveVolume([ones, ones], [[ones]]), TypeError);
  assert.throws(() => convolveVolume([ones], [[ones], [[[1]]]]), TypeError);
  assert.throws(() => convolveVolume([ones], [[ones]], { bias: [1, 2] }), TypeError);
  assert.throws(() => convolveVolume([ones], []), TypeError);
  assert.throws(() => dense([1, 2], [[1]]), TypeError);
  assert.throws(() => dense([1], [[1]], [1, 2]), TypeError);
});

test("borders", () => {
  const image = [[1, 2, 3]];
  assert.deepEqual(padded(image, { padding: [0, 2], mode: "reflect" }), [[3, 2, 1, 2, 3, 2, 1]]);
  assert.deepEqual(padded(image, { padding: [0, 2], mode: "replicate" }), [[1, 1, 1, 2, 3, 3, 3]]);
  assert.deepEqual(padded(image, { padding: 1 }), [[0, 0, 0, 0, 0], [0, 1, 2, 3, 0], [0, 0, 0, 0, 0]]);
});

test("the kernels are what their names say", () => {
  const sum = (name) => {
    const { rows, factor: [over, under] } = kernelNamed(name);
    return rows.flat().reduce((total, weight) => total + (weight * over) / under, 0);
  };
  for (const name of ["edge", "sobel_x", "sobel_y", "prewitt_x", "prewitt_y", "laplacian"]) assert.equal(sum(name), 0, name);
  for (const name of ["identity", "sharpen", "box", "gaussian", "motion", "emboss"]) {
    assert.ok(Math.abs(sum(name) - 1) < 1e-12, name);
  }
  for (const { name, rows, factor } of KERNELS) assert.equal(nameOf(rows, factor), name);
  assert.equal(nameOf([[1, 1, 1], [1, 1, 1], [1, 1, 1]]), null);
  assert.equal(nameOf([[1, 1, 1], [1, 1, 1], [1, 1, 1]], [2, 18]), "box");
  const transposed = (rows) => rows[0].map((_, i) => rows.map((row) => row[i]));
  for (const name of ["sobel", "prewitt"]) {
    assert.deepEqual(transposed(kernelNamed(`${name}_x`).rows), kernelNamed(`${name}_y`).rows);
  }
});

test("numbers are read as people write them and shown as slides show them", () => {
  const read = [["-2", -2], ["−2", -2], ["0,5", 0.5], [" 1/9 ", 1 / 9], ["-1 / 16", -1 / 16], [".5", 0.5], ["3.", 3],
    ["–3", -3], ["‑1/9", -1 / 9], ["7.8e-04", 7.8e-4], ["1E2", 100], ["1e3", 1000]];
  for (const [text, value] of read) assert.equal(parseNumber(text), value, text);
  for (const text of ["", "a", "1/0", "1e5", "1e", "e3", "--1", "1/2/3", "99999", "1 2", "Infinity"]) assert.equal(parseNumber(text), null, text);
  assert.ok(Object.is(parseNumber("-0"), 0));
  assert.equal(formatNumber(-4), "−4");
  assert.equal(formatNumber(1 / 9, { denominators: [9] }), "1/9");
  assert.equal(formatNumber(1 / 3, { denominators: [9] }), "3/9");
  assert.equal(formatNumber(-5 / 16, { denominators: [9, 16] }), "−5/16");
  assert.equal(formatNumber(0.125), "0.13");
  assert.equal(formatNumber(2.5, { comma: true }), "2,5");
  assert.equal(formatNumber(-1e-12), "0");
  assert.deepEqual(toFraction(0.0625), { numerator: 1, denominator: 16 });
  assert.equal(toFraction(Math.PI), null);
});

test("what is written is read as the very same number, to the last bit", () => {
  const values = [0, -3, 0.25, 1 / 9, -5 / 16, 123.5, 0.12345, 0.00004, 1 / 3 + 2 ** -53, 0.1 + 0.2, 1e-7, 7.8e-4, Math.PI, -9999 + 2 ** -40, 2 ** -40];
  for (const value of [...values, ...values.map((one) => one / 7), ...values.map((one) => one / 1e9)]) {
    assert.ok(Object.is(parseNumber(writeNumber(value)), value + 0), `${value} became ${writeNumber(value)}`);
  }
  assert.equal(writeNumber(1 / 9), "1/9");
  assert.equal(writeNumber(0.0625), "0.0625");
  assert.equal(writeNumber(-0), "0");
});

test("the same seed, the same shuffle; every cell stays once", () => {
  const order = shuffledOrder(16, randomFrom(7));
  assert.deepEqual(order, shuffledOrder(16, randomFrom(7)));
  assert.notDeepEqual(order, shuffledOrder(16, randomFrom(8)));
  assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: 16 }, (_, i) => i));
  const matrix = [[1, 2], [3, 4]];
  assert.deepEqual(reorder(matrix, [3, 2, 1, 0]), [[4, 3], [2, 1]]);
  assert.deepEqual(relu([[-1, 2]]), [[0, 2]]);
});
