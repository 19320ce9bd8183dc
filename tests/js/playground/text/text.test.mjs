import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { BOUNDS, split, textOf, tidy, whyNot } from "../../../../static/js/playground/text/corpus.js";
import { decode, encode } from "../../../../static/js/playground/text/halves.js";
import { LARGEST, pack, unpack } from "../../../../static/js/playground/text/keep.js";
import { LECTURE, likeliest, settingsOf, TABLE } from "../../../../static/js/playground/text/model.js";
import { correlation, FEATURES, ofUnit, trace, tracking } from "../../../../static/js/playground/text/neurons.js";
import { QUESTIONS } from "../../../../static/js/playground/text/questions.js";
import { matches, quoted } from "../../../../static/js/playground/text/quotes.js";
import { createRun, KEPT } from "../../../../static/js/playground/text/run.js";
import { read } from "../../../../static/js/playground/text/writer.js";
import { readState } from "../../../../static/js/playground/shell/state.js";

const SETTINGS = { cell: "gru", units: 32, length: 10, rate: 0.1, seed: 4 };
const TEXT = tidy(QUESTIONS);
const advanced = (run, steps) => {
  for (let i = 0; i < steps; i++) run.advance();
  return run;
};

// -- texts

test("the built-in text begins where the lecture's network began, and is clean", () => {
  const loss = 25 * Math.log(read(TEXT).letters.length);
  assert.ok(Math.abs(loss - LECTURE[0][1]) < 0.05, `${loss}`);
  assert.equal(whyNot(TEXT), null);
  assert.equal(TEXT, QUESTIONS.trim(), "nothing of it is taken away");
});

test("a text is made clean, and nothing invisible is left in it", () => {
  assert.equal(tidy("  a\tb\r\nc \u0000\u200bd\u202e \n\n\n\n e\u0301 "), "a b\nc d\n\né");
  const emoji = "👩‍🔬 ok";
  assert.equal(tidy(tidy(emoji)), tidy(emoji));
});

test("what cannot be learnt is told", () => {
  assert.equal(whyNot("too short"), "text_short");
  assert.equal(whyNot("a".repeat(BOUNDS.most + 1)), "text_long");
  assert.equal(whyNot("ab".repeat(BOUNDS.least)), null);
  const many = String.fromCodePoint(...Array.from({ length: 500 }, (_, i) => 0x4e00 + i));
  assert.equal(whyNot(many), "text_letters");
});

test("about a tenth is held out, from a line's beginning", () => {
  const { training, held } = split(TEXT);
  assert.equal(training + held, TEXT);
  assert.ok(training.endsWith("\n"));
  assert.ok(held.length / TEXT.length > 0.07 && held.length / TEXT.length < 0.12);
  const whole = split("x".repeat(1000));
  assert.deepEqual([whole.training.length, whole.held.length], [900, 100]);
});

test("the class's questions are a text as soon as there is one", () => {
  assert.equal(textOf([]), "");
  assert.equal(whyNot(textOf(["Why?"])), null);
  const long = Array.from({ length: 40 }, (_, i) => `Is this question number ${i}?`);
  assert.equal(textOf(long), long.join("\n"));
});

// -- what was copied

/** How long the longest copied string from each place is, tried one by one. */
function slowly(sample, text) {
  return Array.from(sample, (_, i) => {
    let length = 0;
    while (i + length < sample.length && text.includes(sample.slice(i, i + length + 1))) length++;
    return length;
  });
}

test("what matches from each place on is found", () => {
  const sample = "abcabd xbcd, abcd";
  assert.deepEqual([...matches(sample, "zabcd abdx")], slowly(sample, "zabcd abdx"));
  assert.deepEqual([...matches("aaaa", "b")], [0, 0, 0, 0]);
});

test("the longest quotes are marked, and nothing is lost", () => {
  const text = "the quick brown fox jumps over the lazy dog";
  const sample = "a brown fox jumps oven, the quick brown cat";
  const { pieces, longest, share } = quoted(sample, text, 10);
  assert.equal(pieces.map((piece) => piece.text).join(""), sample);
  assert.deepEqual(pieces.filter((piece) => piece.quoted).map((piece) => piece.text), [" brown fox jumps ove", "the quick brown "]);
  assert.equal(longest, 20);
  assert.ok(Math.abs(share - 36 / sample.length) < 1e-12);
  assert.deepEqual(quoted(sample, text, 99).pieces, [{ text: sample, quoted: false }]);
  assert.deepEqual(quoted("", text), { pieces: [], longest: 0, share: 0 });
});

// -- neurons

