import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import { layer, whyNot } from "../../../static/js/playground/network/layers.js";
import { build, evaluate, forward, initialWeights, learnFrom, softmax } from "../../../static/js/playground/network/network.js";
import { optimizer, OPTIMIZERS } from "../../../static/js/playground/network/optimizers.js";
import { begin, unitsFor } from "../../../static/js/playground/network/training.js";

const CASES = JSON.parse(gunzipSync(readFileSync(new URL("learning-cases.json.gz", import.meta.url))));

function assertClose(found, expected, what) {
  assert.equal(found.length, expected.length, what);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(found[i] - expected[i]) <= 1e-5, `${what}, number ${i}: ${found[i]} is not ${expected[i]}`);
  }
}

test("200 random networks give what TensorFlow computes, forward and backward", () => {
  assert.equal(CASES.length, 200);
  for (const [index, { input, layers, weights, picture, label, ...answer }] of CASES.entries()) {
    const network = build(layers, input);
    assert.equal(network.parameters, weights.length, `case ${index}`);
    const gradient = new Float64Array(network.parameters);
    const loss = learnFrom(network, Float64Array.from(weights), Float64Array.from(picture), label, gradient);
    assertClose([loss], [answer.loss], `case ${index}, loss`);
    assertClose(network.probabilities, answer.probabilities, `case ${index}, probabilities`);
    assertClose(gradient, answer.gradient, `case ${index}, gradient`);
    assertClose(network.toInput, answer.toInput, `case ${index}, by the pixels`);
  }
});

test("the cases are of every kind", () => {
  const has = (is) => CASES.filter(({ layers }) => layers.some(is)).length;
  for (const name of ["relu", "tanh", "sigmoid"]) assert.ok(has((one) => one.name === name) > 30, name);
  for (const type of ["max", "average"]) assert.ok(has((one) => one.type === type) > 25, type);
  assert.ok(has((one) => one.kind === "conv" && one.padding && one.kernel > 1) > 30);
  assert.ok(CASES.filter(({ layers }) => layers.filter((one) => one.kind === "conv").length > 1).length > 30);
  assert.ok(CASES.filter(({ layers }) => layers.filter((one) => one.kind === "dense").length > 1).length > 50);
});

test("a gradient is what a small change of each weight does", () => {
  const layers = [{ kind: "conv", kernel: 3, filters: 2, padding: 1 }, { kind: "activation", name: "tanh" }, { kind: "pool", size: 2 }, { kind: "dense", units: 3 }];
  const network = build(layers, { height: 6, width: 6, channels: 1 });
  const weights = initialWeights(network, 4);
  const picture = Float64Array.from({ length: 36 }, (_, i) => Math.sin(i));
  const gradient = new Float64Array(network.parameters);
  learnFrom(network, weights, picture, 1, gradient);
  const lossWith = (i, change) => {
    const changed = weights.slice();
    changed[i] += change;
    return -Math.log(forward(network, changed, picture)[1]);
  };
  for (let i = 0; i < weights.length; i++) {
    assert.ok(Math.abs((lossWith(i, 1e-5) - lossWith(i, -1e-5)) / 2e-5 - gradient[i]) < 1e-6, `weight ${i}`);
  }
});

test("of equal numbers in a window the first one counts", () => {
  const pool = layer({ kind: "pool", size: 2 }, { height: 2, width: 2, channels: 1 }, 0);
  const [y, dx] = [new Float64Array(1), new Float64Array(4)];
  const x = Float64Array.from([1, 3, 3, 3]);
  pool.forward(x, null, y);
  pool.backward(x, null, y, [5], dx);
  assert.equal(y[0], 3);
  assert.deepEqual([...dx], [0, 5, 0, 0]);
});

test("what no pooling window reaches is left out", () => {
  const pool = layer({ kind: "pool", type: "average", size: 2 }, { height: 3, width: 3, channels: 1 }, 0);
  assert.deepEqual(pool.output, { height: 1, width: 1, channels: 1 });
  const dx = new Float64Array(9);
  pool.backward(null, null, null, [4], dx);
  assert.deepEqual([...dx], [1, 1, 0, 1, 1, 0, 0, 0, 0]);
});

