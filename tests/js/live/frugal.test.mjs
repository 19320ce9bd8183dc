import assert from "node:assert/strict";
import { test } from "node:test";

import { BACKGROUND, isLow, LOW_BATTERY, rateFor } from "../../../static/js/live/frugal.js";

test("the lowest of all limits holds; none is none", () => {
  assert.equal(rateFor({}), 0);
  assert.equal(rateFor({ wanted: 5 }), 5);
  assert.equal(rateFor({ wanted: 5, hidden: true }), BACKGROUND);
  assert.equal(rateFor({ battery: { charging: false, level: 0.1 } }), LOW_BATTERY);
  assert.equal(rateFor({ wanted: 3, battery: { charging: false, level: 0.1 } }), 3);
  assert.equal(rateFor({ wanted: 0, battery: { charging: true, level: 0.1 } }), 0);
});

test("a battery is low at a fifth, unless it is being loaded", () => {
  assert.equal(isLow(null), false);
  assert.equal(isLow({ charging: false, level: 0.2 }), true);
  assert.equal(isLow({ charging: false, level: 0.21 }), false);
  assert.equal(isLow({ charging: true, level: 0.05 }), false);
});
