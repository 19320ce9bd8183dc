import assert from "node:assert/strict";
import { test } from "node:test";

import { hintFor, isRight } from "../../../../static/js/playground/step/guess.js";
import { bordered, derive, PICTURES, placesOf, resized, TABLE } from "../../../../static/js/playground/step/model.js";
import { equation, leftOver, problem, sentence, sizeFormula, writer } from "../../../../static/js/playground/step/words.js";
import { play } from "../../../../static/js/playground/shell/transport.js";
import { kernelNamed } from "../../../../static/js/playground/maths/kernels.js";
import { readState, writeState } from "../../../../static/js/playground/shell/state.js";
import { languages, PLAYGROUND, speaker } from "../../support/texts.mjs";

const START = readState(TABLE, "");
const say = speaker(PLAYGROUND);

test("opens with the classic example", () => {
  const derived = derive(START);
  assert.deepEqual(derived.cells.map(({ value }) => value), [4, 3, 4, 2, 4, 3, 2, 3, 4]);
  const line = equation(derived.cells[0], START.factor, writer(START.factor, false));
  assert.equal(line, "1×1 + 1×0 + 1×1 + 0×0 + 1×1 + 1×0 + 0×1 + 0×0 + 1×1 = 4");
  assert.equal(sizeFormula(derived.size.rows), "⌊(5 + 2·0 − 3) / 1⌋ + 1 = 3");
  assert.equal(writeState(TABLE, START), "");
});

test("every state goes into the address and comes back", () => {
  const states = [
    START,
    { ...START, image: [[-1, 0.5, 1 / 9], [2, 3, 255]], filter: [[1 / 16, -2]], factor: [1, 16], stride: 2, padding: 3 },
    { ...START, mode: "reflect", dilation: 2, flip: true, step: 7, speed: 0.5, ahead: false, shade: true, quiz: true, seed: 42 },
  ];
  for (const state of states) assert.deepEqual(readState(TABLE, writeState(TABLE, state)), state);
  assert.equal(writeState(TABLE, { ...START, image: [[1, 2], [3, 4]], factor: [1, 9] }), "?image=1,2_3,4&factor=1/9");
});

test("what cannot be read in an address is left at its default", () => {
  const bad = [
    "image=1,2_3", "image=a", `image=${Array(13).fill("1").join(",")}`, `image=${Array(13).fill("1").join("_")}`,
    "filter=1,1,1,1,1,1,1,1", "factor=1/0", "factor=x", "stride=0", "stride=7", "stride=1.5", "padding=-1", "mode=circular",
    "dilation=9", "flip=yes", "speed=3", "seed=-1", `image=${"1,".repeat(4000)}`, "image=%00", "constructor=1",
  ];
  for (const query of bad) assert.deepEqual(readState(TABLE, `?${query}`), START, query);
});

test("a factor stays in front, and ninths stay ninths", () => {
  const box = kernelNamed("box");
  const state = { ...START, filter: box.rows, factor: box.factor };
  const write = writer(state.factor, false);
  const [cell] = derive(state).cells;
  assert.equal(cell.sum, 6);
  assert.match(equation(cell, state.factor, write), /^1\/9 × \(1×1 \+ .* \+ 1×1\) = 6\/9$/);
  const minus = { ...START, image: [[-2]], filter: [[-3]] };
  assert.equal(equation(derive(minus).cells[0], [1, 1], writer([1, 1], false)), "(−2)×(−3) = 6");
});

test("impossible settings are explained, not computed", () => {
  const wide = derive({ ...START, dilation: 3 });
  assert.equal(wide.possible, false);
  assert.deepEqual(wide.cells, []);
  assert.match(problem(wide.size, say), /reaches over 7 rows, but the image with its border has only 5/);
  const mirror = derive({ ...START, image: [[1, 2, 3]], filter: [[1]], padding: 1, mode: "reflect" });
  assert.match(problem(mirror.size, say), /1 rows/);
  assert.equal(sizeFormula(wide.size.rows), "5 + 2·0 − (3·(3 − 1) + 1) < 0");
  for (const language of languages()) assert.ok(problem(wide.size, speaker(PLAYGROUND, language)));
});

