/** The course of a painting, what its loss is made of, and the fast network's answer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { grown, heightOf, lastShown, LEAST, madeOf, MOST, pathOf } from "../../../models/gatys/page/course.js";
import { paintFast } from "../../../models/gatys/page/fast.js";

const at = (step, content = 0.5, style = 0.5) => ({ step, look: step + 1, content, style });
const ran = (steps) => Array.from({ length: steps }, (_, step) => at(step)).reduce(grown, []);

test("a course keeps its first and its newest moment, and not too many", () => {
  const course = ran(1500);
  assert.ok(course.length <= 300);
  assert.equal(course[0].step, 0);
  assert.equal(course.at(-1).step, 1499);
  assert.ok(course.every((one, index) => !index || one.step > course[index - 1].step));
});

test("another painting, or one that begins anew, starts afresh; a look that found nothing lower replaces its moment", () => {
  assert.deepEqual(grown(ran(40), at(0)).map(({ step }) => step), [0]);
  const stood = grown(ran(3), { step: 2, look: 9, content: 0.5, style: 0.4 });
  assert.deepEqual(stood.map(({ step, style }) => [step, style]), [[0, 0.5], [1, 0.5], [2, 0.4]]);
});

test("the axis shows 130 steps, then fifties, and each decade is as high as the next", () => {
  assert.equal(lastShown([]), 130);
  assert.equal(lastShown(ran(162)), 200);
  assert.equal(heightOf(MOST), 1);
  assert.equal(heightOf(LEAST / 5), 0);
  assert.ok(Math.abs(heightOf(1) - heightOf(0.1) - (heightOf(0.1) - heightOf(0.01))) < 1e-9);
});

test("nought has no place on the axis: its path begins with the next step", () => {
  const path = pathOf([at(0, 0), at(65), at(130)], "content", { width: 100, height: 10 });
  assert.match(path, /^M50\.0,[\d.]+L100\.0,[\d.]+$/);
});

test("the parts of a loss make one, and who has no share has none of it", () => {
  const made = madeOf({ content: 1, layers: [0.1, 0.2, 0.3, 0.4, 0.5], smooth: 0.02, weights: { content: 1, style: 10, smooth: 5, layers: [1, 1, 0, 0, 0] } });
  const shares = Object.fromEntries(made.map(({ name, share }) => [name, share]));
  assert.ok(Math.abs(made.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  assert.equal(shares.layer_3, 0);
  assert.ok(Math.abs(shares.content - 1 / 2.6) < 1e-9);
  assert.ok(Math.abs(shares.layer_2 - 2 * shares.layer_1) < 1e-9);
});

const asked = (answers) => {
  const calls = [];
  const ask = async (url, { body }) => {
    calls.push([url, body]);
    const { status = 200, ...told } = answers[calls.length - 1];
    return { status, text: async () => JSON.stringify(told) };
  };
  return { calls, ask };
};

test("the style is sent, then the photograph in that style", async () => {
  const { calls, ask } = asked([{ id: "a b" }, { layers: { picture: "QUJD" }, timing: { predict: 17.2 } }]);
  const made = await paintFast("photograph", "painting", ask);
  assert.deepEqual(made, { picture: "data:image/jpeg;base64,QUJD", milliseconds: 17.2 });
  assert.deepEqual(calls.map(([, body]) => body), ["painting", "photograph"]);
  assert.match(calls[1][0], /^\/api\/demos\/style\?.*picture=a%20b$/);
});

test("where the style demo is not served it is missing; what else goes wrong has failed", async () => {
  const missing = asked([{ id: "a" }, { status: 404, error: { code: "unknown_demo", message: "…" } }]);
  assert.deepEqual(await paintFast(1, 2, missing.ask), { missing: true });
  const busy = asked([{ id: "a" }, { status: 503, error: { code: "busy", message: "…" } }]);
  assert.deepEqual(await paintFast(1, 2, busy.ask), { failed: true });
  assert.deepEqual(await paintFast(1, 2, () => Promise.reject(new Error("gone"))), { failed: true });
});
