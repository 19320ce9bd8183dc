import assert from "node:assert/strict";
import { test } from "node:test";

import "../support/page.mjs";

import { PASSING } from "../../../static/js/live/machine.js";
import { figuresOf, isFrozen, statusOf, veilOf } from "../../../static/js/live/view.js";
import { sentencesOf } from "../../../static/js/shared/stage/faults.js";
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

test("why a picture was refused is told with what belongs to it, and with the step for that or for the code", () => {
  const large = sentencesOf({ code: "too_large", message: "", why: { reason: "large", megapixels: 50.4, side: 16384 } });
  assert.match(large.what, /at most 50\.4 megapixels, and 16,384 pixels/);
  assert.equal(large.next, say("too_large_next"));
  const unknown = sentencesOf({ code: "bad_image", message: "", why: { reason: "unknown", kinds: ["JPEG", "PNG", "WebP"] } });
  assert.match(unknown.what, /JPEG, PNG,? or WebP/);
  assert.equal(sentencesOf({ code: "bad_image", why: { reason: "heic" } }).next, say("picture_heic_next"));
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

test("the veil says what keeps the page from starting, and offers a button where one helps", () => {
  const demo = { state: "ready" };
  const idle = { source: { kind: "camera" }, slow: false, problem: null, notice: null, still: false };
  const ready = veilOf(idle, "idle", demo, { possible: true });
  assert.deepEqual(ready, { kind: "idle", what: "", next: "", act: say("start_camera") });
  const insecure = veilOf(idle, "idle", demo, { possible: false });
  assert.deepEqual([insecure.kind, insecure.what, insecure.act], ["problem", say("camera_insecure"), null]);
  const off = veilOf(idle, "idle", { state: "unavailable", reason: "No weights." }, { possible: true });
  assert.match(off.what, /No weights\./);
  assert.equal(off.act, say("retry"));
  const asking = veilOf(idle, "asking", demo, { possible: true });
  assert.deepEqual([asking.kind, asking.act], ["asking", null]);
  assert.equal(veilOf({ ...idle, source: { kind: "clip" } }, "asking", demo, { possible: true }), null);
  assert.equal(veilOf(idle, "live", demo, { possible: true }), null);
  const full = veilOf({ ...idle, problem: { code: "server_full", message: "" } }, "problem", demo, { possible: true, left: 3 });
  assert.match(full.next, /in 3 s/);
});

test("a camera in trouble is told in place of the state, with a way out, and a clip beside it", () => {
  const state = { source: { kind: "camera" }, slow: false, problem: null, notice: null, still: false, trouble: "camera_stalled" };
  for (const phase of ["asking", "opening", "live"]) {
    assert.equal(statusOf(state, phase, true), say("camera_stalled"));
    const veil = veilOf(state, phase, { state: "ready" }, { possible: true, hasClip: true });
    assert.deepEqual([veil.kind, veil.act, veil.other], ["problem", say("retry"), say("use_clip")]);
  }
  assert.equal(statusOf(state, "paused", true), say("state_paused"));
  assert.equal(veilOf(state, "paused", { state: "ready" }, { possible: true, hasClip: true }), null);
  assert.equal(veilOf(state, "live", { state: "ready" }, { possible: true }).other, null);
});

test("what one can go on with is offered where the device is at fault", () => {
  const offered = (kind, code) => {
    const state = { source: { kind }, slow: false, problem: { code, message: "" }, notice: null, still: false };
    return veilOf(state, "problem", { state: "ready" }, { possible: true, hasClip: true }).other;
  };
  assert.equal(offered("camera", "camera_denied"), say("use_clip"));
  assert.equal(offered("microphone", "microphone_muted"), say("start_tones"));
  assert.equal(offered("camera", "server_full"), null);
  assert.equal(offered("camera", "canvas_noisy"), null);
  assert.equal(offered("clip", "clip_failed"), null);
});

test("figures go with what they are about", () => {
  const well = { trouble: null };
  const phases = ["idle", "asking", "opening", "live", "paused", "reconnecting", "problem"];
  assert.deepEqual(phases.map((phase) => figuresOf(well, phase)), ["gone", "kept", "kept", "live", "kept", "gone", "gone"]);
  assert.equal(figuresOf({ trouble: "camera_stalled" }, "live"), "gone");
  assert.deepEqual([isFrozen(well, "live"), isFrozen(well, "reconnecting"), isFrozen({ trouble: "camera_muted" }, "live")], [false, true, true]);
});
