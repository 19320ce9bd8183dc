import assert from "node:assert/strict";
import { test } from "node:test";

import { sentence } from "../../../models/radio/page/errors.js";
import { cellsOf, COLUMNS, heatAt, levelAt, ROWS, spot } from "../../../models/radio/page/fans.js";
import { errorsOf, Means, SPAN } from "../../../models/radio/page/means.js";
import { bonesOf, BONES } from "../../../models/radio/page/skeletons.js";

test("straight ahead is up on the fan from above, and right on the one from the side", () => {
  assert.deepEqual(spot([0, 3], false), [0.5, 0.5]);
  assert.deepEqual(spot([1.5, 6], false), [0.75, 0]);
  assert.deepEqual(spot([0, 3], true), [0.5, 0.5]);
  assert.deepEqual(spot([1.5, 6], true), [1, 0.25]);
});

test("each pixel of a fan has its cell: ranges outwards, angles to the right or up", () => {
  for (const upright of [false, true]) {
    const cells = cellsOf(120, upright);
    const cellAt = ([x, y]) => {
      const at = 2 * (Math.floor(y * 120) * 120 + Math.floor(x * 120));
      return [cells[at], cells[at + 1]];
    };
    const [row, column] = cellAt(spot([0, 3.55], upright));
    assert.ok(Math.abs(row - (ROWS - 1) / 2) < 1);
    assert.ok(Math.abs(column - (COLUMNS - 1) / 2) < 1);
    assert.ok(cellAt(spot([1, 3.5], upright))[1] > column);
    assert.ok(cellAt(spot([0, 5], upright))[0] > row);
    assert.deepEqual(cellAt(spot([0, 0.5], upright)), [-1, -1]);
  }
});

test("between cells the level is between theirs", () => {
  const levels = new Uint8Array(ROWS * COLUMNS);
  levels[COLUMNS + 1] = 200;
  assert.equal(levelAt(levels, 1, 1), 200);
  assert.equal(levelAt(levels, 1.5, 1), 100);
  assert.equal(levelAt(levels, 1.5, 0.5), 50);
  assert.equal(levelAt(levels, ROWS - 1, COLUMNS - 1), 0);
});

test("more is lighter", () => {
  const light = Array.from({ length: 256 }, (_, level) => heatAt(level / 255, level).reduce((sum, one) => sum + one, 0));
  for (let level = 1; level < 256; level++) assert.ok(light[level] >= light[level - 1] - 1);
  assert.deepEqual(heatAt(0, 0), [11, 10, 24]);
  assert.deepEqual(heatAt(1, 255), [252, 250, 190]);
});

test("a heat map counts once, and two seconds are kept", () => {
  const means = new Means();
  assert.equal(means.value, null);
  means.take(1, [{ oks: 0.5, centimetres: 10, right: 7, of: 14 }]);
  means.take(1, [{ oks: 0.9, centimetres: 1, right: 14, of: 14 }]);
  assert.deepEqual(means.value, { oks: 0.5, centimetres: 10, share: 0.5 });
  for (let number = 2; number < 2 + SPAN; number++) means.take(number, [{ oks: 1, centimetres: 0, right: 4, of: 4 }]);
  assert.deepEqual(means.value, { oks: 1, centimetres: 0, share: 1 });
  means.take(0, []);
  assert.equal(means.value, null, "another stream");
});

test("only who is somebody has an error", () => {
  assert.deepEqual(errorsOf([{ error: null }, { error: { oks: 1 } }]), [{ oks: 1 }]);
});

test("a student's bones are all drawn, of a teacher's those that are seen", () => {
  const joints = Array.from({ length: 14 }, () => [0.5, 0.5]);
  assert.equal(bonesOf(joints).length, BONES.length);
  const seen = joints.map((joint, at) => [...joint, at < 8 ? 1 : 0]);
  assert.equal(bonesOf(seen).length, 7);
  assert.deepEqual(bonesOf([]), []);
});

test("it is said who is found, or why nobody is", () => {
  const somebody = { place: [0, 3] };
  const data = (people, told, untrained = []) => ({ people, told, untrained });
  assert.deepEqual(sentence(data([], [])), ["nobody", {}]);
  assert.deepEqual(sentence(data([{ place: null }], [])), ["too_little", {}]);
  assert.deepEqual(sentence(data([somebody], [{ of: 0 }])), ["not_found", {}]);
  assert.deepEqual(sentence(data([somebody], [{ of: 1 }])), ["found", { found: 1, people: 1 }]);
  assert.deepEqual(sentence(data([somebody, somebody], [{ of: 1 }], ["wall"])), ["found_untrained", { found: 1, people: 2 }]);
});
