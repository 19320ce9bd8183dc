import assert from "node:assert/strict";
import { test } from "node:test";

import { actionFor, isTyping } from "../../../static/js/live/keys.js";

test("letters, digits, arrows, space", () => {
  assert.deepEqual(actionFor({ key: " " }), { name: "toggle" });
  assert.deepEqual(actionFor({ key: "s" }), { name: "snapshot" });
  assert.deepEqual(actionFor({ key: "R" }), { name: "record" });
  assert.deepEqual(actionFor({ key: "f" }), { name: "projector" });
  assert.deepEqual(actionFor({ key: "m" }), { name: "mirror" });
  assert.deepEqual(actionFor({ key: "?" }), { name: "help" });
  assert.deepEqual(actionFor({ key: "ArrowLeft" }), { name: "step", step: -1 });
  assert.deepEqual(actionFor({ key: "ArrowDown" }), { name: "step", step: 1 });
  assert.deepEqual(actionFor({ key: "9" }), { name: "choose", index: 8 });
  assert.equal(actionFor({ key: "0" }), null);
  assert.equal(actionFor({ key: "x" }), null);
  assert.equal(actionFor({ key: "constructor" }), null);
});

test("not while typing, in a dialog, or with a modifier", () => {
  assert.equal(actionFor({ key: "s", focus: { tag: "INPUT", type: "text" } }), null);
  assert.equal(actionFor({ key: "s", focus: { tag: "TEXTAREA" } }), null);
  assert.equal(actionFor({ key: "s", focus: { tag: "DIV", editable: true } }), null);
  assert.equal(actionFor({ key: "s", dialog: true }), null);
  assert.equal(actionFor({ key: "s", ctrl: true }), null);
  assert.ok(isTyping({ tag: "INPUT" }));
  assert.equal(isTyping({ tag: "INPUT", type: "range" }), false);
});

test("a focused control keeps its own keys", () => {
  assert.equal(actionFor({ key: " ", focus: { tag: "BUTTON" } }), null);
  assert.equal(actionFor({ key: " ", focus: { tag: "INPUT", type: "checkbox" } }), null);
  assert.deepEqual(actionFor({ key: " ", focus: { tag: "INPUT", type: "range" } }), { name: "toggle" });
  assert.equal(actionFor({ key: "ArrowLeft", focus: { tag: "INPUT", type: "range" } }), null);
  assert.equal(actionFor({ key: "ArrowLeft", focus: { tag: "DIV", role: "slider" } }), null);
  assert.deepEqual(actionFor({ key: "s", focus: { tag: "BUTTON" } }), { name: "snapshot" });
});

test("a held key repeats steps, not presses", () => {
  assert.equal(actionFor({ key: " ", repeat: true }), null);
  assert.equal(actionFor({ key: "s", repeat: true }), null);
  assert.deepEqual(actionFor({ key: "ArrowRight", repeat: true }), { name: "step", step: 1 });
});
