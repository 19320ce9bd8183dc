/** What the lesions page counts: the curve of a threshold, and who was right. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { areaUnder, asked, curve, firstFrom, outcome, tallies } from "../../../models/lesions/page/rates.js";

const folder = new URL("../../../models/lesions/", import.meta.url);
const json = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf-8"));

test("a threshold parts the sorted numbers, equal ones being above it", () => {
  assert.deepEqual([0, 0.1, 0.15, 0.4, 0.5].map((value) => firstFrom([0.1, 0.2, 0.4, 0.4], value)), [0, 0, 1, 2, 4]);
  assert.equal(firstFrom([], 0.5), 0);
});

test("every picture is missed, found, frightened or calm", () => {
  const scores = { melanoma: [0.2, 0.6], other: [0.1, 0.2, 0.7] };
  assert.deepEqual(outcome(scores, 0.2), { missed: 0, found: 2, frightened: 2, calm: 1 });
  assert.deepEqual(outcome(scores, 0.65), { missed: 2, found: 0, frightened: 1, calm: 2 });
  assert.deepEqual(curve({ melanoma: [0.9], other: [0.1] }), [[0, 0], [0, 1], [1, 1]]);
  assert.equal(areaUnder(curve({ melanoma: [0.5], other: [0.5] })), 0.5, "ties count half");
});

test("the curve that is drawn is the one that was measured", () => {
  const scores = json("page/scores.json");
  const measured = json("measured.json");
  assert.equal(scores.melanoma.length, measured.counts.mel);
  assert.equal(scores.melanoma.length + scores.other.length, measured.n);
  assert.ok(Math.abs(areaUnder(curve(scores)) - measured.melanoma_auc) < 1e-3);
  assert.deepEqual(json("page/shortcuts.json").weights_sha256, measured.weights_sha256);
});

test("who was right is counted over the pictures whose answer was shown", () => {
  const known = { p1: { truth: "melanoma", network: "melanoma" }, p2: { truth: "benign", network: "melanoma" } };
  const subjects = { p1: { melanoma: 3, benign: 1 }, p2: { melanoma: 0, benign: 2 }, p3: { melanoma: 9 } };
  assert.deepEqual(tallies(known, { p1: "benign", p3: "melanoma" }, subjects), {
    you: { right: 0, of: 1 },
    class: { right: 5, of: 6 },
    network: { right: 1, of: 2 },
  });
  assert.deepEqual([asked("mel"), asked("bcc")], ["melanoma", "benign"]);
});
