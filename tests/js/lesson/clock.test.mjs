import assert from "node:assert/strict";
import { test } from "node:test";

import { begin, FRESH, isRunning, move, pause, read, restored, stored, written } from "../../../static/js/lesson/clock.js";

const PLAN = [{ name: "welcome", minutes: 4 }, { name: "live", minutes: 1 }];
const MINUTE = 60_000;

test("each stop has its own time, and all of them together", () => {
  let clock = begin(FRESH, "welcome", 0);
  clock = move(clock, "live", 3 * MINUTE);
  clock = move(clock, "welcome", 5 * MINUTE);
  const { stop, all, rows } = read(clock, PLAN, 5.5 * MINUTE);
  assert.deepEqual(stop, { name: "welcome", used: 3.5 * MINUTE, planned: 4 * MINUTE, over: false });
  assert.deepEqual(rows[1], { name: "live", used: 2 * MINUTE, planned: MINUTE, over: true });
  assert.deepEqual([all.used, all.planned, all.over], [5.5 * MINUTE, 5 * MINUTE, true]);
});

test("a clock that stands counts nothing, wherever one goes", () => {
  let clock = pause(begin(FRESH, "welcome", 0), MINUTE);
  assert.ok(!isRunning(clock));
  clock = move(clock, "live", 9 * MINUTE);
  assert.equal(read(clock, PLAN, 20 * MINUTE).all.used, MINUTE);
  assert.equal(read(clock, PLAN, 20 * MINUTE).stop.name, "live");
  clock = begin(clock, "live", 20 * MINUTE);
  assert.equal(read(clock, PLAN, 21 * MINUTE).all.used, 2 * MINUTE);
});

test("a machine's clock that is set back takes no time away", () => {
  assert.equal(read(begin(FRESH, "live", 5 * MINUTE), PLAN, MINUTE).all.used, 0);
});

test("it goes on after the page was opened anew, and what is no clock begins at nothing", () => {
  const clock = begin(FRESH, "live", 7);
  assert.deepEqual(restored(stored(clock)), clock);
  for (const text of [null, "", "{}", "7", '{"stop": 1, "since": null, "used": {}}', '{"stop": "a", "since": null, "used": {"a": "x"}}']) {
    assert.deepEqual(restored(text), FRESH, String(text));
  }
});

test("minutes and seconds", () => assert.deepEqual([0, 59_999, 245_000, 3_600_000].map(written), ["0:00", "0:59", "4:05", "60:00"]));
