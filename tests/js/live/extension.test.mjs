import assert from "node:assert/strict";
import { test } from "node:test";

import { createEvents, hooksOf, loadExtension } from "../../../static/js/live/extension.js";

test("a demo without a module has the server draw and paints nothing", async () => {
  assert.deepEqual(await loadExtension(null, {}), { render: "server", compose: null, paint: null });
});

test("what a module returns is completed, and what means nothing is refused", () => {
  const paint = () => {};
  assert.deepEqual(hooksOf({ render: "browser", paint }), { render: "browser", compose: null, paint });
  assert.throws(() => hooksOf({ render: "nobody" }), /nobody/);
  assert.throws(() => hooksOf({ paint: "red" }), /paint/);
  assert.throws(() => hooksOf({ compose: "red" }), /compose/);
});

test("handlers hear their own event until they are taken off", () => {
  const { on, emit } = createEvents();
  const heard = [];
  const off = on("answer", (value) => heard.push(value));
  on("state", () => heard.push("state"));
  emit("answer", 1);
  off();
  emit("answer", 2);
  assert.deepEqual(heard, [1]);
  assert.throws(() => on("anwser", () => {}), /anwser/);
});

test("a module gets what the page offers; one that fails leaves the page as it is", async () => {
  const module = (text) => `data:text/javascript,${encodeURIComponent(text)}`;
  const live = { heard: [] };
  const hooks = await loadExtension(module("export function extend(live) { live.heard.push(1); return { render: 'browser' }; }"), live);
  assert.deepEqual(live.heard, [1]);
  assert.equal(hooks.render, "browser");
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  assert.equal((await loadExtension(module("export function extend() { throw new Error('broken'); }"), live)).render, "server");
  assert.deepEqual(reported, ["broken"]);
});
