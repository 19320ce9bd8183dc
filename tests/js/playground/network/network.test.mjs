/** The network page's pure parts: digits, state, drawing, run, and where numbers come from. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { blank, boundsOf, pictureOf, SHEET, stroke } from "../../../../static/js/playground/network/crop.js";
import { INPUT, readPicture, shift, SIDE, split, unpack, withShifts, withShuffledPixels, writePicture } from "../../../../static/js/playground/network/digits.js";
import { asks, destinations, exists, explain, gradientTerms, readersOf, stagesOf, weightAt } from "../../../../static/js/playground/network/inside.js";
import { countOf } from "../../../../static/js/playground/network/layers.js";
import { denseLike, layersOf, networkOf, settingsOf, TABLE } from "../../../../static/js/playground/network/model.js";
import { build, forward, initialWeights, learnFrom } from "../../../../static/js/playground/network/network.js";
import { dotsOf } from "../../../../static/js/playground/network/paint.js";
import { createRun } from "../../../../static/js/playground/network/run.js";
import { see, SIGHT } from "../../../../static/js/playground/network/sight.js";
import { filtersOf, TABLE as LAYER, volumeOf } from "../../../../static/js/playground/layer/model.js";
import { TABLE as LIVE } from "../../../../static/js/playground/live/table.js";
import { toLayer, toLive, toNetwork, toStep } from "../../../../static/js/playground/shell/sending.js";
import { TABLE as STEP } from "../../../../static/js/playground/step/model.js";
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

test("a kernel that was sent is what the first filter begins with, and nothing else", () => {
  const given = [[1, 0, -1], [2, 0, -2], [1, 0, -1]];
  const start = (changes) => createRun({ set: bars(8), held: bars(8), settings: settingsOf({ ...STATE, ...changes }) }).run.weights;
  const [plain, sent] = [start({}), start({ given })];
  assert.deepEqual([...sent.subarray(0, 9)], given.flat());
  assert.deepEqual(sent.subarray(9), plain.subarray(9));
  for (const changes of [{ given, kernel: 5 }, { given, net: "dense" }]) assert.equal(settingsOf({ ...STATE, ...changes }).given, null);
  assert.deepEqual(readState(TABLE, toNetwork(given, 1)).given, given);
  assert.equal(toNetwork([[1, 2]], 1), "");
});

test("a filter is read by the other pages as it was sent", () => {
  const kernel = Float64Array.from([0.1234, -1, 0, 0.5, 2, -0.25, 0, 0, 1]);
  const rows = [[0.123, -1, 0], [0.5, 2, -0.25], [0, 0, 1]];
  const step = readState(STEP, toStep(picture, kernel, 1));
  assert.deepEqual([step.image.flat(), step.filter, step.padding], [[...picture], rows, 1]);
  const [live] = readState(LIVE, toLive(kernel, 0.1)).k;
  assert.deepEqual([live.rows, live.factor, live.bias], [rows, 1, 25.5]);
  const layer = readState(LAYER, toLayer(picture, [kernel, kernel], [0.5, -0.5], 1));
  assert.deepEqual(volumeOf(layer)[0].flat(), [...picture]);
  assert.deepEqual(filtersOf(layer).filters[1][0], rows);
  assert.deepEqual(filtersOf(layer).bias, [0.5, -0.5]);
});

/** A sheet of paper in a shadow that grows to the right, with ink where `isInk` says so: RGBA bytes. */
function photo(isInk, [paper, ink] = [220, 60]) {
  return Uint8ClampedArray.from({ length: 4 * SIGHT * SIGHT }, (_, i) => {
    const [row, column] = [Math.floor((i >> 2) / SIGHT), (i >> 2) % SIGHT];
    return i % 4 === 3 ? 255 : (isInk(row, column) ? ink : paper) * (1 - column / (2 * SIGHT));
  });
}
const one = (row, column) => row >= 20 && row < 76 && column >= 44 && column < 52;

