import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { blockOf, LAYERS, movedTo, sideOf, sizeOf, steadied } from "../../../models/features/page/layers.js";

test("the layers are those of the server", () => {
  const source = readFileSync(new URL("../../../models/features/layers.py", import.meta.url), "utf8");
  const declared = [...source.matchAll(/Layer\("(\w+)", "\w+", "[^"]+", (\d+), (\d+)\)/g)];
  assert.deepEqual(LAYERS, declared.map(([, name, channels, stride]) => ({ name, stride: Number(stride), channels: Number(channels) })));
});

test("maps shrink and grow in number from left to right", () => {
  const [first, last] = [blockOf(LAYERS[1]), blockOf(LAYERS.at(-1))];
  assert.ok(first.height > last.height && first.width < last.width);
  assert.deepEqual(sizeOf(LAYERS[1], "fast"), { rows: 96, columns: 128 });
  assert.deepEqual(sizeOf(LAYERS.at(-1), "fine"), { rows: 12, columns: 16 });
});

test("tiles: as many in a row as the picture has", () => {
  assert.equal(sideOf({ count: "16", channel: 0 }, 672), 4);
  assert.equal(sideOf({ count: "64", channel: 0 }, 32), 6);
  assert.equal(sideOf({ count: "64", channel: 5 }, 672), 1);
});

test("arrow keys stay within the tiles", () => {
  assert.equal(movedTo(5, "ArrowUp", 4, 16), 1);
  assert.equal(movedTo(1, "ArrowUp", 4, 16), 1);
  assert.equal(movedTo(15, "ArrowRight", 4, 16), 15);
  assert.equal(movedTo(9, "Home", 4, 16), 0);
  assert.equal(movedTo(2, "End", 4, 14), 13);
  assert.equal(movedTo(2, "a", 4, 16), null);
});

test("words follow slowly, best first, and those that are gone are dropped", () => {
  let { kept, best } = steadied(null, [{ word: "cup", probability: 0.9 }, { word: "bowl", probability: 0.1 }]);
  assert.deepEqual(best, [{ word: "cup", share: 0.9 }, { word: "bowl", share: 0.1 }]);
  ({ kept, best } = steadied(kept, [{ word: "cat", probability: 1 }]));
  assert.equal(best[0].word, "cup");
  for (let answer = 0; answer < 60; answer++) ({ kept, best } = steadied(kept, [{ word: "cat", probability: 1 }]));
  assert.deepEqual(best.map(({ word }) => word), ["cat"]);
  assert.ok(best[0].share > 0.99);
});
