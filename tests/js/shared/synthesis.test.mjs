import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { shuffledOrder } from "../../../static/js/shared/chance.js";
import { lineOf } from "../../../static/js/shared/synthesis/losses.js";
import { verdictOf } from "../../../static/js/shared/synthesis/nearest.js";
import { chosen, COLUMNS, HALF, HEIGHT, PICTURES, WIDTH } from "../../../static/js/shared/synthesis/sheet.js";

test("a sheet is as the server lays it out", () => {
  const layout = readFileSync(new URL("../../../models/toolkit/synthesis/sheets.py", import.meta.url), "utf8");
  assert.ok(layout.includes(`WIDTH, HEIGHT, STRIP = ${WIDTH}, ${PICTURES}, ${HEIGHT - PICTURES}`));
  assert.equal(HALF, PICTURES / 2);
  const wall = readFileSync(new URL("../../../models/toolkit/synthesis/wall.py", import.meta.url), "utf8");
  assert.ok(wall.includes(`COLUMNS, ROWS = ${COLUMNS}, 4`));
});

test("pictures are taken as the first and the second in turn", () => {
  let now = { first: 0, second: 1, next: "first" };
  now = chosen(now, 7);
  assert.deepEqual(now, { first: 7, second: 1, next: "second" });
  assert.deepEqual(chosen(now, 7), now, "what is taken already is no choice");
  assert.deepEqual(chosen(now, 9), { first: 7, second: 9, next: "first" });
});

test("a shuffled row has each number once, in another order", () => {
  const numbers = [0.9, 0.1, 0.5, 0.3, 0.7, 0.2];
  const order = shuffledOrder(7, () => numbers[0] && numbers.push(numbers.shift()) && numbers.at(-1));
  assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.notDeepEqual(order, [0, 1, 2, 3, 4, 5, 6]);
});

test("a distance is told by what is usual", () => {
  const usual = { low: 20, high: 40 };
  assert.deepEqual([5, 15, 30, 41].map((distance) => verdictOf(distance, usual)), ["copy", "near", "near", "far"]);
});

test("a line of losses runs from left to right, higher for more", () => {
  const [first, last] = lineOf([[0, 0, 2], [100, 2, 0]], 1, 2).split(" ").map((point) => point.split(",").map(Number));
  assert.ok(first[0] < last[0] && first[1] > last[1]);
});
