import "../support/page.mjs";

import assert from "node:assert/strict";
import { test } from "node:test";

import { placeOf } from "../../../static/js/shared/address.js";
import { followStep } from "../../../static/js/lesson/rules.js";

const STOPS = { querySelector: (selector) => (selector === "main[data-stops]" ? {} : null) };

test("a stop is part of where a page with stops is, and of no other page", () => {
  const where = { pathname: "/lesson", search: "", hash: "#kernels" };
  assert.equal(placeOf(where, STOPS), "/lesson#kernels");
  assert.equal(placeOf({ ...where, pathname: "/demos/pose" }, { querySelector: () => null }), "/demos/pose");
});

test("a follower on the lesson goes to the stop without loading the page anew", () => {
  const lesson = { follow: "/lesson#kernels", locked: false, frozen: false };
  assert.deepEqual(followStep({ lesson, here: "/lesson#welcome", canApply: true }), { apply: "/lesson#kernels" });
  assert.deepEqual(followStep({ lesson, here: "/" }), { go: "/lesson#kernels" });
  assert.equal(followStep({ lesson, here: "/lesson#kernels", canApply: true }), null);
});
