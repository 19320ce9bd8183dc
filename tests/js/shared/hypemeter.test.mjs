import assert from "node:assert/strict";
import { test } from "node:test";

import { placeOf } from "../../../static/js/shared/hypemeter.js";

test("a mark's place on the meter", () => {
  assert.equal(placeOf(5, { hype: 0, reality: 10 }), 0.5);
  assert.equal(placeOf(5, { hype: 10, reality: 0 }), 0.5);
  assert.equal(placeOf(0, { hype: 10, reality: 0 }), 1);
  assert.ok(Math.abs(placeOf(10, { hype: 1, reality: 100, scale: "log" }) - 0.5) < 1e-9);
  assert.equal(placeOf(1000, { hype: 1, reality: 100, scale: "log" }), 1);
  assert.ok(Number.isNaN(placeOf(0, { hype: 1, reality: 100, scale: "log" })));
  assert.ok(Number.isNaN(placeOf(1, { hype: 2, reality: 2 })));
  assert.ok(Number.isNaN(placeOf(undefined, { hype: 0, reality: 1 })));
});
