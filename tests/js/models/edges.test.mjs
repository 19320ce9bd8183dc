import assert from "node:assert/strict";
import { test } from "node:test";

import { barOf, countText, timesText, timeText } from "../../../models/edges/page/costs.js";

const say = (key, { number }) => `${number} ${key}`;

test("counts are read in millions and billions", () => {
  assert.equal(countText(10183114240, say, "en"), "10.2 billion");
  assert.equal(countText(14716171, say, "pt-BR"), "14,7 million");
  assert.equal(countText(898560, say, "en"), "898,560");
  assert.equal(countText(0, say, "en"), "0");
});

test("times have the places that tell small ones apart", () => {
  assert.deepEqual([143.2, 9.87, 0.104].map((ms) => timeText(ms, "en")), ["143", "9.9", "0.10"]);
  assert.equal(timeText(0.104, "pt-BR"), "0,10");
});

test("bars go by powers of ten and are always seen", () => {
  assert.equal(barOf(1000), 1);
  assert.ok(Math.abs(barOf(1) - 0.4) < 1e-9);
  assert.ok(barOf(0) > 0);
});

test("how many times", () => {
  assert.equal(timesText(38, 0.1, "en"), "380");
  assert.equal(timesText(10183114240, 1198080, "en"), "8,500");
  assert.equal(timesText(1, 0, "en"), "0");
});
