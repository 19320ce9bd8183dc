import assert from "node:assert/strict";
import { test } from "node:test";
import { Pacer } from "../../../static/js/live/pacer.js";

/** A pacer after `count` answers that all say the same. */
function after(count, timing, share) {
  const pacer = new Pacer();
  let now = 0;
  for (let i = 0; i < count; i++) {
    now += pacer.due(now) === Infinity ? 1 : pacer.due(now);
    pacer.captured(now);
    pacer.answered(timing, share);
  }
  return pacer;
}

test("four streams that share the machine all send once a round", () => {
  const share = { streams: 4, turn: 80 };
  for (const start of [20, 60, 300]) {
    const pacer = new Pacer();
    pacer.captured(0);
    pacer.answered({ wait: 0, total: start });
    for (let i = 0; i < 80; i++) pacer.answered({ wait: 20, total: 44 }, share);
    assert.ok(Math.abs(pacer.interval - 80) < 1, `from ${start} ms it came to ${pacer.interval}`);
  }
});

test("a first answer from a shared machine starts at the fair rate, not at that of one alone", () => {
  assert.equal(after(1, { wait: 0, total: 24 }, { streams: 4, turn: 80 }).interval, 80);
  assert.equal(after(1, { wait: 0, total: 24 }, { streams: 1, turn: 24 }).interval, 24);
});

test("where the others leave the machine idle, a stream takes more than its turn", () => {
  assert.ok(after(200, { wait: 0.2, total: 24 }, { streams: 4, turn: 80 }).interval < 40);
});

test("a server that does not say how many share the machine is taken for one's own", () => {
  const alone = after(50, { wait: 3, total: 27 }, { streams: 1, turn: 25 });
  const unsaid = after(50, { wait: 3, total: 27 }, undefined);
  assert.equal(unsaid.interval, alone.interval);
});