test("a digit on paper is found in a shadow, without the thumb and without specks", () => {
  const messy = (row, column) => one(row, column) || (row > 80 && column < 12) || (row === 10 && column === 80);
  const { dark, ink } = see(photo(messy));
  assert.ok(dark[90 * SIGHT] && dark[10 * SIGHT + 80], "thumb and speck are dark");
  assert.deepEqual(boundsOf(ink, SIGHT), { top: 20, left: 44, height: 56, width: 8 });
  assert.deepEqual(see(photo(one, [50, 230])).ink, ink, "chalk on a board is the same");
  assert.equal(boundsOf(see(photo(() => false)).ink, SIGHT), null);
});

test("what the camera sees becomes the picture that is drawn, within a dot along the stroke's edges", () => {
  const drawn = blank();
  for (let row = 0; row < 28; row++) for (let column = 14; column < 18; column++) drawn[row * SHEET + column] = 1;
  const seen = pictureOf(see(photo(one)).ink, SIGHT);
  const other = pictureOf(drawn).picture;
  seen.picture.forEach((value, i) => assert.ok(Math.abs(value - other[i]) <= 0.25, `pixel ${i}: ${value}, drawn ${other[i]}`));
});

test("numbers are painted in their places and colours, and what is left over is paper", () => {
  const palette = { paper: [250, 240, 230], ink: [10, 20, 30], plus: [0, 0, 200], minus: [200, 0, 0] };
  const dots = dotsOf([9, 1, -0.5, 0], { first: 1, count: 3, across: 2, most: 1, palette, pixels: false });
  const bytes = new Uint8Array(dots.buffer);
  const at = (x, y) => [...bytes.subarray(4 * (y * 12 + x), 4 * (y * 12 + x) + 4)];
  assert.deepEqual([at(0, 0), at(5, 5)], [[0, 0, 200, 255], [0, 0, 200, 255]]);
  assert.deepEqual([at(6, 0), at(11, 5)], [[225, 120, 115, 255], [225, 120, 115, 255]]);
  for (const [x, y] of [[0, 6], [11, 11]]) assert.deepEqual(at(x, y), [250, 240, 230, 255]);
  assert.equal(dots.length, 12 * 12);
  const ink = new Uint8Array(dotsOf([1], { first: 0, count: 1, across: 1, most: 1, palette, pixels: true }).buffer);
  assert.deepEqual([...ink.subarray(0, 4)], [10, 20, 30, 255]);
});

test("a thin stroke stays whole when it is made smaller", () => {
  const ink = new Uint8Array(SIGHT * SIGHT);
  for (let i = 0; i < SIGHT; i++) ink[i * SIGHT + i] = 1;
  const { cut } = pictureOf(ink, SIGHT);
  for (let i = 0; i < SHEET; i++) assert.equal(cut[i * SHEET + i], 1);
});

test("what the class drew can be taken out again, in the middle of an epoch", () => {
  const set = bars(16);
  const made = createRun({ set, held: bars(8), settings: settingsOf({ ...STATE, batch: 4 }) });
  const added = Array.from({ length: 8 }, () => ({ picture, label: 3 }));
  made.teach(added);
  made.advance();
  made.teach(added.slice(0, 1));
  assert.equal(made.run.set.pictures.length, 17);
  for (let i = 0; i < 12; i++) {
    made.advance();
    assert.ok(Number.isFinite(made.loss) && made.batch.every((one) => one.picture && one.label >= 0));
  }
  assert.equal(set.pictures.length, 16, "the set itself is as it was");
});

test("a picture that is added is learnt from", () => {
  const made = createRun({ set: bars(16), held: bars(8), settings: settingsOf({ ...STATE, batch: 4 }) });
  const strange = { picture: Float64Array.from({ length: 64 }, (_, i) => (i < 8 ? 1 : 0)), label: 9 };
  made.teach([strange]);
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

test("a number's destinations have it among their products, strongest first", () => {
  const { network, weights } = example();
  for (let stage = 0; stage < stagesOf(network) - 1; stage++) {
    const place = { stage, index: 3 };
    const found = destinations(network, weights, picture, place);
    assert.deepEqual(found.map((one) => one.place.index).sort((a, b) => a - b), readersOf(network, place).sort((a, b) => a - b));
    found.forEach(({ product }, i) => assert.ok(product === null || i === 0 || Math.abs(product) <= Math.abs(found[i - 1].product)));
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
