import assert from "node:assert/strict";
import { test } from "node:test";

import { pathOf } from "../../../models/teach/page/charts.js";
import { Experiment, PICTURES } from "../../../models/teach/page/experiment.js";
import { activation, inputOf, lightOf } from "../../../models/teach/page/features.js";
import { Lessons, MOST_PICTURES } from "../../../models/teach/page/lessons.js";
import { GAP, Shutter } from "../../../models/teach/page/shutter.js";
import { randomFrom } from "../../../static/js/shared/chance.js";
import { FEATURES, featuresOf } from "../../../static/js/shared/learning/described.js";
import { predict, scoresOf } from "../../../static/js/shared/learning/softmax.js";
import { FileError, LARGEST, LONGEST_NAME, MOST_CLASSES, read, written } from "../../../static/js/shared/learning/taught.js";

/** Features of a picture of a class: large in a part of the numbers that is the class's own. */
function picture(label, random) {
  return Float32Array.from({ length: FEATURES }, (_, at) => (at % 3 === label ? 1 : 0.2) * random());
}

function taught(names = ["cup", "cat"], each = 10) {
  const [lessons, random] = [new Lessons(names), randomFrom(2)];
  names.forEach((_, label) => {
    for (let at = 0; at < each; at++) lessons.take(label, inputOf(picture(label, random)));
  });
  return lessons;
}

const finish = (steps) => [...steps].length;

test("features come as 16-bit numbers, and as nothing else", () => {
  const bytes = new Uint8Array(2 * FEATURES);
  bytes.set([0xff, 0xff, 0x01, 0x00]);
  const found = featuresOf(btoa(String.fromCharCode(...bytes)));
  assert.equal(found.length, FEATURES);
  assert.deepEqual([found[0], found[1], found[2]], [6, Math.fround(6 / 65535), 0]);
  for (const wrong of ["", "AAAA", "*"]) assert.equal(featuresOf(wrong), null);
});

test("what the places add is the score, to what the rounding of the maps takes", () => {
  const random = randomFrom(4);
  const [places, lessons] = [48, taught()];
  finish(lessons.learn(1));
  const { model } = lessons.learnt;
  const levels = Uint8Array.from({ length: FEATURES * places }, () => 255 * random() ** 4);
  const features = Float32Array.from({ length: FEATURES }, (_, at) => {
    const own = levels.subarray(at * places, (at + 1) * places);
    return (own.reduce((sum, one) => sum + one, 0) / places / 255) * 6;
  });
  for (const label of [0, 1]) {
    const found = activation(model, label, levels, features);
    const mean = found.reduce((sum, one) => sum + one, 0) / places + model.bias[label];
    assert.ok(Math.abs(mean - scoresOf(model, inputOf(features))[label]) < 1e-3);
  }
});

test("light falls where most speaks for the answer, shade where nothing does", () => {
  const pixels = lightOf(Float32Array.of(4, 2, 0, -3));
  assert.deepEqual([...pixels.subarray(0, 4)], [255, 180, 40, 150]);
  assert.deepEqual([pixels[7], pixels[11], pixels[15]], [0, 170, 170]);
  assert.equal(lightOf(new Float32Array(2))[3], 170);
});

test("a run of learning ends with a layer, a curve, and a table of what was held out", () => {
  const lessons = taught(["cup", "cat", "hand"]);
  assert.ok(lessons.ready);
  assert.equal(finish(lessons.learn(1)), 61);
  const { names, matrix, held, curve } = lessons.learnt;
  assert.deepEqual(names, ["cup", "cat", "hand"]);
  assert.equal(held, 6);
  assert.deepEqual(matrix, [[2, 0, 0], [0, 2, 0], [0, 0, 2]]);
  const again = taught(["cup", "cat", "hand"]);
  finish(again.learn(1));
  assert.deepEqual(again.learnt.curve, curve);
});

test("classes and their pictures are bounded, and a class that goes takes what was learnt along", () => {
  const lessons = taught();
  for (let at = 0; at < 10; at++) lessons.add(`  more ${"x".repeat(40)}\n`);
  assert.equal(lessons.classes.length, MOST_CLASSES);
  assert.equal(lessons.classes[2].name.length, LONGEST_NAME);
  assert.ok(!lessons.ready);
  while (lessons.classes[0].inputs.length < MOST_PICTURES) assert.ok(lessons.take(0, new Float32Array(FEATURES)));
  assert.ok(!lessons.take(0, new Float32Array(FEATURES)));
  const other = taught();
  finish(other.learn(1));
  other.rename(1, "dog");
  assert.deepEqual(other.learnt.names, ["cup", "dog"]);
  other.remove(1);
  assert.equal(other.classes.length, 2, "two are the fewest");
  other.add("third");
  assert.ok(other.learnt);
  other.remove(0);
  assert.equal(other.learnt, null);
});

