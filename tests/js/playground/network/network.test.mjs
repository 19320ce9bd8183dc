/** The network page's pure parts: digits, state, drawing, run, and where numbers come from. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { blank, boundsOf, pictureOf, SHEET, stroke } from "../../../../static/js/playground/network/crop.js";
import { INPUT, readPicture, shift, SIDE, split, unpack, withShifts, withShuffledPixels, writePicture } from "../../../../static/js/playground/network/digits.js";
import { asks, exists, explain, gradientTerms, readersOf, stagesOf, weightAt } from "../../../../static/js/playground/network/inside.js";
import { countOf } from "../../../../static/js/playground/network/layers.js";
import { denseLike, layersOf, networkOf, settingsOf, TABLE } from "../../../../static/js/playground/network/model.js";
import { build, forward, initialWeights, learnFrom } from "../../../../static/js/playground/network/network.js";
import { createRun } from "../../../../static/js/playground/network/run.js";
import { readState, writeState } from "../../../../static/js/playground/shell/state.js";

const STATE = readState(TABLE, "");
const picture = Float64Array.from({ length: 64 }, (_, i) => ((i * 7) % 17) / 16);
const close = (a, b, what) => assert.ok(Math.abs(a - b) < 1e-9, `${what}: ${a} is not ${b}`);

/** Bars that stand for classes: learnt within a few steps. */
function bars(count) {
  const labels = Array.from({ length: count }, (_, i) => i % 8);
  return { labels, pictures: labels.map((label) => Float64Array.from({ length: 64 }, (_, i) => (i % 8 === label ? 1 : 0))) };
}

test("digits are unpacked, and what is none is refused", () => {
  const set = unpack(Uint8Array.from([...Array(64).fill(16), ...Array(64).fill(8), 3, 9]));
  assert.deepEqual(set.labels, [3, 9]);
  assert.deepEqual([set.pictures[0][5], set.pictures[1][63]], [1, 0.5]);
  for (const length of [0, 64, 66, 131]) assert.throws(() => unpack(new Uint8Array(length)), RangeError);
});

test("the split is the same each time, and no digit is on both sides", () => {
  const set = { pictures: Array.from({ length: 1797 }, (_, i) => i), labels: Array.from({ length: 1797 }, (_, i) => i) };
  const { training, held } = split(set);
  assert.deepEqual([training.pictures.length, held.pictures.length], [1437, 360]);
  assert.equal(new Set([...training.pictures, ...held.pictures]).size, 1797);
  assert.deepEqual(split(set), { training, held });
});

test("pixels are shuffled alike in all pictures, and shifts keep what stays inside", () => {
  const set = { pictures: [picture, picture], labels: [1, 2] };
  const { pictures } = withShuffledPixels(set, 4);
  assert.deepEqual(pictures[0], pictures[1]);
  assert.notDeepEqual(pictures[0], picture);
  assert.deepEqual([...pictures[0]].sort(), [...picture].sort());
  const moved = shift(picture, [1, 0]);
  assert.deepEqual([...moved.subarray(0, 8)], Array(8).fill(0));
  assert.equal(moved[8], picture[0]);
  const allowed = [[0, 1], [0, -1], [1, 0], [-1, 0]].map((by) => shift(picture, by).join());
  assert.ok(withShifts(set, 9).pictures.every((one) => allowed.includes(one.join())));
});

test("a picture goes into the address and back", () => {
  assert.deepEqual(readPicture(writePicture(picture)), picture);
  for (const text of ["", "0".repeat(63), "h".repeat(64)]) assert.equal(readPicture(text), null);
});

test("the state goes into the address and back, and nonsense is left at its default", () => {
  const state = { ...STATE, filters: 4, own: writePicture(picture), look: "5.3_4.12_w17_b2", rate: 0.03 };
  assert.deepEqual(readState(TABLE, writeState(TABLE, state)), state);
  for (const query of ["?filters=5", "?look=5", "?look=5.1__2.3", "?own=zz", "?seed=-1", "?rate=2"]) assert.deepEqual(readState(TABLE, query), STATE, query);
});

test("every network of the choices is built, or the layer that does not fit is named", () => {
  let refused = 0;
  for (const kernel of [1, 2, 3, 4, 5, 7]) {
    for (const second of [0, 8]) {
      for (const pooling of ["max", "average", "none"]) {
        const found = networkOf(layersOf({ ...STATE, kernel, second, pooling }));
        if (found.network) assert.equal(found.network.classes, 10);
        else {
          refused += 1;
          assert.ok(found.window > found.left, JSON.stringify(found));
        }
      }
    }
  }
  assert.ok(refused > 0);
  assert.equal(networkOf(layersOf(STATE)).network.parameters, 8 * 10 + 10 * (8 * 9 + 1));
});

test("the fully connected one has about as many parameters", () => {
  const layers = layersOf(STATE);
  const [own, dense] = [build(layers, INPUT).parameters, build(denseLike(layers, "relu"), INPUT).parameters];
  assert.ok(Math.abs(own - dense) <= (64 + 1 + 10) / 2, `${own} and ${dense}`);
});