test("what can be told of each letter", () => {
  const letters = [...'Is "é" ok?\nNo'];
  const told = (name) => FEATURES[name](letters).join("");
  assert.equal(told("quotes"), "0001100000000");
  assert.equal(told("spaces"), "0010001000100");
  assert.equal(told("wordends"), "0100100010001");
  assert.equal(told("vowels"), "1000100100001");
  assert.equal(told("place"), "1234567891001" + "2");
  assert.deepEqual(FEATURES.quotes([...'a "b\nc']), [0, 0, 1, 1, 0, 0], "a line's end closes what was left open");
});

test("correlation is Pearson's", () => {
  assert.ok(Math.abs(correlation([1, 2, 3], [2, 4, 6]) - 1) < 1e-12);
  assert.ok(Math.abs(correlation([1, 2, 3], [3, 2, 1]) + 1) < 1e-12);
  assert.ok(Math.abs(correlation([1, 2, 3, 4], [1, 3, 2, 4]) - 0.8) < 1e-12);
  assert.equal(correlation([1, 2, 3], [5, 5, 5]), 0);
});

test("the neuron that tracks something is found", () => {
  const feature = FEATURES.spaces([...TEXT.slice(0, 300)]);
  const noise = (i) => Math.sin(i * 12.9898) * 0.5;
  const found = new Float64Array(300 * 5);
  for (let i = 0; i < 300; i++) for (let unit = 0; unit < 5; unit++) found[i * 5 + unit] = unit === 3 ? -feature[i] + 0.1 * noise(i) : noise(i * 5 + unit);
  const [first, second] = tracking(found, 5, feature);
  assert.equal(first.unit, 3);
  assert.ok(first.correlation < -0.95);
  assert.ok(Math.abs(second.correlation) < 0.3);
});

test("a trace is the state after each letter, and after some learning one neuron tracks spaces", () => {
  const run = advanced(createRun({ text: TEXT, settings: SETTINGS }), 300);
  const codes = read(TEXT).codes.slice(0, 400);
  const found = trace(run.writer, codes);
  const reader = run.writer.reader();
  for (const code of codes.slice(0, 8)) reader.push(code);
  assert.deepEqual([...found.slice(7 * 32, 8 * 32)], [...reader.activations]);
  const best = tracking(found, 32, FEATURES.spaces([...TEXT.slice(0, 400)]))[0];
  assert.ok(Math.abs(best.correlation) > 0.5, `${best.correlation}`);
  assert.equal(correlation(ofUnit(found, 32, best.unit), FEATURES.spaces([...TEXT.slice(0, 400)])), best.correlation);
});

// -- runs

test("the same seed gives the same curve and the same samples, to the last bit", () => {
  const of = (seed) => {
    const { points, samples } = advanced(createRun({ text: TEXT, settings: { ...SETTINGS, seed } }), 1000);
    return { points, samples };
  };
  assert.deepEqual(of(4), of(4));
  assert.notDeepEqual(of(4), of(5));
});

test("samples are kept at their steps, and points of both losses", () => {
  const { points, samples, writer } = advanced(createRun({ text: TEXT, settings: SETTINGS }), 1000);
  assert.deepEqual(samples.map(({ step }) => step), KEPT.slice(0, 2));
  assert.ok(samples.every(({ text }) => text.length === 240));
  assert.deepEqual(points.map(({ step }) => step), Array.from({ length: 11 }, (_, i) => i * 100));
  assert.equal(points.at(-1).smooth, writer.smoothLoss);
  assert.ok(points.at(-1).held < 0.8 * points[0].held, "it writes held-out text better than at the start, too");
});

test("what is likeliest comes first", () => {
  assert.deepEqual(likeliest([0.2, 0.5, 0.3], ["a", "b", "c"], 2), [{ letter: "b", share: 0.5 }, { letter: "c", share: 0.3 }]);
});

// -- files

test("32 and 16 bits hold what they can", () => {
  const numbers = [0, -0, 1, -2.5, 65504, 6.103515625e-5, 5.960464477539063e-8, 0.1, 1 / 3, -1000.3, 2049, 2051];
  assert.deepEqual([...decode(encode(numbers, "float32"), "float32", numbers.length)], numbers.map(Math.fround));
  const halves = decode(encode(numbers, "float16"), "float16", numbers.length);
  numbers.forEach((value, i) => assert.ok(Math.abs(halves[i] - value) <= Math.abs(value) * 2 ** -11, `${value} became ${halves[i]}`));
  assert.deepEqual([...halves.slice(-2)], [2048, 2052], "halfway goes to the even one");
  assert.equal(encode([1, -2], "float16"), btoa("\x00\x3c\x00\xc0"));
  assert.equal(decode(encode([1], "float32"), "float32", 2), null);
  assert.equal(decode("????????", "float32", 1), null);
  assert.equal(decode(encode([NaN], "float32"), "float32", 1), null);
  assert.equal(decode(encode([1e6], "float16"), "float16", 1), null, "too large for 16 bits");
});

