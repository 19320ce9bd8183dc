import assert from "node:assert/strict";
import { test } from "node:test";

import "../support/page.mjs";

import { fetchShared, sharedIn } from "../../../static/js/live/shared.js";

test("the address names what waits, or nothing", () => {
  assert.equal(sharedIn("?shared=abcd_EFG-1234567"), "abcd_EFG-1234567");
  for (const query of ["", "?source=camera", "?shared=", "?shared=../teacher", `?shared=${"a".repeat(41)}`]) assert.equal(sharedIn(query), null, query);
});

test("what waits comes as a file; what is gone, or a server that is, is null", async () => {
  const asked = [];
  globalThis.fetch = async (url) => {
    asked.push(url);
    return new Response("picture", { status: asked.length === 1 ? 200 : 404 });
  };
  const file = await fetchShared("abcdefgh");
  assert.equal(await file.text(), "picture");
  assert.equal(await fetchShared("abcdefgh"), null);
  assert.deepEqual(asked, ["/shared/abcdefgh", "/shared/abcdefgh"]);
  globalThis.fetch = async () => {
    throw new TypeError("unreachable");
  };
  assert.equal(await fetchShared("abcdefgh"), null);
});
