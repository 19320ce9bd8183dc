import assert from "node:assert/strict";
import { test } from "node:test";

import { currentAt, pageWithin, stepFrom, stopOf, wishOf } from "../../../static/js/lesson/stops.js";

const PAGE = { tag: "BODY", role: null, editable: false };
const wish = (key, where = {}, more = {}) => wishOf({ key, ...more }, { ...PAGE, ...where }, 12);

test("the stop that is read is the last one whose top has passed the line", () => {
  assert.equal(currentAt([0, 700, 1500], 300), 0);
  assert.equal(currentAt([-900, -200, 600], 300), 1);
  assert.equal(currentAt([-1600, -900, 299], 300), 2);
  assert.equal(currentAt([400, 1100], 300), 0, "above the first stop it is the first");
});

test("an address names a stop, and a step stays within them", () => {
  const names = ["welcome", "kernels"];
  assert.equal(stopOf("#kernels", names), 1);
  assert.equal(stopOf("#nowhere", names), -1);
  assert.equal(stopOf("", names), -1);
  assert.deepEqual([stepFrom(0, -1, 12), stepFrom(3, 1, 12), stepFrom(11, 1, 12)], [0, 4, 11]);
});

test("arrows step, space and Page Down page, and a presenter's remote sends either", () => {
  assert.deepEqual(wish("ArrowRight"), { step: 1 });
  assert.deepEqual(wish("ArrowLeft"), { step: -1 });
  assert.deepEqual(wish(" "), { page: 1 });
  assert.deepEqual(wish(" ", {}, { shiftKey: true }), { page: -1 });
  assert.deepEqual(wish("PageUp"), { page: -1 });
  assert.deepEqual(wish("End"), { to: 11 });
  assert.deepEqual(wish("F"), { act: "projector" });
  assert.equal(wish("ArrowDown"), null, "scrolls, as everywhere");
});

test("whoever types, presses a button or is in a matrix keeps their keys", () => {
  assert.equal(wish("ArrowRight", { tag: "INPUT" }), null);
  assert.equal(wish(" ", { tag: "BUTTON" }), null);
  assert.deepEqual(wish("ArrowRight", { tag: "BUTTON" }), { step: 1 });
  assert.equal(wish("ArrowRight", { tag: "TD", role: "gridcell" }), null);
  assert.deepEqual(wish("PageDown", { tag: "TD", role: "gridcell" }), { page: 1 });
  assert.equal(wish("ArrowRight", {}, { altKey: true }), null, "the browser's own: back and forward");
});

test("a page goes on within a stop that is higher than the window, and then to the next", () => {
  const free = { from: 50, to: 800 };
  assert.equal(pageWithin({ top: 50, bottom: 790 }, free, 1), 0);
  assert.equal(pageWithin({ top: 50, bottom: 860 }, free, 1), 0, "only its margin lies under the bar");
  assert.equal(pageWithin({ top: 50, bottom: 1000 }, free, 1), 200, "no further than its end");
  assert.equal(pageWithin({ top: 50, bottom: 4000 }, free, 1), 690, "what was at the edge stays in sight");
  assert.equal(pageWithin({ top: -400, bottom: 700 }, free, -1), -450);
  assert.equal(pageWithin({ top: 50, bottom: 700 }, free, -1), 0);
});
