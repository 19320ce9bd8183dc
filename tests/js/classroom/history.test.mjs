import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf } from "../../../static/js/classroom/history.js";

test("lines of a history rise from left to right, the largest to the top", () => {
  const choices = [{ value: "a" }, { value: "b" }];
  const history = [{ at: 10, tally: { a: 1, b: 0 } }, { at: 20, tally: { a: 2, b: 1 } }, { at: 30, tally: { a: 4, b: 2 } }];
  assert.deepEqual(linesOf({ choices, history }), [
    [[0, 0.25], [0.5, 0.5], [1, 1]],
    [[0, 0], [0.5, 0.25], [1, 0.5]],
  ]);
  assert.deepEqual(linesOf({ choices, history: [] }), [[], []]);
  assert.deepEqual(linesOf({ choices, history: history.slice(0, 1) }), [[[1, 1]], [[1, 0]]]);
});
