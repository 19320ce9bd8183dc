import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { forbidden, inputs, still } from "../../../models/content/page/cartoon.js";
import { blockedMinutes } from "../../../models/content/page/chance.js";
import { agesOf, pointsOf } from "../../../models/content/page/curve.js";
import { Minute } from "../../../models/content/page/minute.js";
import { keyOf, PUBLISHED } from "../../../models/content/page/real.js";
import { RULES, verdicts } from "../../../models/content/page/rules.js";
import { Tally } from "../../../models/content/page/tally.js";
import { probabilityOf } from "../../../models/content/page/taught.js";
import { isBlocked, isCurveAlone } from "../../../models/content/page/veil.js";
import { FEATURES, featuresOf } from "../../../static/js/shared/learning/described.js";
import { learn, scaled } from "../../../static/js/shared/learning/softmax.js";
import { read, written } from "../../../static/js/shared/learning/taught.js";

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

/** Features of which the first half, or the other, is large: as an answer has them. */
function featuresText(isFirst) {
  const bytes = Buffer.alloc(2 * FEATURES);
  for (let at = 0; at < FEATURES; at += 1) bytes.writeUInt16LE(at < FEATURES / 2 === isFirst ? 20000 : 500, 2 * at);
  return bytes.toString("base64");
}

const layer = () => {
  const examples = [true, false].map((isFirst, label) => ({ features: scaled(featuresOf(featuresText(isFirst))), label }));
  return read(written({ model: learn(examples, [], 2, { seed: 1 }).model, names: ["ours", "rest"] }));
};

test("what was taught elsewhere and read from its file says how probable the chosen class is", () => {
  const taught = layer();
  assert.ok(probabilityOf(taught, 0, featuresText(true)) > 0.9);
  assert.ok(probabilityOf(taught, 0, featuresText(false)) < 0.1);
  const both = [0, 1].map((chosen) => probabilityOf(taught, chosen, featuresText(true)));
  assert.ok(Math.abs(both[0] + both[1] - 1) < 1e-9);
});

test("without a layer, or with features that are none, nothing is said, so that nothing is shown", () => {
  assert.equal(probabilityOf(null, 0, featuresText(true)), null);
  for (const wrong of [undefined, null, "", "*", "AAAA", 7, []]) assert.equal(probabilityOf(layer(), 0, wrong), null);
});

test("a page that judges by itself remembers a minute, and what it handed out stays", () => {
  const minute = new Minute();
  const first = minute.add(1, 0.5);
  for (let at = 0; at < 70; at += 1) minute.add(1, at);
  assert.deepEqual(first, [[1, 0.5]]);
  const last = minute.add(2, 0.25);
  assert.equal(last.length, 60);
  assert.deepEqual(last.at(-1), [2, 0.25]);
  minute.clear();
  assert.deepEqual(minute.add(3, 1), [[3, 1]]);
});

test("how many harmless minutes are blocked is what a count of all minutes gives", () => {
  const wrong = 0.3;
  const stills = 9;
  let [one, three] = [0, 0];
  for (let bits = 0; bits < 1 << stills; bits += 1) {
    const said = Array.from({ length: stills }, (_, at) => (bits >> at) & 1);
    const share = said.reduce((product, err) => product * (err ? wrong : 1 - wrong), 1);
    if (said.includes(1)) one += share;
    if (said.some((_, at) => said.slice(Math.max(0, at - 4), at + 1).reduce((sum, err) => sum + err, 0) >= 3)) three += share;
  }
  const found = blockedMinutes(wrong, stills);
  assert.ok(Math.abs(found.one - one) < 1e-12);
  assert.ok(Math.abs(found.three - three) < 1e-12);
});

test("of the published table only what was found is told, in neutral words", () => {
  assert.deepEqual(PUBLISHED.map(({ right }) => right), [null, 0.96, null, 0.93, 0.91]);
  assert.equal(keyOf("astronaut.png"), "picture_astronaut");
});

test("what the real network says of a camera is a curve alone", () => {
  assert.equal(isCurveAlone({ concept: "real", picture: null }), true);
  assert.equal(isCurveAlone({ concept: "real", picture: "astronaut.png" }), false);
  assert.equal(isCurveAlone({ concept: "card", picture: null }), false);
});