test("probabilities survive large numbers", () => {
  assert.deepEqual([...softmax([1000, 0, -1000], new Float64Array(3))], [1, 0, 0]);
});

test("a window that does not fit is named", () => {
  assert.equal(whyNot({ kind: "conv", kernel: 5 }, { height: 3, width: 3, channels: 1 }), "window_too_large");
  assert.equal(whyNot({ kind: "pool", size: 2 }, { height: 3, width: 3, channels: 1 }), null);
  assert.throws(() => build([{ kind: "conv", kernel: 5, filters: 1 }], { height: 3, width: 3, channels: 1 }), RangeError);
});

/** Two kinds of small pictures: a bar that lies, a bar that stands. */
function bars(count) {
  const pictures = Array.from({ length: count }, (_, i) => {
    const place = (i >> 1) % 4;
    return Float64Array.from({ length: 16 }, (_, cell) => ((i % 2 ? cell % 4 : cell >> 2) === place ? 1 : 0));
  });
  return { pictures, labels: pictures.map((_, i) => i % 2) };
}
const SHAPE = { height: 4, width: 4, channels: 1 };
const SETTINGS = {
  layers: [{ kind: "conv", kernel: 3, filters: 3, padding: 1 }, { kind: "activation", name: "relu" }, { kind: "pool", size: 2 }, { kind: "dense", units: 2 }],
  seed: 7, batch: 4, rate: 0.05, optimizer: "momentum", momentum: 0.9,
};

for (const name of OPTIMIZERS) {
  test(`${name} learns to tell bars apart, the same way each time`, () => {
    const curve = () => {
      const run = begin(bars(16), SHAPE, { ...SETTINGS, optimizer: name });
      const losses = Array.from({ length: 120 }, () => run.step());
      assert.equal(run.look(bars(16)).accuracy, 1);
      assert.equal(run.epoch, 29);
      return losses;
    };
    assert.deepEqual(curve(), curve());
  });
}

test("another seed begins elsewhere", () => {
  const network = build(SETTINGS.layers, SHAPE);
  assert.notDeepEqual(initialWeights(network, 1), initialWeights(network, 2));
  assert.deepEqual(initialWeights(network, 1), initialWeights(network, 1));
});

test("an evaluation counts who was taken for whom", () => {
  const network = build([{ kind: "dense", units: 2 }], { height: 1, width: 2, channels: 1 });
  const weights = Float64Array.from([1, 0, 0, 1, 0, 0]);
  const set = { pictures: [[3, 0], [0, 3], [3, 0]].map((x) => Float64Array.from(x)), labels: [0, 1, 1] };
  const { accuracy, confusion, wrong } = evaluate(network, weights, set);
  assert.ok(Math.abs(accuracy - 2 / 3) < 1e-12);
  assert.deepEqual(confusion, [[1, 0], [1, 1]]);
  assert.deepEqual(wrong, [2]);
});

test("momentum and Adam make the steps of their papers", () => {
  const run = (name, options) => {
    const descent = optimizer(name, 1);
    const weights = Float64Array.of(1);
    for (let i = 0; i < 2; i++) descent.step(weights, Float64Array.of(2), options);
    return weights[0];
  };
  assert.ok(Math.abs(run("momentum", { rate: 0.1, momentum: 0.5 }) - (1 - 0.2 - 0.3)) < 1e-12);
  assert.ok(Math.abs(run("adam", { rate: 0.1 }) - 0.8) < 1e-6); // of a steady gradient each step is the rate
  assert.throws(() => optimizer("none", 1), RangeError);
});

test("a fully connected network gets as many parameters as a convolutional one", () => {
  const units = unitsFor(1370, 64, 10);
  assert.ok(Math.abs(units * 65 + 10 * (units + 1) - 1370) < 75);
});