for (const kind of ["float32", "float16"]) {
  test(`a run that was kept in ${kind} goes on`, () => {
    const run = advanced(createRun({ text: TEXT, settings: SETTINGS }), 400);
    const { run: kept, reason } = unpack(pack(run, kind));
    assert.equal(reason, undefined);
    const again = createRun(kept);
    assert.deepEqual(again.samples, run.samples.map((sample) => ({ ...sample, loss: Number(sample.loss.toFixed(3)) })));
    assert.equal(again.points.length, run.points.length);
    assert.equal(again.writer.steps, 400);
    const parts = [run, again].map(({ writer }) => writer.lossOn(read(TEXT).codes.slice(0, 500)));
    assert.ok(Math.abs(parts[0] - parts[1]) < (kind === "float32" ? 1e-5 : 0.02), `${parts}`);
    const before = again.writer.smoothLoss;
    advanced(again, 400);
    assert.ok(again.writer.smoothLoss < before, "it goes on learning");
    assert.equal(again.points.at(-1).step, 800);
  });
}

test("a file that is none of ours, or is damaged, is refused", () => {
  const good = pack(createRun({ text: TEXT, settings: SETTINGS }));
  const changed = (change) => {
    const file = JSON.parse(good);
    change(file);
    return JSON.stringify(file);
  };
  assert.equal(unpack("PK\x03\x04").reason, "file_other");
  assert.equal(unpack("null").reason, "file_other");
  assert.equal(unpack(changed((file) => (file.version = 2))).reason, "file_other");
  assert.equal(unpack(" ".repeat(LARGEST + 1)).reason, "file_large");
  const damages = [
    (file) => (file.text = 7),
    (file) => (file.text = file.text.slice(0, 100)),
    (file) => (file.text += "\u0000"),
    (file) => (file.text = file.text.replaceAll("z", "y")), // one letter less: the arrays are too long
    (file) => (file.settings.cell = "constructor"),
    (file) => (file.settings.units = 1e9),
    (file) => (file.settings = null),
    (file) => (file.kind = "toString"),
    (file) => (file.steps = -1),
    (file) => (file.steps = 1.5),
    (file) => (file.at = 1e9),
    (file) => (file.smoothLoss = null),
    (file) => (file.points = [[0, "1", 2]]),
    (file) => (file.points = [[1, 1, 1], [0, 1, 1]]),
    (file) => (file.samples = [[0, 1, { length: 3 }]]),
    (file) => (file.weights.bias = file.weights.bias.slice(4)),
    (file) => delete file.weights.toLetter,
    (file) => (file.roots = "x"),
  ];
  for (const damage of damages) assert.equal(unpack(changed(damage)).reason, "file_damaged", String(damage));
  assert.equal(unpack(changed(() => null)).reason, undefined);
});

test("the run that comes with the page begins as this one does, and learns at the lecture's pace", () => {
  const source = readFileSync(new URL("../../../../static/js/playground/text/ready.json", import.meta.url), "utf8");
  const { run: kept } = unpack(source);
  assert.equal(kept.text, TEXT);
  assert.deepEqual(kept.settings, settingsOf(readState(TABLE, "")));
  const run = createRun({ text: kept.text, settings: kept.settings });
  assert.equal(run.samples[0].text, kept.from.samples[0].text, "the same start");
  for (const loss of JSON.parse(source).first) {
    run.advance();
    assert.ok(Math.abs(run.writer.smoothLoss - loss) < 1e-9);
  }
  for (const [step, loss] of LECTURE) {
    const own = kept.from.points.find((point) => point.step === step).smooth;
    assert.ok(Math.abs(own / loss - 1) < 0.2, `${own} at ${step}`);
  }
  assert.deepEqual(kept.from.samples.map(({ step }) => step), KEPT);
  const again = createRun(kept);
  const now = 25 * again.writer.lossOn(read(TEXT).codes.slice(0, again.parts.training.length));
  assert.ok(now < 1.3 * LECTURE.at(-1)[1], `in half precision its loss is ${now}`);
});

// -- the address

test("the page's state as it comes is the lecture's network", () => {
  assert.deepEqual(settingsOf(readState(TABLE, "")), { cell: "rnn", units: 100, length: 25, rate: 0.1, seed: 1 });
  const state = readState(TABLE, "?cell=lstm&units=64&temperature=0.7&typed=O%20que%20%C3%A9&neuron=12&text=nothing&units=9999");
  assert.deepEqual([state.cell, state.temperature, state.typed, state.neuron, state.text], ["lstm", 0.7, "O que é", 12, "questions"]);
  assert.equal(readState(TABLE, "?typed=a%0Ab").typed, "");
});