test("what the stride steps over is said", () => {
  assert.match(leftOver(derive({ ...START, image: resized(START.image, 6, 5, 12), stride: 2 }).size, say), /^Rows .*: 1\. /);
  assert.equal(leftOver(derive({ ...START, stride: 2 }).size, say), null);
});

test("a screen reader hears the window, the products and the place", () => {
  const derived = derive({ ...START, step: 4 });
  const spoken = sentence(derived, 4, START, writer([1, 1], false), say);
  assert.match(spoken, /^Step 5 of 9\. The window covers rows 2 to 4 and columns 2 to 4/);
  assert.match(spoken, /1 times 1 plus 1 times 0 plus .* is 4\. It goes to row 2, column 2/);
});

test("the border shows what the window reads", () => {
  for (const mode of ["zero", "reflect", "replicate"]) {
    const state = { ...START, padding: 2, mode, dilation: 2 };
    const derived = derive(state);
    const frame = bordered(state);
    assert.equal(frame.height, 9);
    derived.cells.forEach(({ terms }, cell) => {
      placesOf(cell, derived.map, state.filter, 2).forEach(({ row, column }, tap) => {
        const shown = frame.cells[(row + 2) * frame.width + column + 2];
        assert.deepEqual([shown.pixel, shown.value], [terms[tap].pixel, terms[tap].image]);
      });
    });
    assert.equal(frame.cells.filter(({ own }) => own).length, 25);
  }
});

test("play, pause, step, back and scrub", () => {
  let now = { step: 0, playing: false };
  now = play(now, { type: "tick" }, 8);
  assert.deepEqual(now, { step: 0, playing: false });
  now = play(now, { type: "toggle" }, 8);
  for (let i = 0; i < 8; i++) now = play(now, { type: "tick" }, 8);
  assert.deepEqual(now, { step: 8, playing: false });
  assert.deepEqual(play(now, { type: "toggle" }, 8), { step: 0, playing: true });
  assert.deepEqual(play(now, { type: "move", by: 1 }, 8), { step: 8, playing: false });
  assert.deepEqual(play({ step: 3, playing: true }, { type: "move", by: -1 }, 8), { step: 2, playing: false });
  assert.deepEqual(play({ step: 3, playing: true }, { type: "go", step: Infinity }, 8), { step: 8, playing: false });
  assert.deepEqual(play({ step: 0, playing: false }, { type: "toggle" }, 0), { step: 0, playing: false });
});

test("rows and columns are added with zeros and taken from the end", () => {
  assert.deepEqual(resized([[1, 2]], 2, 3, 12), [[1, 2, 0], [0, 0, 0]]);
  assert.deepEqual(resized([[1, 2], [3, 4]], 1, 1, 12), [[1]]);
  assert.equal(resized([[1]], 99, 0, 7).length, 7);
  assert.equal(resized([[1]], 99, 0, 7)[0].length, 1);
  for (const make of Object.values(PICTURES)) assert.ok(make(5, 5, 3).length === 5);
  assert.deepEqual(PICTURES.random(4, 6, 9), PICTURES.random(4, 6, 9));
});

test("a wrong guess says which slip it comes from", () => {
  const state = { ...START, image: [[1, 2], [3, 4]], filter: [[1, 0], [0, -1]], factor: [1, 4] };
  const [cell] = derive(state).cells;
  assert.equal(cell.value, -0.75);
  assert.ok(isRight(-0.75, cell.value) && !isRight(0.75, cell.value));
  assert.equal(hintFor(-3, cell, state, say), say("hint_factor"));
  assert.equal(hintFor(0.75, cell, state, say), say("hint_turned"));
  assert.equal(hintFor(1.25, cell, state, say), say("hint_sign"));
  assert.equal(hintFor(10, cell, state, say), say("hint_weights"));
  assert.equal(hintFor(77, cell, state, say), "");
});

test("what is rounded says so", () => {
  const state = { ...START, image: [[200]], filter: [[5]], factor: [1, 9] };
  const lines = [[1, 9], [1, 8], [1, 16]].map((factor) => equation(derive({ ...state, factor }).cells[0], factor, writer(factor, false)));
  assert.deepEqual(lines, ["1/9 × (200×5) ≈ 111.11", "1/8 × (200×5) = 125", "1/16 × (200×5) = 62.5"]);
});
