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

test("a vote is tried once more where the server says when", async () => {
  const statuses = [];
  const said = (...replies) => {
    statuses.length = 0;
    globalThis.fetch = async () => {
      const { status, body } = replies[Math.min(statuses.length, replies.length - 1)];
      statuses.push(status);
      return new Response(JSON.stringify(body), { status });
    };
  };
  const later = { status: 400, body: { error: { code: "invalid_format", message: "Again.", retry_after: 0.01 } } };
  said(later, { status: 200, body: { total: 1 } });
  assert.deepEqual(await cast("hype", "a", "hype"), { total: 1 });
  assert.deepEqual(statuses, [400, 200]);
  said(later);
  await assert.rejects(cast("hype", "a", "hype"), (error) => error.refused && error.message === "Again.");
  assert.deepEqual(statuses, [400, 400]);
  said({ status: 503, body: { error: { code: "busy", message: "Much later.", retry_after: 60 } } });
  await assert.rejects(cast("hype", "a", "hype"), (error) => error.message === "Much later.");
  assert.deepEqual(statuses, [503]);
});
