/** Counting each bunch once, the interval, outlines in the picture's pixels, and the walk's pace. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { pointsOf } from "../../../models/grapes/page/outlines.js";
import { likely, Tally } from "../../../models/grapes/page/tally.js";
import { paceOf } from "../../../models/grapes/page/walk.js";

const bunch = (id, most, counted = true) => ({ id, most, counted });

test("a bunch is counted once, with the most berries that it showed", () => {
  const tally = new Tally();
  tally.take([bunch(1, 20), bunch(2, 9, false)]);
  tally.take([bunch(1, 31), bunch(2, 12)]);
  tally.take([bunch(1, 25)]);
  tally.take([]);
  assert.deepEqual([tally.bunches, tally.berries], [2, 43]);
  tally.clear();
  assert.deepEqual([tally.bunches, tally.berries], [0, 0]);
});

test("how many berries there are lies within the ratio that was measured", () => {
  assert.deepEqual(likely(100, { low: 0.75, middle: 1.5, high: 3.2 }), { low: 75, middle: 150, high: 320 });
  assert.deepEqual(likely(0, { low: 0.75, middle: 1.5, high: 3.2 }), { low: 0, middle: 0, high: 0 });
});

test("an outline lies on the middles of the network's pixels, whatever the picture's size", () => {
  assert.deepEqual(pointsOf([0, 0, 319, 239], { x: 2, y: 3 }), [
    [1, 1.5],
    [639, 718.5],
  ]);
  assert.deepEqual(pointsOf([], { x: 2, y: 2 }), []);
});

test("the walk goes no faster than the network looks, and never stands still", () => {
  assert.equal(paceOf(20), 1);
  assert.equal(paceOf(133), 1);
  assert.ok(Math.abs(paceOf(266) - 0.5) < 0.01);
  assert.equal(paceOf(60_000), 0.2);
});
