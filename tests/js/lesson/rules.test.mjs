import assert from "node:assert/strict";
import { test } from "node:test";

import { followStep, noticeOf, refusal, samePage, staysHere } from "../../../static/js/lesson/rules.js";

const FREE = { follow: null, locked: false, frozen: false, wall: false, off: [], rate: 0 };
const led = (changes) => ({ ...FREE, ...changes });

test("a page follows the teacher", () => {
  const lesson = led({ follow: "/demos/pose?p.people=2" });
  assert.deepEqual(followStep({ lesson, here: "/" }), { go: "/demos/pose?p.people=2" });
  assert.deepEqual(followStep({ lesson, here: "/demos/pose", canApply: true }), { apply: "/demos/pose?p.people=2" });
  assert.deepEqual(followStep({ lesson, here: "/demos/pose" }), { go: "/demos/pose?p.people=2" });
  assert.equal(followStep({ lesson, here: "/demos/pose?p.people=2" }), null);
  assert.equal(followStep({ lesson: FREE, here: "/" }), null);
});

test("the teacher follows nobody; a visitor may look around unless that is locked", () => {
  const lesson = led({ follow: "/demos/pose" });
  assert.equal(followStep({ lesson, here: "/", teacher: true }), null);
  assert.equal(followStep({ lesson, here: "/", apart: true }), null);
  assert.deepEqual(followStep({ lesson: { ...lesson, locked: true }, here: "/", apart: true }), { go: "/demos/pose" });
});

test("a screen for the room stays, unless the class was led to it", () => {
  assert.ok(staysHere("/audience", null));
  assert.ok(staysHere("/audience?x", "/demos/pose"));
  assert.ok(!staysHere("/audience", "/audience"));
  assert.ok(!staysHere("/demos/pose", null));
  const lesson = led({ follow: "/demos/pose", locked: true });
  assert.equal(followStep({ lesson, here: "/audience", stays: true }), null);
  assert.deepEqual(followStep({ lesson, here: "/audience", stays: false }), { go: "/demos/pose" });
  assert.equal(noticeOf({ lesson, stays: true }), null);
  assert.equal(noticeOf({ lesson, stays: true, removed: true }), "room_removed");
});

test("paths name the same page whatever their query and last slash", () => {
  assert.ok(samePage("/playground/?a=1", "/playground"));
  assert.ok(samePage("/", "/?x"));
  assert.ok(!samePage("/demos/pose", "/demos/style"));
});

test("what a visitor is told", () => {
  assert.equal(noticeOf({ lesson: FREE }), null);
  assert.equal(noticeOf({ lesson: led({ locked: true }) }), "room_locked");
  assert.equal(noticeOf({ lesson: led({ follow: "/" }) }), "room_following");
  assert.equal(noticeOf({ lesson: led({ follow: "/" }), apart: true }), "room_apart");
  assert.equal(noticeOf({ lesson: led({ follow: "/", locked: true }), apart: true }), "room_following_locked");
  assert.equal(noticeOf({ lesson: led({ frozen: true, locked: true }) }), "room_frozen");
  assert.equal(noticeOf({ lesson: led({ locked: true }), teacher: true }), null);
  assert.equal(noticeOf({ lesson: FREE, removed: true }), "room_removed");
});

test("locked settings stay, cameras can be switched off", () => {
  const lesson = led({ locked: true });
  for (const action of ["step", "choose", "reset", "mirror"]) assert.equal(refusal(action, { lesson }), "room_locked");
  for (const action of ["stop", "toggle", "snapshot", "help"]) assert.equal(refusal(action, { lesson }), null);
  assert.equal(refusal("reset", { lesson, teacher: true }), null);
  assert.equal(refusal("toggle", { lesson: led({ frozen: true }) }), "room_frozen");
  assert.equal(refusal("stop", { lesson: led({ frozen: true }) }), null);
});
