import assert from "node:assert/strict";
import { test } from "node:test";

import { randomFrom } from "../../../static/js/shared/chance.js";
import {
  blank, confusion, gradient, judge, learn, LENGTH, predict, scaled, scoresOf, softmax, split,
} from "../../../static/js/shared/learning/softmax.js";

const WIDTH = 12;

/** Examples of classes that lie around points of their own. */
function clouds(classes, each, { spread = 0.3, seed = 5 } = {}) {
  const random = randomFrom(seed);
  const points = Array.from({ length: classes }, () => Float32Array.from({ length: WIDTH }, random));
  return points.flatMap((point, label) =>
    Array.from({ length: each }, () => ({ label, features: scaled(point.map((one) => one + spread * (random() - 0.5))) })),
  );
}

test("probabilities are positive, sum to one, and stand large scores", () => {
  const found = softmax(Float64Array.of(1000, 999, -1000));
  assert.ok(Math.abs(found.reduce((sum, one) => sum + one) - 1) < 1e-12);
  assert.ok(Math.abs(found[0] / found[1] - Math.E) < 1e-9);
  assert.deepEqual([...predict(blank(4, 3), Float32Array.of(1, 2, 3))], [0.25, 0.25, 0.25, 0.25]);
});

test("the gradient is the slope of the loss, of weights and of biases", () => {
  const [examples, decay, random] = [clouds(3, 4), 0.01, randomFrom(8)];
  const model = blank(3, WIDTH);
  for (const part of ["weights", "bias"]) model[part] = Float64Array.from(model[part], () => random() - 0.5);
  const loss = () => judge(model, examples).loss + (decay / 2) * model.weights.reduce((sum, one) => sum + one * one, 0);
  const found = gradient(model, examples, decay);
  const step = 1e-5;
  for (const part of ["weights", "bias"]) {
    for (let at = 0; at < model[part].length; at++) {
      const kept = model[part][at];
      const [above, below] = [kept + step, kept - step].map((value) => ((model[part][at] = value), loss()));
      model[part][at] = kept;
      assert.ok(Math.abs((above - below) / (2 * step) - found[part][at]) < 1e-5, `${part} ${at}`);
    }
  }
});

test("what can be told apart is learnt, and the loss begins at that of a guess", () => {
  const examples = clouds(4, 20);
  const { train, held } = split(examples, 4);
  const { model, curve } = learn(train, held, 4);
  assert.equal(curve.length, 61);
  assert.ok(Math.abs(curve[0].train.loss - Math.log(4)) < 1e-6);
  assert.ok(curve.at(-1).train.loss < 0.1 && curve.at(-1).train.loss < curve[5].train.loss);
  assert.equal(curve.at(-1).held.accuracy, 1);
  assert.deepEqual(confusion(model, held), [[4, 0, 0, 0], [0, 4, 0, 0], [0, 0, 4, 0], [0, 0, 0, 4]]);
});

test("labels that mean nothing are learnt by heart and not told of what was held out", () => {
  const random = randomFrom(3);
  const noise = Array.from({ length: 200 }, (_, at) => ({ label: at % 2, features: scaled(Float32Array.from({ length: 200 }, () => random() - 0.5)) }));
  const { train, held } = split(noise, 2, { share: 0.5 });
  const last = learn(train, held, 2).curve.at(-1);
  assert.equal(last.train.accuracy, 1);
  assert.ok(Math.abs(last.held.accuracy - 0.5) < 0.2, String(last.held.accuracy));
});

test("the same seed gives the same curve to the last bit, another seed another", () => {
  const examples = clouds(3, 15);
  const { train, held } = split(examples, 3);
  const [one, again, other] = [7, 7, 8].map((seed) => learn(train, held, 3, { seed }));
  assert.deepEqual(one, again);
  assert.notDeepEqual(one.curve, other.curve);
});

test("a run of neighbours of each class is held out, and nothing is in both parts", () => {
  const examples = clouds(2, 10).concat(clouds(3, 2, { seed: 9 }).filter(({ label }) => label === 2));
  const { train, held } = split(examples, 3, { seed: 11 });
  assert.deepEqual([train.length, held.length], [18, 4]);
  assert.equal(new Set([...train, ...held]).size, examples.length);
  for (const label of [0, 1]) {
    const at = held.filter((one) => one.label === label).map((one) => examples.indexOf(one));
    assert.equal(at[1] - at[0], 1);
  }
  assert.ok(held.every(({ label }) => label !== 2), "two pictures are too few to hold one out");
});

test("features get one length, and such as are all nothing stay so", () => {
  assert.ok(Math.abs(Math.hypot(...scaled(Float32Array.of(3, 4))) - LENGTH) < 1e-6);
  assert.deepEqual([...scaled(new Float32Array(3))], [0, 0, 0]);
  assert.deepEqual([...scoresOf(blank(2, 3), new Float32Array(3))], [0, 0]);
});