test("a file gives back the same answers to the last bit", () => {
  const lessons = taught();
  finish(lessons.learn(1));
  const found = read(written(lessons.learnt));
  assert.deepEqual(found.names, ["cup", "cat"]);
  const shown = inputOf(picture(1, randomFrom(9)));
  assert.deepEqual(predict(found.model, shown), predict(lessons.learnt.model, shown));
  const other = new Lessons(["a", "b", "c"]);
  other.read(found);
  assert.deepEqual(other.classes.map(({ name, inputs }) => [name, inputs.length]), [["cup", 0], ["cat", 0]]);
});

test("a file that is damaged is refused with what is wrong", () => {
  const lessons = taught();
  finish(lessons.learn(1));
  const good = JSON.parse(written(lessons.learnt));
  const numbers = (list) => Buffer.from(Float32Array.from(list).buffer).toString("base64");
  const wrong = [
    ["large", " ".repeat(LARGEST + 1)],
    ["other", "{"],
    ["other", "null"],
    ["other", "[]"],
    ["other", JSON.stringify({ ...good, kind: "x" })],
    ["other", JSON.stringify({ ...good, version: 2 })],
    ["network", JSON.stringify({ ...good, network: "other" })],
    ["network", JSON.stringify({ ...good, features: 1279 })],
    ...[["one"], ["a", 2], ["a", ""], ["a", " b"], ["a", "b\n"], ["a", "x".repeat(31)], "ab", Array(7).fill("x")].map((names) => ["names", JSON.stringify({ ...good, names })]),
    ["numbers", JSON.stringify({ ...good, names: ["a", "b", "c"] })],
    ...[null, 3, "", "*", numbers([1]), numbers([NaN, 1]), numbers([1, Infinity]), numbers([1, 2e4])].map((bias) => ["numbers", JSON.stringify({ ...good, bias })]),
    ["numbers", JSON.stringify({ ...good, weights: good.bias })],
  ];
  for (const [code, text] of wrong) assert.throws(() => read(text), (error) => error instanceof FileError && error.code === code, `${code}: ${text.slice(-80)}`);
});

test("a picture is taken while a button is held, not too fast, and once for a short press", () => {
  const shutter = new Shutter();
  assert.equal(shutter.take(0), null);
  shutter.begin(1);
  assert.deepEqual([10, 20, 10 + GAP].map((now) => shutter.take(now)), [1, null, 1]);
  shutter.end();
  assert.equal(shutter.take(10 + 3 * GAP), null);
  shutter.begin("ask");
  shutter.end();
  assert.deepEqual([1000, 1000 + GAP].map((now) => shutter.take(now)), ["ask", null]);
  shutter.begin(0);
  shutter.forget();
  assert.equal(shutter.take(5000), null);
});

test("the experiment goes from two backgrounds to mixed ones, and counts what was said", () => {
  const experiment = new Experiment();
  const ask = (count, told, counts) => Array.from({ length: count }, () => experiment.asked(told, counts));
  assert.equal(experiment.step([0, 0]), "first");
  assert.equal(experiment.step([PICTURES, 0]), "second");
  experiment.learnt([PICTURES, 3]);
  assert.equal(experiment.step([PICTURES, PICTURES]), "learn");
  const [two, four] = [[PICTURES, PICTURES], [2 * PICTURES, 2 * PICTURES]];
  experiment.learnt(two);
  assert.equal(experiment.step(two), "ask");
  ask(PICTURES - 1, 1, two);
  assert.equal(Experiment.fooled(experiment.before), null);
  ask(2, 0, two);
  assert.deepEqual(experiment.before, { asked: PICTURES, right: 1 });
  assert.equal(Experiment.fooled(experiment.before), true);
  assert.equal(experiment.step(four), "mix", "more pictures are not learnt from before it learns");
  experiment.learnt(four);
  assert.equal(experiment.step(four), "again");
  ask(PICTURES, 0, four);
  assert.equal(experiment.step(four), "done");
  assert.equal(Experiment.fooled(experiment.after), false);
});

test("a curve begins at the upper left and stays within its frame", () => {
  assert.equal(pathOf([2, 1, 0], 2, 2), "M0.0 0.0L150.0 50.0L300.0 100.0");
  assert.equal(pathOf([9], 60, 2), "M0.0 0.0");
  assert.equal(pathOf([], 60, 2), "");
});
