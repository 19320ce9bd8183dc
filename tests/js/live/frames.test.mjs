import assert from "node:assert/strict";
import { test } from "node:test";

import { Frame, Ring } from "../../../static/js/live/frames.js";

/** A frame, and whether its pixels were given back. */
function made(width = 1280, height = 720) {
  const picture = { closed: 0, close: () => (picture.closed += 1) };
  return { frame: new Frame(picture, { width, height }), picture };
}

test("a frame's pixels are given back once, by the last who holds it", () => {
  const { frame, picture } = made();
  assert.equal(frame.share(), frame);
  frame.close();
  assert.equal(picture.closed, 0);
  frame.close();
  frame.close();
  assert.equal(picture.closed, 1);
  assert.throws(() => frame.share(), /closed/);
});

test("what is taken is the taker's; what is dropped or cleared is closed", () => {
  const ring = new Ring(3);
  const all = [0, 1, 2].map(() => made());
  all.forEach(({ frame }, seq) => ring.keep(seq, frame));
  assert.equal(ring.take(1), all[1].frame);
  assert.equal(ring.take(1), null);
  ring.drop(0);
  ring.drop(7);
  ring.clear();
  assert.deepEqual(all.map(({ picture }) => picture.closed), [1, 0, 1]);
  assert.equal(ring.size, 0);
});

test("there are never more than may be in flight: the oldest goes", () => {
  const ring = new Ring(2);
  const all = Array.from({ length: 5 }, () => made());
  all.forEach(({ frame }, seq) => ring.keep(seq, frame));
  assert.deepEqual(all.map(({ picture }) => picture.closed), [1, 1, 1, 0, 0]);
  ring.resize(1);
  assert.deepEqual([ring.size, all[3].picture.closed], [1, 1]);
});
