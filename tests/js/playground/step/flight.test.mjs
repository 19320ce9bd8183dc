/** The sum in pieces, and when its products fly. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { wrap } from "../../../../static/js/playground/export/scene.js";
import { partsOf } from "../../../../static/js/playground/maths/numbers.js";
import { timesOf } from "../../../../static/js/playground/step/flight.js";

const SUM = "1×1 + 1×0 + 1×1 + 0×0 + 1×1 + 1×0 + 0×1 + 0×0 + 1×1 = 4";

test("a sum is cut before its signs, and nothing of it is lost", () => {
  const parts = partsOf(SUM);
  assert.deepEqual(parts.slice(0, 2), ["1×1", "+ 1×0"]);
  assert.equal(parts.at(-1), "= 4");
  assert.equal(parts.join(" "), SUM);
  assert.equal(partsOf("1/9 × (1×1 + 2×1) ≈ 0.33").join(" "), "1/9 × (1×1 + 2×1) ≈ 0.33");
  assert.deepEqual(partsOf("1/9 × (1×1 + 2×1) ≈ 0.33"), ["1/9", "× (1×1", "+ 2×1)", "≈ 0.33"]);
});

test("a line of a drawing never ends with a sign, and its result never stands alone", () => {
  for (let width = 60; width < 620; width += 7) {
    const lines = wrap(SUM, 20, width);
    assert.equal(lines.join(" "), SUM);
    for (const line of lines) assert.doesNotMatch(line, / [+=]$/, `at ${width}`);
    if (lines.length > 1 && width > 120) assert.notEqual(lines.at(-1), "= 4", `at ${width}`);
  }
});

test("plain sentences are broken as ever", () => {
  assert.deepEqual(wrap("one two three", 10, 45), ["one two", "three"]);
});

test("every product has landed before the next step, at every speed and size", () => {
  for (const speed of [0.5, 1, 2, 4]) {
    for (const count of [1, 2, 9, 25, 49]) {
      const { apart, flight } = timesOf(count, speed);
      assert.ok(flight > 0 && apart >= 0, `${count} at ${speed}`);
      assert.ok(apart * (count - 1) + flight <= 850 / speed + 1e-9, `${count} at ${speed}`);
    }
  }
});
