import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import "../support/page.mjs";

import { cast, countOf, sharesOf, tally } from "../../../static/js/shared/votes.js";

const real = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = real;
});

function answer(status, body) {
  const asked = [];
  globalThis.fetch = async (address, options) => {
    asked.push({ address, options });
    return new Response(JSON.stringify(body), { status });
  };
  return asked;
}

const choices = [{ value: "hype", label: "Hype" }, { value: "reality", label: "Reality" }];

test("shares are parts of all votes, in the order of the choices", () => {
  assert.deepEqual(sharesOf({ choices, tally: { reality: 3, hype: 1 } }), [
    { value: "hype", label: "Hype", count: 1, share: 0.25 },
    { value: "reality", label: "Reality", count: 3, share: 0.75 },
  ]);
  assert.deepEqual(sharesOf({ choices, tally: {} }).map(({ share }) => share), [0, 0]);
});

test("numbers of votes in words", () => {
  assert.equal(countOf(0), "No votes yet.");
  assert.equal(countOf(1), "1 vote.");
  assert.equal(countOf(1200), "1,200 votes.");
});

test("a vote is posted as JSON, a tally is asked for by subject", async () => {
  let asked = answer(200, { total: 1 });
  assert.deepEqual(await cast("hype", "pose:before", "hype"), { total: 1 });
  assert.equal(asked[0].address, "/api/votes/hype");
  assert.equal(asked[0].options.method, "POST");
  assert.deepEqual(JSON.parse(asked[0].options.body), { subject: "pose:before", choice: "hype" });
  asked = answer(200, {});
  await tally("hype", "a b&c");
  await tally("hype");
  assert.deepEqual(asked.map(({ address }) => address), ["/api/votes/hype?subject=a%20b%26c", "/api/votes/hype"]);
});

test("a refusal says why; a server that is gone is no refusal", async () => {
  answer(503, { error: { code: "busy", message: "Too many." } });
  await assert.rejects(cast("hype", "a", "hype"), (error) => error.refused === true && error.message === "Too many.");
  globalThis.fetch = async () => {
    throw new TypeError("network");
  };
  await assert.rejects(cast("hype", "a", "hype"), (error) => error.refused === undefined);
});

/** What the server answers, one after the other, the last one for ever; returns the statuses so far. */
function replies(...said) {
  const statuses = [];
  globalThis.fetch = async () => {
    const { status, body, headers } = said[Math.min(statuses.length, said.length - 1)];
    statuses.push(status);
    return new Response(JSON.stringify(body), { status, headers });
  };
  return statuses;
}

const refusal = (status, message, after) => ({ status, body: { error: { code: "busy", message, retry_after: after } } });

test("a vote is tried once more where the server has given a cookie first", async () => {
  const waits = [];
  const later = refusal(400, "Again.", 0.01);
  let statuses = replies(later, { status: 200, body: { total: 1 } });
  assert.deepEqual(await cast("hype", "a", "hype", (after) => waits.push(after)), { total: 1 });
  assert.deepEqual(statuses, [400, 200]);
  statuses = replies(later);
  await assert.rejects(cast("hype", "a", "hype"), (error) => error.refused && error.message === "Again.");
  assert.deepEqual(statuses, [400, 400]);
  assert.deepEqual(waits, [], "nobody need know");
});

test("a vote that is put off is tried again when the server says, and the page is told", async () => {
  const waits = [];
  const limited = { status: 429, body: { error: { message: "Wait." } }, headers: { "Retry-After": "0.02" } };
  let statuses = replies(limited, refusal(503, "Busy.", 0.01), limited, { status: 200, body: { total: 1 } });
  assert.deepEqual(await cast("hype", "a", "hype", (after) => waits.push(after)), { total: 1 });
  assert.deepEqual(statuses, [429, 503, 429, 200]);
  assert.deepEqual(waits, [0.02, 0.01, 0.02]);
  waits.length = 0;
  const longer = { ...refusal(429, "Wait.", 0.01), headers: { "Retry-After": "0.03" } };
  replies(longer, { status: 200, body: {} });
  await cast("hype", "a", "hype", (after) => waits.push(after));
  assert.deepEqual(waits, [0.03], "the longer of what the body and the head say");
  statuses = replies(limited);
  await assert.rejects(cast("hype", "a", "hype"), (error) => error.refused && error.message === "Wait.");
  assert.equal(statuses.length, 6, "not without end");
});

test("what is not worth waiting for is said at once", async () => {
  for (const said of [
    refusal(503, "Much later.", 60),
    refusal(503, "Never."),
    { status: 503, body: {}, headers: { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" } },
  ]) {
    const statuses = replies(said);
    await assert.rejects(cast("hype", "a", "hype"), (error) => error.refused === true);
    assert.deepEqual(statuses, [503]);
  }
});
