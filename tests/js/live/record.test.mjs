import assert from "node:assert/strict";
import { test } from "node:test";

import { elapsedText, fileName } from "../../../static/js/live/record.js";

test("times and names of recordings", () => {
  assert.equal(elapsedText(0), "0:00");
  assert.equal(elapsedText(65_999), "1:05");
  assert.equal(elapsedText(3_600_000), "60:00");
  assert.equal(fileName("pose", "png", new Date(2025, 2, 14, 15, 9, 26)), "pose-20250314-150926.png");
});