test("a drawing fills the picture, whatever its place and size", () => {
  const draw = (x, y, size) => {
    const sheet = blank();
    stroke(sheet, { x, y }, { x, y: y + size });
    stroke(sheet, { x, y: y + size }, { x: x + size, y: y + size });
    return sheet;
  };
  const { picture: small, bounds } = pictureOf(draw(4, 4, 8));
  assert.ok(bounds.height < 14 && bounds.width < 14);
  const { picture: large } = pictureOf(draw(3, 3, 24));
  const ink = (one, rows, columns) => rows.flatMap((row) => columns.map((column) => one[row * SIDE + column])).reduce((a, b) => a + b);
  for (const one of [small, large]) {
    assert.ok(ink(one, [0, 1, 2, 3, 4, 5, 6, 7], [0]) > 3, "the left edge");
    assert.ok(ink(one, [7], [0, 1, 2, 3, 4, 5, 6, 7]) > 3, "the bottom");
    assert.equal(ink(one, [0, 1, 2], [5, 6, 7]), 0);
    assert.ok(Math.max(...one) <= 1);
  }
  assert.equal(boundsOf(blank()), null);
  assert.equal(pictureOf(blank()).picture.length, SIDE * SIDE);
  assert.equal(blank().length, SHEET * SHEET);
});

test("the same seed gives the same curve to the last bit, another one another", () => {
  const curve = (seed) => {
    const made = createRun({ set: bars(64), held: bars(16), settings: settingsOf({ ...STATE, seed, filters: 4 }) });
    for (let i = 0; i < 30; i++) made.advance();
    return made.points;
  };
  assert.deepEqual(curve(1), curve(1));
  assert.notDeepEqual(curve(1), curve(2));
  assert.deepEqual(curve(1).map(({ step }) => step), [0, 1, 2, 3, 4, 25]);
});

test("a picture that is added is learnt from", () => {
  const made = createRun({ set: bars(16), held: bars(8), settings: settingsOf({ ...STATE, batch: 4 }) });
  const strange = { picture: Float64Array.from({ length: 64 }, (_, i) => (i < 8 ? 1 : 0)), label: 9 };
  made.add(strange.picture, strange.label);
  for (let i = 0; i < 250; i++) made.advance();
  const probabilities = forward(made.run.network, made.run.weights, strange.picture);
  assert.ok(probabilities[9] > 0.8, `${probabilities[9]}`);
});

/** A network of all kinds of layers, with one forward pass. */
function example(changes = {}) {
  const { network } = networkOf(layersOf({ ...STATE, filters: 4, padding: 1, second: 4, ...changes }));
  const weights = initialWeights(network, 3);
  forward(network, weights, picture);
  return { network, weights };
}

for (const pooling of ["max", "average"]) {
  test(`each number is what its terms make (${pooling} pooling)`, () => {
    const { network, weights } = example({ pooling });
    for (let stage = 1; stage < stagesOf(network); stage++) {
      for (let index = 0; exists(network, { stage, index }); index += 3) {
        const found = explain(network, weights, picture, { stage, index });
        const values = Array.from(found.terms, ({ value }) => value);
        const total = found.terms.reduce((sum, { product }) => sum + product, 0);
        const makes = {
          sum: () => total + found.bias, activation: () => Math.max(0, values[0]), max: () => Math.max(...values),
          average: () => values.reduce((a, b) => a + b) / values.length, softmax: () => found.terms[index].product / total,
        };
        close(makes[found.kind](), found.value, `stage ${stage}, number ${index}`);
        if (found.kind === "max") assert.equal(Array.from(found.terms).filter(({ chosen }) => chosen).length, 1);
      }
    }
  });
}

test("what reads a number is what has it among its terms", () => {
  const { network, weights } = example();
  for (let stage = 0; stage < network.layers.length; stage++) {
    for (const index of [0, 9, 17].filter((at) => exists(network, { stage, index: at }))) {
      const count = countOf(network.layers[stage].output);
      const all = Array.from({ length: count }, (_, at) => at).filter((at) =>
        Array.from(explain(network, weights, picture, { stage: stage + 1, index: at }).terms).some(({ from }) => from?.index === index));
      assert.deepEqual([...readersOf(network, { stage, index })].sort((a, b) => a - b), all, `stage ${stage}, number ${index}`);
    }
  }
});

test("a weight's gradient is the sum of its products", () => {
  const { network, weights } = example();
  const one = { picture, label: 4 };
  const gradient = new Float64Array(network.parameters);
  learnFrom(network, weights, picture, 4, gradient);
  for (let index = 0; index < network.parameters; index += 7) {
    const sum = gradientTerms(network, weights, one, index).reduce((total, { product }) => total + product, 0);
    close(sum, gradient[index], `weight ${index}`);
    close(asks(network, weights, [one], index)[0].gradient, gradient[index], `asked of ${index}`);
  }
  assert.deepEqual(weightAt(network, 0), { layer: 0, unit: 0, input: 0 });
  assert.equal(weightAt(network, network.parameters - 1).input, -1);
  assert.equal(weightAt(network, network.parameters), null);
});
