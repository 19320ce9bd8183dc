import assert from "node:assert/strict";
import { test } from "node:test";

import { sizeToSend } from "../../../../static/js/shared/stage/fit.js";

test("pictures are sent within the demo's size, turned for upright ones, never enlarged", () => {
  const size = { width: 640, height: 480 };
  assert.deepEqual(sizeToSend({ width: 640, height: 480 }, size), { width: 640, height: 480 });
  assert.deepEqual(sizeToSend({ width: 1280, height: 720 }, size), { width: 640, height: 360 });
  assert.deepEqual(sizeToSend({ width: 1080, height: 1920 }, size), { width: 360, height: 640 });
  assert.deepEqual(sizeToSend({ width: 480, height: 640 }, size), { width: 480, height: 640 });
  assert.deepEqual(sizeToSend({ width: 100, height: 80 }, size), { width: 100, height: 80 });
  assert.deepEqual(sizeToSend({ width: 5000, height: 2 }, size), { width: 640, height: 1 });
});
