/** A camera that misbehaves: who refused it, whether its pictures come, and what a canvas gives back. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "../../support/page.mjs";

import { isNoisy } from "../../../../static/js/shared/stage/canvascheck.js";
import { sentencesOf } from "../../../../static/js/shared/stage/faults.js";
import { FrameWatch } from "../../../../static/js/shared/stage/framewatch.js";
import { HeldSources } from "../../../../static/js/shared/stage/held.js";
import { refusalOf } from "../../../../static/js/shared/stage/refusals.js";

test("each refusal is told by whose it was", () => {
  const told = (name, message, permission) => refusalOf("camera", { name, message }, permission);
  assert.equal(told("NotAllowedError", "Permission denied", "denied"), "camera_denied");
  assert.equal(told("NotAllowedError", "Permission denied", ""), "camera_denied");
  assert.equal(told("NotAllowedError", "Permission denied by system", "granted"), "camera_refused");
  assert.equal(told("NotAllowedError", "The request is not allowed by the user agent or the platform", "granted"), "camera_refused");
  assert.equal(told("NotAllowedError", "Permission dismissed", "prompt"), "camera_dismissed");
  assert.equal(told("NotReadableError", "Could not start video source", "granted"), "camera_busy");
  assert.equal(told("AbortError", "Timeout starting video source", "granted"), "camera_silent");
  assert.equal(told("AbortError", "Starting videoinput failed", "granted"), "camera_busy");
  assert.equal(told("NotFoundError"), "camera_missing");
  assert.equal(told("TypeError"), "camera_failed");
  assert.equal(refusalOf("microphone", { name: "NotAllowedError" }, "granted"), "microphone_refused");
});

test("every trouble of a device has a sentence of its own and a way out", () => {
  const codes = ["refused", "dismissed", "silent", "muted"].flatMap((end) => [`camera_${end}`, `microphone_${end}`]);
  codes.push("camera_stalled", "camera_denied", "camera_busy", "screen_muted", "canvas_noisy");
  const said = codes.map((code) => sentencesOf({ code }));
  assert.equal(new Set(said.map(({ what }) => what)).size, codes.length);
  for (const { next } of said) assert.match(next, /^[A-Z].*[.]$/);
});

/** Looks every 250 ms from `from` to `to`; what was judged in the end. */
function looked(watch, from, to, hidden = false) {
  let found = null;
  for (let now = from; now <= to; now += 250) found = watch.look(now, hidden);
  return found;
}

test("allowed but silent is told after three seconds, and over with the first picture", () => {
  const watch = new FrameWatch(0);
  assert.equal(looked(watch, 0, 3000), null);
  assert.equal(looked(watch, 3250, 30_000), "silent");
  watch.frame(30_010);
  assert.equal(watch.look(30_020), null);
});

test("no picture for two seconds is told, and over with the next", () => {
  const watch = new FrameWatch(0);
  for (let now = 0; now < 5000; now += 33) watch.frame(now);
  assert.equal(looked(watch, 0, 6750), null);
  assert.equal(looked(watch, 7000, 9000), "stalled");
  watch.frame(9100);
  assert.equal(watch.look(9200), null);
});

test("a muted track is told soon, and first; who is muted for a moment only is left alone", () => {
  const watch = new FrameWatch(0);
  watch.frame(0);
  watch.mute(true, 100);
  assert.equal(watch.look(250), null);
  assert.equal(watch.look(500), "muted");
  assert.equal(looked(watch, 750, 9000), "muted");
  watch.mute(false, 9000);
  assert.equal(watch.look(9100), null);
  assert.equal(looked(watch, 9250, 11_250), "stalled", "the system let go, and nothing comes all the same");
  watch.frame(11_300);
  watch.mute(true, 11_350);
  watch.frame(11_400);
  assert.equal(watch.look(11_500), null, "pictures come although the track says muted");
});

test("a page that is hidden, or stood still itself, blames no camera", () => {
  const watch = new FrameWatch(0);
  watch.frame(0);
  assert.equal(looked(watch, 250, 60_000, true), null);
  assert.equal(looked(watch, 60_250, 61_750), null);
  assert.equal(watch.look(80_000), null);
  assert.equal(looked(watch, 80_250, 82_500), "stalled");
  assert.equal(looked(watch, 82_750, 90_000, true), "stalled", "what was told stays told");
});

test("a shared screen on which nothing moves is well; one that is minimised is told", () => {
  const watch = new FrameWatch(0, { silent: Infinity, stalled: Infinity });
  watch.frame(0);
  assert.equal(looked(watch, 0, 600_000), null);
  watch.mute(true, 600_000);
  assert.equal(looked(watch, 600_250, 600_750), "muted");
  watch.mute(false, 600_800);
  assert.equal(watch.look(601_000), null);
});

test("noise is noise, and a last bit that is off is none", () => {
  const colour = [40, 140, 220];
  const plain = Array.from({ length: 256 }, () => [...colour, 255]).flat();
  assert.equal(isNoisy(plain, colour), false);
  assert.equal(isNoisy(plain.map((byte, at) => byte - (at % 2)), colour), false);
  assert.equal(isNoisy(plain.map(() => 255), colour), true, "white, as older browsers answer");
  assert.equal(isNoisy(plain.map((byte, at) => (at % 64 < 32 ? byte : (byte + 97) % 256)), colour), true);
});

// Sources that were asked for

let told;
beforeEach(() => (told = []));
const held = (acquire) => new HeldSources({ size: () => ({}), dispatch: (event) => told.push(event), acquire });
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("a camera that gives no picture is let go of when nobody wants it any more", async () => {
  let signal;
  const sources = held((_spec, options) => {
    ({ signal } = options);
    options.onGranted();
    options.onTrouble("camera_silent");
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("unwanted"))));
  });
  sources.acquire(1, { kind: "camera" });
  assert.deepEqual(told, [{ type: "sourceGranted", token: 1 }, { type: "sourceTrouble", token: 1, code: "camera_silent" }]);
  assert.equal(signal.aborted, false);
  sources.release(1);
  await settled();
  assert.equal(signal.aborted, true);
  assert.equal(told.length, 2, "nobody is told of a failure that was wanted");
});

test("a source that fails is told with its code", async () => {
  await held(async () => Promise.reject(Object.assign(new Error(), { code: "camera_busy" }))).acquire(4, {});
  assert.deepEqual(told, [{ type: "sourceFailed", token: 4, code: "camera_busy" }]);
});
