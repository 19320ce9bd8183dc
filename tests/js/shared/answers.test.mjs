import assert from "node:assert/strict";
import { test } from "node:test";

import "../support/page.mjs";

import { answerOf } from "../../../static/js/shared/answers.js";
import { copyToClipboard } from "../../../static/js/shared/clipboard.js";
import { say } from "../../../static/js/shared/texts.js";
import { cast, tally } from "../../../static/js/shared/votes.js";
import { send } from "../../../static/js/live/uploads.js";

const HTML = "<html><head><title>413 Request Entity Too Large</title></head></html>";
const replies = (status, body) => (globalThis.fetch = async () => new Response(body, { status }));
globalThis.location ??= { pathname: "/", href: "http://localhost/" };

test("the server's own answers are taken as they are", () => {
  assert.deepEqual(answerOf('{"id": 3}', 200), { id: 3 });
  assert.equal(answerOf('{"error": {"code": "busy", "message": "Later."}}', 503).error.message, "Later.");
});

test("what is no JSON, or another's JSON, is named for what it is", () => {
  assert.match(answerOf(HTML, 413).error.message, /takes no file of this size/);
  assert.match(answerOf("<h1>502 Bad Gateway</h1>", 502).error.message, /answered in its place \(status 502\)/);
  assert.match(answerOf("", 504).error.message, /504/);
  assert.match(answerOf('{"message": "Not found"}', 404).error.message, /404/);
  assert.match(answerOf("<form>Sign in to this network</form>", 200).error.message, /status 200/);
  assert.match(answerOf("null", 200).error.message, /status 200/);
});

test("an upload and a vote that a proxy stopped say so, and never that the server cannot be reached", async () => {
  replies(413, HTML);
  await assert.rejects(send(new Blob(["x"])), /takes no file of this size/);
  await assert.rejects(cast("hype", "pose", "hype"), (error) => error.refused && /takes no file/.test(error.message));
  replies(200, "<form>Sign in to this network</form>");
  await assert.rejects(tally("hype"), /answered in its place/);
  replies(200, '{"id": "a", "width": 1, "height": 1}');
  assert.equal((await send(new Blob(["x"]))).id, "a");
});

test("a picture that the server refused is refused in the page's own words", async () => {
  const refused = (error, status = 400) => (replies(status, JSON.stringify({ error: { message: "As for programs.", ...error } })), send(new Blob(["x"])));
  const own = (key, values) => ({ message: say("upload_failed", { message: say(key, values) }) });
  await assert.rejects(refused({ code: "bad_image", why: { reason: "cut_off", kind: "PNG" } }), own("picture_cut_off", { kind: "PNG" }));
  await assert.rejects(refused({ code: "bad_image" }), own("bad_image"));
  await assert.rejects(refused({ code: "bad_image", why: { reason: "of tomorrow" } }), own("bad_image"));
  await assert.rejects(refused({ code: "too_large" }, 413), own("too_large"));
  for (const code of ["busy", "rate_limited", "timeout", "internal"]) await assert.rejects(refused({ code }, 503), own("upload_later"));
});

test("copied is said only of what was", async () => {
  const clipboard = (value) => Object.defineProperty(globalThis, "navigator", { value: { clipboard: value }, configurable: true });
  clipboard({ writeText: async () => {} });
  assert.equal(await copyToClipboard("text"), true);
  clipboard({ writeText: async () => Promise.reject(new Error("not allowed")) });
  assert.equal(await copyToClipboard("text"), false);
  clipboard(undefined);
  assert.equal(await copyToClipboard("text"), false);
});
