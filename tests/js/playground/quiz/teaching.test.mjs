import assert from "node:assert/strict";
import { test } from "node:test";

import { convolve } from "../../../../static/js/playground/maths/convolution.js";
import { CLASSIC, kernelNamed } from "../../../../static/js/playground/maths/kernels.js";
import { stretch } from "../../../../static/js/playground/maths/layers.js";
import { KINDS, question } from "../../../../static/js/playground/quiz/questions.js";
import { readState } from "../../../../static/js/playground/shell/state.js";
import { languages, pageTexts, PLAYGROUND, speaker } from "../../support/texts.mjs";
import { isRight } from "../../../../static/js/playground/step/guess.js";
import { derive, TABLE } from "../../../../static/js/playground/step/model.js";
import { has, isDone, STOPS } from "../../../../static/js/playground/tour/stops.js";

const START = readState(TABLE, "");

const en = pageTexts(PLAYGROUND, "en");

test("the tour has ten stops, each with its words in both languages", () => {
  assert.equal(STOPS.length, 10);
  for (let stop = 1; stop <= 10; stop++) {
    for (const language of languages()) {
      for (const part of ["title", "text", "do", "done"]) assert.ok(speaker(PLAYGROUND, language)(`stop_${stop}_${part}`));
      if (STOPS[stop - 1].ask) assert.ok(speaker(PLAYGROUND, language)(`stop_${stop}_hint`));
    }
  }
});

test("no task is done at the start, each is done by what it asks for", () => {
  const deeds = [
    { image: CLASSIC.image }, { step: 2 }, { filter: kernelNamed("edge").rows }, { flip: true }, { padding: 1 }, { stride: 2 },
    { filter: kernelNamed("identity").rows },
  ];
  STOPS.forEach((stop, index) => {
    if (stop.ask) {
      assert.equal(isDone(index, START, null, null), false);
      assert.equal(isDone(index, START, null, stop.ask.answer + 1), false);
      assert.equal(isDone(index, START, null, stop.ask.answer), true);
      return;
    }
    const before = { ...START, ...stop.preset };
    assert.equal(isDone(index, before, derive(before), null), false, `stop ${index + 1}`);
    const after = { ...before, ...deeds[index] };
    assert.equal(isDone(index, after, derive(after), null), true, `stop ${index + 1}`);
    assert.ok(stop.controls.length);
  });
  assert.ok(has(3, "flip") && !has(3, "stride") && !has(8, "step"));
});

test("what the tour says is so", () => {
  assert.match(en.stop_2_done, /= 4\./);
  assert.equal(convolve(CLASSIC.image, CLASSIC.kernel)[0][2], 4);
  const { image, filter } = { ...START, ...STOPS[3].preset };
  const turned = convolve(image, filter, { flip: true }).flat();
  assert.deepEqual(turned.map((value) => value + 0), convolve(image, filter).flat().map((value) => -value + 0));
  assert.equal(stretch(Array(3).fill(Array(32).fill(Array(32).fill(0)))).length, STOPS[9].ask.answer);
  assert.equal(Math.max(...STOPS[8].ask.window.map((i) => STOPS[8].ask.rows.flat()[i])), STOPS[8].ask.answer);
  assert.equal(16 * STOPS[7].ask.answer, 448);
});

test("the same address asks the same question; kinds take turns", () => {
  for (let number = 0; number < 14; number++) {
    assert.deepEqual(question(5, number), question(5, number));
    assert.equal(question(5, number).kind, KINDS[number % KINDS.length]);
    assert.equal(question(5, number, "relu").kind, "relu");
  }
  assert.notDeepEqual(question(5, 0), question(6, 0));
});

/** What a calculation on paper gives: the sums of the quiz are worked out by another way than they were made. */
function workedOut(text) {
  const plain = text.replaceAll("−", "-").replaceAll("×", "*").replaceAll("·", "*").replaceAll(";", ",");
  const floor = /^⌊(.*)⌋ \+ 1$/.exec(plain);
  if (floor) return Math.floor(calculate(floor[1])) + 1;
  const max = /^max\((.*)\)$/.exec(plain);
  return max ? Math.max(...max[1].split(",").map(calculate)) : calculate(plain);
}

/** Plus, minus, times, divided by, brackets. */
function calculate(text) {
  const tokens = text.match(/\d+(\.\d+)?|[-+*/()]/g);
  const factor = () => {
    const token = tokens.shift();
    if (token === "-") return -factor();
    if (token !== "(") return Number(token);
    const inner = sum();
    tokens.shift();
    return inner;
  };
  const product = () => {
    let value = factor();
    while (tokens[0] === "*" || tokens[0] === "/") value = tokens.shift() === "*" ? value * factor() : value / factor();
    return value;
  };
  const sum = () => {
    let value = product();
    while (tokens[0] === "+" || tokens[0] === "-") value = tokens.shift() === "+" ? value + product() : value - product();
    return value;
  };
  return sum();
}

test("every answer is what its calculation gives", () => {
  for (let number = 0; number < 350; number++) {
    const { kind, answer, sum } = question(number % 9, number);
    const [way] = sum.split(" = ");
    assert.ok(isRight(workedOut(way), answer), `${kind}: ${sum}`);
    assert.ok(sum.endsWith(`= ${String(answer).replace("-", "−")}`), sum);
  }
});

test("every question can be said", () => {
  for (const language of languages()) {
    const t = speaker(PLAYGROUND, language);
    for (let number = 0; number < KINDS.length; number++) {
      const { kind, values } = question(1, number);
      assert.ok(t(`ask_${kind}`, values) && t(`because_${kind}`, values));
    }
  }
});
