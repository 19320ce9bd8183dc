import assert from "node:assert/strict";
import { test } from "node:test";

import { kindOfFile } from "../../../../static/js/shared/stage/files.js";

test("pictures and videos are sources, nothing else is", () => {
  assert.equal(kindOfFile({ type: "image/png" }), "picture");
  assert.equal(kindOfFile({ type: "video/webm" }), "file");
  assert.equal(kindOfFile({ type: "text/html" }), null);
  assert.equal(kindOfFile({ type: "" }), null);
  assert.equal(kindOfFile(undefined), null);
});
