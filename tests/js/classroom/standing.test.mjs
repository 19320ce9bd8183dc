import assert from "node:assert/strict";
import { test } from "node:test";

import "../support/page.mjs";

import { standing } from "../../../static/js/classroom/hype.js";

const choices = [{ value: "hype", label: "Hype" }, { value: "reality", label: "Reality" }];
const state = (subjects) => ({ choices, subjects });

test("what the class thinks of a promise, before and after, is said in words", () => {
  const all = { "pose:before": { hype: 3, reality: 1 }, "pose:after": { hype: 1, reality: 4 }, "style:after": { hype: 9, reality: 0 } };
  const said = standing(state(all), "pose");
  assert.match(said, /25\u00A0?% of 4/);
  assert.match(said, /80\u00A0?% of 5/);
  assert.ok(said.indexOf("25") < said.indexOf("80"));
  assert.doesNotMatch(standing(state({ "pose:before": { hype: 3, reality: 1 } }), "pose"), /After/);
});

test("where nobody voted nothing is said", () => {
  assert.equal(standing(state({}), "pose"), "");
  assert.equal(standing(state({ "pose:before": { hype: 0, reality: 0 } }), "pose"), "");
  assert.equal(standing({ choices }, "pose"), "");
});
