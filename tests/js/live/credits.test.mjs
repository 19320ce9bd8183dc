import assert from "node:assert/strict";
import { test } from "node:test";

import { createCredits } from "../../../static/js/live/credits.js";

test("at most `window` frames are unanswered", () => {
  const credits = createCredits({ window: 2 });
  assert.equal(credits.take(0), 0);
  assert.ok(credits.free());
  assert.equal(credits.take(1), 1);
  assert.equal(credits.free(), false);
  assert.throws(() => credits.take(2), /no credit/);
});

test("a result frees its frame and says when it was sent, once", () => {
  const credits = createCredits({ window: 1 });
  const seq = credits.take(100);
  assert.equal(credits.result(seq), 100);
  assert.ok(credits.free());
  assert.equal(credits.result(seq), null);
  assert.deepEqual(credits.counts, { sent: 1, answered: 1, dropped: 0, problems: 0, lost: 0, strays: 1 });
});

test("dropped frames come back with a later result", () => {
  const credits = createCredits({ window: 3 });
  credits.take(0);
  credits.take(1);
  credits.take(2);
  assert.equal(credits.result(2, [0, 1]), 2);
  assert.equal(credits.unanswered, 0);
  assert.equal(credits.counts.dropped, 2);
});

test("a problem that names a frame frees it", () => {
  const credits = createCredits({ window: 1 });
  credits.take(5);
  assert.equal(credits.problem(0), 5);
  assert.equal(credits.problem(0), null);
  assert.ok(credits.free());
});

test("a lost answer frees its credit after a while; coming late it is a stray", () => {
  const credits = createCredits({ window: 1, lostAfter: 1000 });
  credits.take(0);
  assert.deepEqual(credits.expire(999), []);
  assert.deepEqual(credits.expire(1000), [0]);
  assert.ok(credits.free());
  assert.equal(credits.result(0), null);
  assert.ok(credits.free());
  assert.equal(credits.counts.answered, 0);
});

test("a new stream voids old credits, and old answers do not free new ones", () => {
  const credits = createCredits({ window: 2 });
  credits.take(0);
  credits.take(0);
  credits.reset(1);
  assert.equal(credits.window, 1);
  const seq = credits.take(10);
  assert.equal(credits.result(0), null);
  assert.equal(credits.free(), false);
  assert.equal(credits.result(seq), 10);
});

test("a frame that was never sent gives its credit back and is not counted", () => {
  const credits = createCredits({ window: 1 });
  credits.cancel(credits.take(0));
  assert.ok(credits.free());
  assert.equal(credits.counts.sent, 0);
});

test("a nonsense window becomes one", () => {
  const credits = createCredits({ window: 2 });
  credits.reset(Number.NaN);
  assert.equal(credits.window, 1);
  credits.reset(-3);
  assert.equal(credits.window, 1);
});
