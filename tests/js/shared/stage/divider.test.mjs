import assert from "node:assert/strict";
import { test } from "node:test";

import { shareAfter } from "../../../../static/js/shared/stage/divider.js";

test("keys move the line by steps, by leaps and to the ends, and not beyond", () => {
  assert.equal(shareAfter("ArrowLeft", 0.5), 0.48);
  assert.equal(shareAfter("ArrowUp", 0.5), 0.52);
  assert.equal(shareAfter("PageUp", 0.95), 1);
  assert.equal(shareAfter("PageDown", 0.05), 0);
  assert.deepEqual([shareAfter("Home", 0.3), shareAfter("End", 0.3)], [0, 1]);
  assert.equal(shareAfter("a", 0.5), null);
  assert.equal(shareAfter("constructor", 0.5), null);
});
