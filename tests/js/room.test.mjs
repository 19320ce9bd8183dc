import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf } from "../../static/js/room/history.js";
import { followStep, noticeOf, refusal, samePage } from "../../static/js/room/rules.js";
import { numeral } from "../../static/js/shared/languages.js";
import { pathOf } from "../../static/js/shared/address.js";

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

test("addresses below a path lose it", () => {
  assert.equal(pathOf({ pathname: "/hype/demos/pose", search: "?a" }, "/hype"), "/demos/pose?a");
  assert.equal(pathOf({ pathname: "/hype" }, "/hype"), "/");
  assert.equal(pathOf({ pathname: "/hyper" }, "/hype"), "/hyper");
  assert.equal(pathOf({ pathname: "/" }, ""), "/");
});

test("lines of a history rise from left to right, the largest to the top", () => {
  const choices = [{ value: "a" }, { value: "b" }];
  const history = [{ at: 10, tally: { a: 1, b: 0 } }, { at: 20, tally: { a: 2, b: 1 } }, { at: 30, tally: { a: 4, b: 2 } }];
  assert.deepEqual(linesOf({ choices, history }), [
    [[0, 0.25], [0.5, 0.5], [1, 1]],
    [[0, 0], [0.5, 0.25], [1, 0.5]],
  ]);
  assert.deepEqual(linesOf({ choices, history: [] }), [[], []]);
  assert.deepEqual(linesOf({ choices, history: history.slice(0, 1) }), [[[1, 1]], [[1, 0]]]);
});

test("numbers are written as the language writes them", () => {
  assert.equal(numeral(1234.56, 1, "en"), "1,234.6");
  assert.equal(numeral(1234.56, 1, "pt-BR"), "1.234,6");
  assert.equal(numeral(2, 0, "pt-BR"), "2");
});
