import assert from "node:assert/strict";
import { test } from "node:test";

import { areasOf, shadeOf } from "../../../models/edges/page/lines.js";
import { partOf, squareIn, tablesOf } from "../../../models/features/page/maps.js";
import { opacityOf } from "../../../models/colorization/page/colouring.js";
import { between, tabled, tableOf, tilesOf, worked } from "../../../static/js/live/mosaic.js";

const grey = (levels) => Uint8ClampedArray.from(levels.flatMap((level) => [level, level, level, 255]));
const rgb = (table, level) => [...table.slice(4 * level, 4 * level + 3)];

test("tiles fill the picture row after row, apart by a gap that grows with it", () => {
  const tiles = tilesOf({ width: 640, height: 480 }, 2);
  assert.deepEqual(tiles, [
    { x: 0, y: 0, width: 319, height: 239 },
    { x: 321, y: 0, width: 319, height: 239 },
    { x: 0, y: 241, width: 319, height: 239 },
    { x: 321, y: 241, width: 319, height: 239 },
  ]);
  const last = tilesOf({ width: 1920, height: 1080 }, 4).at(-1);
  assert.ok(Math.abs(last.x + last.width - 1920) <= 1 && Math.abs(last.y + last.height - 1080) <= 1);
  assert.deepEqual(tilesOf({ width: 100, height: 50 }, 1), [{ x: 0, y: 0, width: 100, height: 50 }]);
});

test("levels become a table's colours", () => {
  const table = tableOf(between([0, 0, 0], [255, 128, 0]));
  assert.deepEqual([...tabled(grey([0, 255, 51]), table)], [0, 0, 0, 255, 255, 128, 0, 255, 51, 26, 0, 255]);
});

test("pixel by pixel is worked at 640 at most, the proportions kept", () => {
  assert.deepEqual(worked({ width: 1920, height: 1080 }), { width: 640, height: 360 });
  assert.deepEqual(worked({ width: 320, height: 200 }), { width: 320, height: 200 });
});

test("edges are light on dark or ink on paper; a threshold leaves yes and no", () => {
  assert.deepEqual(rgb(shadeOf({ threshold: 0, ink: false }), 100), [100, 100, 100]);
  assert.deepEqual(rgb(shadeOf({ threshold: 0, ink: true }), 0), [250, 247, 240]);
  assert.deepEqual(rgb(shadeOf({ threshold: 0.5, ink: true }), 128), [28, 26, 24]);
  assert.deepEqual(rgb(shadeOf({ threshold: 0.5, ink: false }), 127), [0, 0, 0]);
});

test("all ways stand beside the frame, one fills the picture", () => {
  const size = { width: 640, height: 480 };
  assert.deepEqual(areasOf(1, size), { frame: null, maps: [{ x: 0, y: 0, ...size }] });
  const { frame, maps } = areasOf(3, size);
  assert.deepEqual([frame.x, maps.map(({ x, y }) => [x > 0, y > 0])], [0, [[true, false], [false, true], [true, true]]]);
});

test("a layer's tiles stand one below the other", () => {
  assert.deepEqual(partOf({ width: 8, height: 24 }, 2, 4), { x: 0, y: 12, width: 8, height: 6 });
  assert.deepEqual(squareIn({ x: 10, y: 0, width: 200, height: 100 }), { x: 64, y: 4, width: 92, height: 92 });
});

test("over a picture strong maps are light and weak ones leave the picture, dimmed", () => {
  const inferno = ["000004".repeat(160), "fcffa4".repeat(96)];
  const { alone, dimmed, light } = tablesOf(inferno);
  assert.deepEqual([rgb(alone, 0), rgb(light, 0), rgb(dimmed, 0)], [[0, 0, 4], [0, 0, 0], [140, 140, 140]]);
  assert.deepEqual([rgb(light, 255), rgb(dimmed, 255)], [[252, 255, 164], [0, 0, 0]]);
});

test("doubt below the usual is not shown, the highest covers three quarters", () => {
  assert.deepEqual([0, 122, 192, 255].map(opacityOf), [0, 0, 191, 191]);
});
