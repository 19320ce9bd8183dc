import assert from "node:assert/strict";
import { test } from "node:test";

import { JPEG, WEBP, codingFor, isThin } from "../../../static/js/live/coding.js";

test("who is alone sends what is coded soonest, a class what has the fewest bytes", () => {
  assert.equal(codingFor(), JPEG);
  assert.equal(codingFor({ streams: 3 }), JPEG);
  assert.equal(codingFor({ streams: 4 }), WEBP);
  assert.equal(codingFor({ streams: 1, thin: true }), WEBP);
});

test("a line is thin where the browser says so, and where it says nothing it is not", () => {
  assert.ok(isThin({ saveData: true, effectiveType: "4g" }));
  assert.ok(isThin({ effectiveType: "3g" }));
  assert.ok(!isThin({ effectiveType: "4g" }));
  assert.ok(!isThin({}));
  assert.ok(!isThin(undefined));
});
