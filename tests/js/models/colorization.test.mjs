import assert from "node:assert/strict";
import { test } from "node:test";

import { nextRound, wilson } from "../../../static/js/shared/game/interval.js";
import { rgbOf } from "../../../models/colorization/page/lab.js";
import { added, changed, moved, placeOf, pushed, removed } from "../../../models/colorization/page/places.js";
import { MOST_PIXELS, colouredName, createQueue, progressOf, smallerSize, wayOf, wayWithout } from "../../../models/colorization/page/queue.js";
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

test("a photograph is sent as it is, made smaller, or refused, by what is in it", () => {
  const way = (size, name, kind = "picture") => wayOf({ size }, { kind, name });
  assert.equal(way(2e6, "jpeg"), "send");
  assert.equal(way(20e6, "jpeg"), "shrink");
  assert.equal(way(50e6, "png"), "shrink");
  assert.equal(way(39e6, "tiff"), "send");
  assert.equal(way(41e6, "tiff"), "photo_heavy");
  for (const name of ["heic", "avif", "gif", "bmp"]) assert.equal(way(1000, name), "shrink");
  assert.equal(way(1000, "mp4", "file"), "photo_kind");
  assert.equal(way(1000, "", null), "photo_kind");
  assert.equal(way(0, "jpeg"), "photo_empty");
});

test("where the browser cannot make it smaller the server has it as it is, if it reads it", () => {
  const way = (size, name) => wayWithout({ size }, { name });
  assert.equal(way(20e6, "jpeg"), "send");
  assert.equal(way(50e6, "webp"), "photo_heavy");
  assert.equal(way(1000, "heic"), "photo_heic");
  assert.equal(way(1000, "avif"), "photo_kind");
});

test("a coloured photograph has the name of the one it was, and half of its way is the sending", () => {
  assert.equal(colouredName("my.old.tif"), "my.old-colour.jpg");
  assert.equal(progressOf(5, 10), 0.25);
});

test("a photograph is made no smaller than the server would make it", () => {
  const size = (width, height, name = "jpeg", bytes = 5e6) => smallerSize({ width, height }, { size: bytes }, { name });
  assert.equal(size(4096, 3072), null);
  assert.deepEqual(size(4096, 3072, "avif"), { width: 4096, height: 3072 });
  assert.deepEqual(size(4096, 3072, "png", 50e6), { width: 4096, height: 3072 });
  for (const [width, height] of [[8192, 6144], [3000, 40000]]) {
    const made = size(width, height);
    assert.ok(made.width * made.height <= MOST_PIXELS && made.height >= 1);
  }
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
