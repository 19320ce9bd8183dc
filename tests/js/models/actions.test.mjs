import assert from "node:assert/strict";
import { test } from "node:test";

import { LONG, LOW, Smallness } from "../../../models/actions/page/afar.js";
import { partShares, pathOf, PARTS, rootOf } from "../../../models/actions/page/figures.js";
import { EVERYTHING, headline, NONE, rowsOf } from "../../../models/actions/page/names.js";
import { areaOf, Past, SPAN } from "../../../models/actions/page/past.js";
import { answers, CALL, Matrix, REST, Rounds, shuffled } from "../../../models/actions/page/rounds.js";

const percent = new Intl.NumberFormat("en", { style: "percent" });
const one = (id, action, probabilities = [0.5, 0, 0, 0, 0, 0, 0.5]) => ({ id, action, probability: 0.5, probabilities });

test("a label is an action with its probability, or a dash", () => {
  const say = (key) => key;
  assert.equal(headline(one(1, "walking"), say, percent), "action_walking 50%");
  assert.equal(headline(one(1, "jogging or running"), say, percent), "action_both 50%");
  for (const action of ["nothing", null]) assert.equal(headline(one(1, action), say, percent), NONE);
});

test("jogging and running as one are one row", () => {
  assert.equal(rowsOf(false).length, 6);
  assert.deepEqual(rowsOf(true).map(({ at }) => at), [0, 1, 3, 4, 5]);
  assert.equal(rowsOf(true)[1].action, "jogging or running");
});

test("ten seconds of one person are kept, and another's begin anew", () => {
  const past = new Past();
  for (let at = 0; at <= 15000; at += 100) past.take(at, 1, [one(1, "walking")]);
  const [line] = past.lines(0, 15000);
  assert.equal(line.length, SPAN / 100 + 1);
  assert.deepEqual([line[0], line.at(-1)], [[0, 0.5], [1, 0.5]]);
  assert.match(areaOf(line), /^M0\.0,20L0\.0,10\.0L.*L100\.0,20Z$/);
  past.take(15100, 2, [one(1, "walking"), one(2, null)]);
  assert.equal(past.newest, null);
});

test("where nothing was told the course is broken", () => {
  const past = new Past();
  for (const at of [0, 100, 200, 2000, 2100]) past.take(at, 1, [one(1, "nothing")]);
  assert.deepEqual(past.lines(0, 2100).map((line) => line.length), [3, 2]);
});

test("figures stand in the middle of their room, without joints that were not seen", () => {
  const figure = Array.from({ length: 17 }, (_, joint) => [40 + joint, joint]);
  figure[5] = null;
  assert.deepEqual(rootOf(figure), [46, 6]);
  assert.equal(pathOf(figure, [[5, 7], [6, 8]]), "M0,6L2,8");
  assert.equal(rootOf(Array(17).fill(null)), null);
});

test("parts of the body share what their joints have, the largest first", () => {
  assert.deepEqual(Object.values(PARTS).flat(), Array.from({ length: 17 }, (_, joint) => joint));
  const shares = Array(17).fill(0);
  shares[9] = 0.5;
  shares[10] = 0.3;
  shares[0] = 0.2;
  assert.deepEqual(partShares(shares).slice(0, 2), [{ part: "wrists", share: 0.8 }, { part: "head", share: 0.2 }]);
  assert.deepEqual(partShares([]), []);
});

test("every call comes once, in an order of its own", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const orders = new Set(Array.from({ length: 20 }, () => shuffled(random).join()));
  assert.ok(orders.size > 15);
  for (const order of orders) assert.deepEqual(order.split(",").sort(), [...EVERYTHING].sort());
});

/** Plays calls; `tell(called, at)` are the people told at a time. */
function play(calls, tell) {
  const [rounds, matrix] = [new Rounds(calls, 0), new Matrix()];
  for (let now = 0; rounds.phase !== "over" && now < 60000; now += 50) {
    rounds.tick(now);
    rounds.take(now, tell(rounds.called, now), matrix);
  }
  return { rounds, matrix };
}

test("a point for everybody who is told what was called", () => {
  const { rounds, matrix } = play(["boxing", "walking"], (called) => [one(1, called), one(2, "nothing")]);
  assert.deepEqual([rounds.done, rounds.asked, rounds.number], [2, 4, 2]);
  assert.deepEqual(rounds.last, { called: "walking", done: 1, asked: 2 });
  assert.equal(matrix.count("boxing", "boxing"), matrix.count("boxing", "nothing"));
  assert.ok(matrix.count("boxing", "boxing") >= 10 && matrix.count("boxing", "boxing") <= 16);
  assert.equal(matrix.right, 0.5);
});

test("who stands still scores when nothing is told, after a time to come to rest", () => {
  const still = (_, now) => [one(1, now < REST + 1500 ? "walking" : "nothing")];
  assert.equal(play(["nothing"], still).rounds.done, 1);
  assert.equal(play(["nothing"], () => [one(1, "handwaving")]).rounds.done, 0);
});

test("one window is no point, and nobody seen long enough is nobody asked", () => {
  const once = (called, now) => [one(1, Math.abs(now - REST - 1000) < 100 ? called : "nothing")];
  assert.equal(play(["running"], once).rounds.done, 0);
  const { rounds } = play(["running"], () => [one(1, null)]);
  assert.deepEqual([rounds.done, rounds.asked], [0, 0]);
});

test("jogging or running answers to both", () => {
  assert.ok(answers("jogging or running", "jogging") && answers("jogging or running", "running"));
  assert.ok(!answers("jogging or running", "walking"));
  const { matrix, rounds } = play(["running"], () => [one(1, "jogging or running")]);
  assert.equal(rounds.done, 1);
  assert.equal(matrix.right, 1);
});

test("a call lasts five seconds", () => {
  const rounds = new Rounds(["walking"], 0);
  assert.deepEqual([rounds.phase, rounds.tick(REST - 1), rounds.tick(REST), rounds.phase], ["rest", false, true, "call"]);
  assert.equal(rounds.left(REST + 2000), CALL - 2000);
  assert.ok(rounds.tick(REST + CALL));
  assert.equal(rounds.phase, "over");
  assert.equal(new Matrix().right, null);
});

const high = (share) => ({ box: [0.1, 0.2, 0.2, 0.2 + share] });
const [small, large] = [high(LOW - 0.05), high(LOW + 0.05)];

test("everybody is small once all of them were so for a while, also while they are lost for a moment", () => {
  const watched = new Smallness();
  for (let at = 0; at < LONG; at += 100) assert.equal(watched.take(at, at % 900 ? [small, small] : []), false);
  assert.equal(watched.take(LONG + 100, [small]), true);
  assert.equal(watched.take(LONG + 200, []), true);
  assert.equal(watched.take(LONG + 1500, []), false, "nobody has been there for a second");
});

test("one large person is enough for the picture to do", () => {
  const watched = new Smallness();
  for (let at = 0; at < 3 * LONG; at += 100) assert.equal(watched.take(at, [small, large]), false);
  for (let at = 0; at < LONG; at += 100) assert.equal(watched.take(4 * LONG + at, [small]), false);
  assert.equal(watched.take(5 * LONG, [small]), true);
});
