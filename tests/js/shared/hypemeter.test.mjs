import assert from "node:assert/strict";
import { test } from "node:test";

import { barOf, figureOf, progressOf, verdictOf } from "../../../static/js/shared/hypemeter.js";

const meter = (baseline, claim, measured, more = {}) => ({
  baseline: { value: baseline },
  claim: { value: claim },
  measured: {
    value: measured,
    ...(more.interval ? { interval: more.interval } : {}),
    ...(more.comparable === undefined ? {} : { comparable: more.comparable }),
  },
  scale: more.scale ?? "linear",
  ...(more.perfect === undefined ? {} : { perfect: more.perfect }),
});
const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 1e-9, `${value}, not ${wanted}`);

/** Every shape a promise has: higher and lower better, linear and log, below zero and with a perfect end. */
const SHAPES = [
  ["higher is better", (m) => meter(10, 60, m)],
  ["lower is better", (m) => meter(60, 10, m)],
  ["log, higher is better", (m) => meter(0.01, 20, m, { scale: "log" })],
  ["log, lower is better", (m) => meter(20, 0.01, m, { scale: "log" })],
  ["from below zero", (m) => meter(-20, 5, m)],
  ["with a perfect end", (m) => meter(10, 60, m, { perfect: 100 })],
  ["lower is better, with a perfect end", (m) => meter(60, 10, m, { perfect: 0 })],
];
/** A value so far from the baseline: 0 there, 1 at the claim. */
function valueAt(progress, { baseline, claim, scale }) {
  const [b, c] = [baseline.value, claim.value];
  return scale === "log" ? b * (c / b) ** progress : b + progress * (c - b);
}

for (const [name, make] of SHAPES) {
  test(`${name}: the guess stands at the left end, the better further right`, () => {
    const shape = make(1);
    near(progressOf(shape.baseline.value, shape), 0);
    near(progressOf(shape.claim.value, shape), 1);
    const steps = [-0.5, 0, 0.2, 0.6, 0.99, 1, 1.01, 1.2];
    const bars = steps.map((step) => barOf(make(valueAt(step, shape))));
    assert.equal(bars[0].measured, 0);
    assert.equal(bars[1].measured, 0);
    for (const [index, step] of steps.entries()) {
      near(bars[index].progress, step);
      assert.equal(bars[index].isMore, step > 1, `${step}`);
      near(bars[index].kept, Math.min(bars[index].claim, bars[index].measured));
    }
    // One bar, a figure that goes on: better is never nearer to the left, and what is better than claimed leaves no hype.
    const going = steps.map((step) => barOf(shape, valueAt(step, shape)));
    for (let i = 1; i < going.length; i += 1) assert.ok(going[i].measured >= going[i - 1].measured);
    for (const bar of going) {
      near(bar.claim, going[0].claim);
      const hype = bar.isMore ? 0 : bar.to - bar.kept;
      assert.ok(hype >= 0 && (bar.progress <= 1 || hype === 0));
    }
  });

  test(`${name}: what is said is what is drawn`, () => {
    const shape = make(1);
    const said = [-0.1, 0, 0.5, 1, 1.3].map((step) => verdictOf(make(valueAt(step, shape)), undefined));
    assert.deepEqual([said[0], said[1], said[2], said[4]], ["none", "none", "short", "more"]);
    assert.ok(["kept", "more", "short"].includes(said[3]), said[3]); // rounding may fall to either side
  });
}

test("an interval that holds the guess or the claim is said so", () => {
  assert.equal(verdictOf(meter(0, 0.4, 0.1, { interval: [-0.1, 0.3] })), "none");
  assert.equal(verdictOf(meter(5, 21.3, 21.7, { interval: [17, 26] })), "kept");
  assert.equal(verdictOf(meter(5, 21.3, 20, { interval: [18, 20.5] })), "short");
  assert.equal(verdictOf(meter(5, 21.3, 25, { interval: [23, 26] })), "more");
  assert.equal(verdictOf(meter(5, 21.3, 25, { interval: [23, 26], comparable: false })), "apart");
  assert.equal(verdictOf(meter(5, 21.3, 4, { interval: [3, 6], comparable: false })), "none");
  const { low, high } = barOf(meter(60, 10, 40, { interval: [35, 45] }));
  assert.ok(low < high && low > 0);
});

test("a live figure stays on the bar and moves no other mark", () => {
  const card = meter(0, 8.8, 82);
  for (const fps of [0.1, 8.8, 30, 82, 500]) {
    const bar = barOf(card, fps);
    near(bar.claim, barOf(card).claim);
    assert.ok(bar.measured >= 0 && bar.measured <= 1);
  }
  assert.equal(verdictOf(card, 4), "short");
  assert.equal(verdictOf(card, 30), "more");
});

test("a figure has the digits that it needs", () => {
  assert.deepEqual([61.8, 91.08, 0.4, 0.19, 0.0083, 82, 1630.4].map((value) => figureOf(value)), [
    "61.8", "91.1", "0.4", "0.19", "0.008", "82", "1,630",
  ]);
  assert.equal(figureOf(8.8, "%"), "8.8\u00A0%");
});

test("a scale without sense has no places", () => {
  assert.ok(Number.isNaN(progressOf(1, meter(2, 2, 2))));
  assert.ok(Number.isNaN(progressOf(0, meter(1, 2, 2, { scale: "log" }))));
  assert.ok(Number.isNaN(progressOf(undefined, meter(0, 1, 1))));
});
