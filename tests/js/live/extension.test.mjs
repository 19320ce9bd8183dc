import assert from "node:assert/strict";
import { test } from "node:test";

import { createEvents, createFaults, hooksOf, loadExtension } from "../../../static/js/live/extension.js";

test("a demo without a module has the server draw and paints nothing", async () => {
  assert.deepEqual(await loadExtension(null, {}), { render: "server", compose: null, paint: null, conceals: false });
});

test("what a module returns is completed, and what means nothing is refused", () => {
  const paint = () => {};
  assert.deepEqual(hooksOf({ render: "browser", paint }), { render: "browser", compose: null, paint, conceals: false });
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
  const fault = (error) => reported.push(error.message);
  assert.equal((await loadExtension(module("export function extend() { throw new Error('broken'); }"), live, fault)).render, "server");
  assert.deepEqual(reported, ["broken"]);
});

test("a handler that throws is told of, and the others hear all the same", () => {
  const faults = [];
  const heard = [];
  const { on, emit } = createEvents((error) => faults.push(error.message));
  on("drawn", () => {
    throw new Error("ink");
  });
  on("drawn", (value) => heard.push(value));
  emit("drawn", 1);
  emit("drawn", 2);
  assert.deepEqual([faults, heard], [["ink", "ink"], [1, 2]]);
});

test("a fault reaches the console and the page, each one once", () => {
  const [reported, told] = [[], []];
  globalThis.reportError = (error) => reported.push(error.message ?? error);
  const fault = createFaults((text) => told.push(text));
  for (const error of [new Error("ink"), new Error("ink"), new Error("glue"), "a word"]) fault(error);
  assert.deepEqual(reported, ["ink", "glue", "a word"]);
  assert.deepEqual(told, ["ink", "glue", "a word"]);
});
