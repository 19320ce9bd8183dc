import assert from "node:assert/strict";
import { test } from "node:test";

import { blank, CELLS, edges, fromDigits, NAMES, shape, stroked, toDigits } from "../../../models/lesion_synthesis/page/cells.js";

const sum = (cells) => cells.reduce((total, cell) => total + cell, 0);

test("a shape survives its digits, the first cell in the highest bit", () => {
  for (const name of NAMES) {
    const cells = shape(name);
    assert.deepEqual(fromDigits(toDigits(cells)), cells);
    assert.ok(sum(cells) > 60 && sum(cells) < 300, `${name} has ${sum(cells)} cells`);
  }
  const one = blank();
  one[0] = 1;
  assert.equal(toDigits(one), `8${"0".repeat(255)}`);
});

test("what is no shape is a bare one", () => {
  for (const text of ["", "8", "g".repeat(256), "8".repeat(255), "8".repeat(257)]) assert.deepEqual(fromDigits(text), blank());
});

test("a brush paints between two places, erases, and leaves the rest", () => {
  const before = blank();
  const cells = stroked(before, [4.5, 8.5], [20.5, 8.5], 1.2, 1);
  assert.equal(sum(before), 0);
  for (let x = 4; x <= 20; x += 1) assert.equal(cells[8 * CELLS + x], 1);
  assert.equal(cells[8 * CELLS + 23], 0);
  assert.equal(cells[11 * CELLS + 12], 0);
  const rubbed = stroked(cells, [12.5, 8.5], [12.5, 8.5], 0.5, 0);
  assert.equal(sum(cells) - sum(rubbed), 1);
  assert.equal(sum(stroked(before, [-9, -9], [-5, -5], 2, 1)), 0); // beyond the grid
});

test("the outline of one cell has four edges, and the grid's own edge none", () => {
  const cells = blank();
  cells[5 * CELLS + 7] = 1;
  assert.deepEqual(edges(cells), [[7, 5, 8, 5], [7, 5, 7, 6], [8, 5, 8, 6], [7, 6, 8, 6]]);
  assert.deepEqual(edges(blank().fill(1)), []);
});
