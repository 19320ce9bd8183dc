import assert from "node:assert/strict";
import { test } from "node:test";

import "../support/page.mjs";

import { PASSING } from "../../../static/js/live/machine.js";
import { sentencesOf, statusOf } from "../../../static/js/live/view.js";
import { say } from "../../../static/js/shared/texts.js";

test("every refusal and failure has its sentence", () => {
  const codes = [
    "bad_image", "too_large", "too_small", "invalid_format", "unknown_demo", "bad_params", "rate_limited", "server_full",
    "busy", "model_loading", "model_restarting", "model_unavailable", "timeout", "internal", "camera_denied", "camera_busy",
    "camera_missing", "camera_overconstrained", "camera_unplugged", "camera_insecure", "camera_failed", "screen_denied",
    "screen_unsupported", "screen_ended", "file_unreadable", "file_none", "clip_failed", "server_gone",
  ];
  for (const code of codes) {
    const { what, next } = sentencesOf({ code, message: "Because." });
    assert.match(what, /^[A-Z].*[.]$/, code);
    if (!(code in PASSING) && code !== "server_gone") assert.match(next, /^[A-Z].*[.]$/, code);
  }
  assert.equal(sentencesOf({ code: "constructor", message: "Odd." }).what, "Odd.");
  assert.match(sentencesOf({ code: "server_full" }, 1).next, /in 1 s\./);
});

test("every state has its sentence", () => {
  const state = { source: { kind: "camera" }, slow: false, problem: null, notice: null, still: false };
  for (const kind of ["camera", "clip", "picture", "file", "screen"]) {
    for (const phase of ["idle", "asking", "opening", "live", "paused", "reconnecting"]) {
      assert.ok(statusOf({ ...state, source: { kind } }, phase, true));
    }
    assert.ok(say(`start_${kind}`));
  }
  const slow = statusOf({ ...state, slow: true }, "asking", false);
  assert.equal(slow, say("prompt_waiting"));
});
