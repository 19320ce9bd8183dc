import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { forbidden, inputs, still } from "../../../models/content/page/cartoon.js";
import { agesOf, pointsOf } from "../../../models/content/page/curve.js";
import { RULES, verdicts } from "../../../models/content/page/rules.js";
import { Tally } from "../../../models/content/page/tally.js";
import { isBlocked } from "../../../models/content/page/veil.js";

const cases = JSON.parse(readFileSync(new URL("../../models/content/cases.json", import.meta.url), "utf8"));

for (const { name, looks, numbers, belief, ...said } of cases) {
  test(`rules: ${name}`, () => {
    const found = verdicts(looks, numbers);
    for (const rule of RULES) assert.deepEqual(found.map((one) => one[rule]), said[rule]);
    found.forEach((one, at) => assert.ok(Math.abs(one.belief - belief[at]) < 1e-9));
  });
}

const drawn = JSON.parse(readFileSync(new URL("../../models/content/cartoons.json", import.meta.url), "utf8"));
const networks = JSON.parse(readFileSync(new URL("../../../models/content/page/cartoons.json", import.meta.url), "utf8"));

test("cartoons are drawn and judged as where the networks were trained", () => {
  for (const { cartoon, at, ink, ...said } of drawn) {
    const total = still(cartoon, at).reduce((sum, one) => sum + one, 0);
    assert.ok(Math.abs(total - ink) < 1e-6);
    for (const [name, wanted] of Object.entries(said)) {
      assert.ok(Math.abs(forbidden(networks[name], inputs(cartoon, at, name === "motion")) - wanted) < 1e-6, name);
    }
  }
});

test("a still of hitting is a still of hugging: only motion tells them apart", () => {
  const one = { x: 0.5, y: 0.5, angle: 0.6, square: 0.13, disc: 0.12, phase: 0 };
  const mean = (plot, name) => {
    const said = Array.from({ length: 10 }, (_, at) => forbidden(networks[name], inputs({ ...one, plot }, at / 10, name === "motion")));
    return said.reduce((sum, value) => sum + value, 0) / said.length;
  };
  assert.ok(Math.abs(mean("hitting", "stills") - mean("hugging", "stills")) < 0.2);
  assert.ok(mean("hitting", "motion") > 0.8);
  for (const plot of ["hugging", "dancing", "strolling"]) assert.ok(mean(plot, "motion") < 0.2, plot);
});

test("what a rule blocks wrongly, lets through, and how late it is", () => {
  const tally = new Tally();
  const said = (one, three, hidden) => ({ one, three, hidden });
  tally.take(false, said(true, false, false), 1);
  tally.take(true, said(false, false, true), 1);
  tally.take(true, said(true, false, true), 1);
  tally.take(true, said(true, true, true), 1.5);
  tally.take(false, said(false, true, false), 1);
  assert.deepEqual(tally.of("one"), { wrong: 1, missed: 1, late: 1 });
  assert.deepEqual(tally.of("three"), { wrong: 1, missed: 2, late: 2.5 });
  assert.deepEqual(tally.of("hidden"), { wrong: 0, missed: 0, late: 0 });
  assert.deepEqual([tally.shown, tally.others], [3, 2]);
  tally.clear();
  assert.deepEqual(tally.of("one"), { wrong: 0, missed: 0, late: null });
});

test("nothing is shown of which nothing was said, or that the server or the page blocks", () => {
  const verdict = { one: true, three: false, hidden: false };
  assert.equal(isBlocked(null, verdict, "three"), true);
  assert.equal(isBlocked({ blocked: false }, null, "three"), true);
  assert.equal(isBlocked({ blocked: true }, verdict, "three"), true);
  assert.equal(isBlocked({ blocked: false }, verdict, "one"), true);
  assert.equal(isBlocked({ blocked: false }, verdict, "three"), false);
});

test("the minute's looks stand where they were, the newest at the right", () => {
  assert.deepEqual(agesOf([[1, 0], [2, 0], [0.5, 0]]), [2.5, 0.5, 0]);
  assert.equal(pointsOf([120, 30, 0], [1, 0.5, 1]), "120.0,40.0 240.0,0.0");
});
