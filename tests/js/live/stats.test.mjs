import assert from "node:assert/strict";
import { test } from "node:test";

import { createStats, PARTS, split } from "../../../static/js/live/stats.js";

test("rates and means over the last two seconds, totals for ever", () => {
  const stats = createStats();
  const parts = Object.fromEntries(PARTS.map((part) => [part, 1]));
  for (let i = 0; i < 100; i++) stats.answer(i * 50, { latency: 60, parts, data: i });
  stats.drop(3);
  const read = stats.read(99 * 50);
  assert.equal(read.answered, 100);
  assert.equal(read.dropped, 3);
  assert.ok(Math.abs(read.fps - 20) < 1e-9);
  assert.equal(read.latency, 60);
  assert.equal(read.lastData, 99);
  const later = stats.read(99 * 50 + 5000);
  assert.equal(later.fps, 0);
  assert.equal(later.answered, 100);
});

test("latency is split so that the parts add up, and never below zero", () => {
  const timing = { wait: 3, decode: 4, predict: 40, render: 2, encode: 3, total: 52 };
  const parts = split(70, 6, timing);
  assert.equal(parts.network, 12);
  assert.equal(PARTS.reduce((sum, part) => sum + parts[part], 0), 70);
  assert.equal(split(10, 6, timing).network, 0);
  assert.equal(split(10, 6, {}).predict, 0);
});
