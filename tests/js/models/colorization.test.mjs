import assert from "node:assert/strict";
import { test } from "node:test";

import { nextRound, wilson } from "../../../models/colorization/page/interval.js";
import { rgbOf } from "../../../models/colorization/page/lab.js";
import { added, changed, moved, placeOf, pushed, removed } from "../../../models/colorization/page/places.js";
import { colouredName, createQueue, isShowable, progressOf, refusalOf } from "../../../models/colorization/page/queue.js";
import { queryOf } from "../../../models/colorization/page/send.js";

const close = (found, expected, within) =>
  found.forEach((value, at) => assert.ok(Math.abs(value - expected[at]) <= within, `${found} is not ${expected}`));

test("Lab to sRGB gives the colours that everybody knows", () => {
  close(rgbOf([100, 0, 0]), [255, 255, 255], 1);
  close(rgbOf([0, 0, 0]), [0, 0, 0], 0);
  close(rgbOf([53.24, 80.09, 67.2]), [255, 0, 0], 1);
  close(rgbOf([32.3, 79.19, -107.86]), [0, 0, 255], 1);
  close(rgbOf([50, 200, -200]).map((value) => Number(value >= 0 && value <= 255)), [1, 1, 1], 0);
});

test("a pointer's place is a fraction of the picture, within it", () => {
  const box = { left: 100, top: 50, width: 200, height: 100 };
  assert.deepEqual(placeOf({ clientX: 150, clientY: 75 }, box), { x: 0.25, y: 0.25 });
  assert.deepEqual(placeOf({ clientX: 0, clientY: 500 }, box), { x: 0, y: 1 });
});

test("hints are added, changed, removed, and the oldest goes", () => {
  const hints = [1, 2, 3].map((x) => ({ x, y: 0, colour: "#000000" }));
  assert.deepEqual(added(hints, { x: 4 }, 3).map(({ x }) => x), [2, 3, 4]);
  assert.deepEqual(removed(hints, 1).map(({ x }) => x), [1, 3]);
  assert.equal(changed(hints, 2, { colour: "#ff0000" })[2].colour, "#ff0000");
  assert.equal(hints[2].colour, "#000000");
});

test("arrow keys move a place, and other keys do not", () => {
  assert.deepEqual(moved({ x: 0.5, y: 0.5 }, "ArrowUp"), { x: 0.5, y: 0.49 });
  assert.deepEqual(moved({ x: 0.999, y: 0.5 }, "ArrowRight", true), { x: 1, y: 0.5 });
  assert.equal(moved({ x: 0, y: 0 }, "a"), null);
});

test("a divider pushes the other along", () => {
  assert.deepEqual(pushed([0.3, 0.6], 0, 0.8), [0.8, 0.8]);
  assert.deepEqual(pushed([0.3, 0.6], 1, 0.1), [0.1, 0.1]);
  assert.deepEqual(pushed([0.3, 0.6], 1, 2), [0.3, 1]);
});

test("Wilson's interval", () => {
  assert.equal(wilson(0, 0), null);
  const { share, low, high } = wilson(32, 100);
  assert.equal(share, 0.32);
  close([low, high], [0.2367, 0.4166], 0.001);
  const none = wilson(0, 10);
  close([none.low, none.high], [0, 0.2775], 0.001);
});

test("rounds are counted for each kind apart", () => {
  assert.equal(nextRound("given", { "given-2": "found", "camera-7": "fooled", "given-1": "found" }), 3);
  assert.equal(nextRound("camera", {}), 1);
  assert.equal(nextRound("camera", undefined), 1);
});

test("what cannot be coloured is refused before it is sent", () => {
  const file = (name, size = 5, type = "") => ({ name, size, type });
  assert.equal(refusalOf(file("a.tif")), null);
  assert.equal(refusalOf(file("scan", 5, "image/jpeg")), null);
  assert.equal(refusalOf(file("a.gif", 5, "image/gif")), "photo_kind");
  assert.equal(refusalOf(file("a.jpg", 0)), "photo_empty");
  assert.equal(refusalOf(file("a.jpg", 50e6)), "photo_heavy");
  assert.equal(isShowable(file("A.TIFF")), false);
  assert.equal(colouredName("my.old.tif"), "my.old-colour.jpg");
  assert.equal(progressOf(5, 10), 0.25);
});

test("photographs wait for each other, and one that fails holds nobody up", async () => {
  const queue = createQueue();
  const heard = [];
  const job = (name, fails) => async () => {
    heard.push(`${name} begins`);
    await Promise.resolve();
    heard.push(`${name} ends`);
    if (fails) throw new Error(name);
  };
  const first = queue.add(job("a", true));
  await Promise.all([assert.rejects(first, /a/), queue.add(job("b", false))]);
  assert.deepEqual(heard, ["a begins", "a ends", "b begins", "b ends"]);
});

test("only what applies to any picture goes with a photograph", () => {
  const params = { saturation: 1.2, temperature: 1, boldness: 0.1, edges: true, hints: [{ x: 0, y: 0 }], probe: [] };
  assert.equal(queryOf(params), "saturation=1.2&temperature=1&boldness=0.1&edges=true");
});
