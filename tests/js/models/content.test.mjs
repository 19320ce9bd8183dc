import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { RULES, verdicts } from "../../../models/content/page/rules.js";

const cases = JSON.parse(readFileSync(new URL("../../models/content/cases.json", import.meta.url), "utf8"));

for (const { name, looks, numbers, belief, ...said } of cases) {
  test(`rules: ${name}`, () => {
    const found = verdicts(looks, numbers);
    for (const rule of RULES) assert.deepEqual(found.map((one) => one[rule]), said[rule]);
    found.forEach((one, at) => assert.ok(Math.abs(one.belief - belief[at]) < 1e-9));
  });
}
