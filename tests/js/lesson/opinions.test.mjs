import "../support/page.mjs";

import assert from "node:assert/strict";
import { test } from "node:test";

const { opinionsOf, realityOf } = await import("../../../static/js/lesson/opinions.js");

test("nobody's opinion is none, not half", () => {
  assert.deepEqual(realityOf(undefined), { share: null, votes: 0 });
  assert.deepEqual(realityOf({ hype: 0, reality: 0 }), { share: null, votes: 0 });
  assert.deepEqual(realityOf({ hype: 1, reality: 3 }), { share: 0.75, votes: 4 });
});

test("all demos together count votes, not demos", () => {
  const subjects = { "pose:before": { hype: 3, reality: 1 }, "style:before": { hype: 0, reality: 4 }, "pose:after": { hype: 0, reality: 2 } };
  const { demos, all } = opinionsOf(subjects, ["pose", "style"]);
  assert.deepEqual(all, { before: { share: 5 / 8, votes: 8 }, after: { share: 1, votes: 2 } });
  assert.deepEqual(demos.get("style"), { before: { share: 1, votes: 4 }, after: { share: null, votes: 0 } });
});
