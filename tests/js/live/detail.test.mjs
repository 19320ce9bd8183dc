import assert from "node:assert/strict";
import { test } from "node:test";

import { Detail, STEPS } from "../../../static/js/live/detail.js";

/** Pictures that take `ms` at full size, less with less detail; the shares after each. */
function after(detail, ms, pictures) {
  return Array.from({ length: pictures }, () => {
    detail.took(ms * detail.share ** 2);
    return detail.share;
  });
}

test("a page that is quick enough keeps the camera's size", () => {
  assert.deepEqual(new Set(after(new Detail(), 49, 60)), new Set([1]));
});

test("one slow picture changes nothing", () => {
  const detail = new Detail();
  for (const ms of [10, 900, 10, 10, 10, 10]) detail.took(ms);
  assert.equal(detail.share, 1);
});

test("a slow page draws less, as much as it has time for, and stays there", () => {
  const detail = new Detail();
  assert.equal(after(detail, 120, 6).at(-1), 0.5);
  assert.deepEqual(new Set(after(detail, 120, 60)), new Set([0.5]));
});

test("however slow it is there is an end to it", () => {
  assert.equal(after(new Detail(), 5000, 60).at(-1), STEPS.at(-1));
});

test("when it is quick again the detail comes back, step by step", () => {
  const detail = new Detail();
  after(detail, 300, 6);
  assert.equal(detail.share, 0.375);
  assert.deepEqual([...new Set(after(detail, 15, 60))], [0.375, 0.5, 0.75, 1]);
});

test("what is between slow and quick does not swing to and fro", () => {
  for (let ms = 5; ms < 800; ms += 7) {
    const detail = new Detail();
    const shares = after(detail, ms, 120).slice(24);
    assert.equal(new Set(shares).size, 1, `${ms} ms`);
  }
});

test("a new source begins with all of it", () => {
  const detail = new Detail();
  after(detail, 900, 6);
  detail.reset();
  assert.equal(detail.share, 1);
});
