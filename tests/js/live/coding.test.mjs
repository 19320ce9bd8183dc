import assert from "node:assert/strict";
import { test } from "node:test";

import { JPEG, WEBP, codingFor, isThin } from "../../../static/js/live/coding.js";

test("who is alone sends what is coded soonest, a class what has the fewest bytes", () => {
  const of = (shared) => codingFor({ quality: 0.9 }, shared);
  assert.deepEqual(of(), { type: JPEG, quality: 0.9 });
  assert.deepEqual(of({ streams: 3 }), { type: JPEG, quality: 0.9 });
  assert.deepEqual(of({ streams: 4 }), { type: WEBP, quality: 0.9 });
  assert.deepEqual(of({ streams: 1, thin: true }), { type: WEBP, quality: 0.9 });
});

test("a demo's quality for a class counts in a class alone", () => {
  const of = (shared) => codingFor({ quality: 0.9, crowdQuality: 0.8 }, shared).quality;
  assert.deepEqual([of(), of({ streams: 3 }), of({ streams: 1, thin: true }), of({ streams: 4 })], [0.9, 0.9, 0.9, 0.8]);
});

test("a line is thin where the browser says so, and where it says nothing it is not", () => {
  assert.ok(isThin({ saveData: true, effectiveType: "4g" }));
  assert.ok(isThin({ effectiveType: "3g" }));
  assert.ok(!isThin({ effectiveType: "4g" }));
  assert.ok(!isThin({}));
  assert.ok(!isThin(undefined));
});
