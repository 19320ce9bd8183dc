import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { sizeToSend } from "../../static/js/live/fit.js";
import { PASSING } from "../../static/js/live/machine.js";
import { elapsedText, fileName } from "../../static/js/live/record.js";
import { createStats, PARTS, split } from "../../static/js/live/stats.js";
import { statusOf, sentencesOf } from "../../static/js/live/view.js";
import { placeOf } from "../../static/js/shared/hypemeter.js";
import { has, say } from "../../static/js/shared/strings.js";

const STATIC = new URL("../../static", import.meta.url).pathname;
const TEMPLATES = new URL("../../templates", import.meta.url).pathname;

function filesIn(folder, extension) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(extension) && !name.startsWith("vendor"))
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
}

test("a mark's place on the meter", () => {
  assert.equal(placeOf(5, { hype: 0, reality: 10 }), 0.5);
  assert.equal(placeOf(5, { hype: 10, reality: 0 }), 0.5);
  assert.equal(placeOf(0, { hype: 10, reality: 0 }), 1);
  assert.ok(Math.abs(placeOf(10, { hype: 1, reality: 100, scale: "log" }) - 0.5) < 1e-9);
  assert.equal(placeOf(1000, { hype: 1, reality: 100, scale: "log" }), 1);
  assert.ok(Number.isNaN(placeOf(0, { hype: 1, reality: 100, scale: "log" })));
  assert.ok(Number.isNaN(placeOf(1, { hype: 2, reality: 2 })));
  assert.ok(Number.isNaN(placeOf(undefined, { hype: 0, reality: 1 })));
});

test("pictures are sent within the demo's size, turned for upright ones, never enlarged", () => {
  const size = { width: 640, height: 480 };
  assert.deepEqual(sizeToSend({ width: 640, height: 480 }, size), { width: 640, height: 480 });
  assert.deepEqual(sizeToSend({ width: 1280, height: 720 }, size), { width: 640, height: 360 });
  assert.deepEqual(sizeToSend({ width: 1080, height: 1920 }, size), { width: 360, height: 640 });
  assert.deepEqual(sizeToSend({ width: 480, height: 640 }, size), { width: 480, height: 640 });
  assert.deepEqual(sizeToSend({ width: 100, height: 80 }, size), { width: 100, height: 80 });
  assert.deepEqual(sizeToSend({ width: 5000, height: 2 }, size), { width: 640, height: 1 });
});

test("rates and means over the last two seconds, totals for ever", () => {
  const stats = createStats();
  const parts = Object.fromEntries(PARTS.map((part) => [part, 1]));
  for (let i = 0; i < 100; i++) stats.answer(i * 50, { latency: 60, parts, data: i });
  stats.drop(3);
  const read = stats.read(99 * 50);
  assert.equal(read.answered, 100);
  assert.equal(read.dropped, 3);
  assert.ok(Math.abs(read.fps - 20) < 1e-9);
  assert.equal(read.latency, 60);
  assert.equal(read.lastData, 99);
  const later = stats.read(99 * 50 + 5000);
  assert.equal(later.fps, 0);
  assert.equal(later.answered, 100);
});

test("latency is split so that the parts add up, and never below zero", () => {
  const timing = { wait: 3, decode: 4, predict: 40, render: 2, encode: 3, total: 52 };
  const parts = split(70, 6, timing);
  assert.equal(parts.network, 12);
  assert.equal(PARTS.reduce((sum, part) => sum + parts[part], 0), 70);
  assert.equal(split(10, 6, timing).network, 0);
  assert.equal(split(10, 6, {}).predict, 0);
});

test("times and names of recordings", () => {
  assert.equal(elapsedText(0), "0:00");
  assert.equal(elapsedText(65_999), "1:05");
  assert.equal(elapsedText(3_600_000), "60:00");
  assert.equal(fileName("pose", "png", new Date(2025, 2, 14, 15, 9, 26)), "pose-20250314-150926.png");
});

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

test("the catalogue has every key that the scripts name, and an unknown key throws", () => {
  for (const { name, text } of filesIn(join(STATIC, "js"), ".js")) {
    if (text.includes("speakerOf({")) continue; // it has a catalogue of its own
    for (const [, key] of text.matchAll(/\bsay\("([a-z_]+)"/g)) assert.ok(has(key), `${name}: ${key}`);
  }
  assert.throws(() => say("no_such_key"), /no string/);
});

test("scripts never write markup, templates carry no inline script or style", () => {
  for (const { name, text } of filesIn(join(STATIC, "js"), ".js")) {
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser/, name);
  }
  for (const { name, text } of filesIn(TEMPLATES, ".html")) {
    assert.doesNotMatch(text, /\sstyle="|\son[a-z]+="|<style|javascript:/, name);
    for (const [tag] of text.matchAll(/<script[^>]*>/g)) assert.match(tag, /src=|type="application\/json"/, name);
    for (const [, url] of text.matchAll(/(?:src|href)="(https?:[^"]*)"/g)) assert.fail(`${name}: ${url}`);
  }
});

test("colours stand in tokens.css alone", () => {
  for (const { name, text } of filesIn(join(STATIC, "css"), ".css")) {
    if (name === "tokens.css") continue;
    assert.doesNotMatch(text, /#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(/i, name);
  }
});

/** The custom properties of one block of tokens.css. */
function tokens(css, opening) {
  const from = css.indexOf(opening) + opening.length;
  const block = css.slice(from, css.indexOf("}", from));
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
}

/** Contrast ratio of WCAG 2. */
function contrast(one, other) {
  const luminance = (hex) => {
    const [r, g, b] = [1, 3, 5].map((i) => {
      const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

test("text has a contrast of at least 4.5, marks of at least 3, in both themes", () => {
  const css = readFileSync(join(STATIC, "css/tokens.css"), "utf8");
  const light = tokens(css, "\n:root {");
  const chosen = tokens(css, ':root[data-theme="dark"] {');
  const system = tokens(css, ':root:not([data-theme="light"]) {');
  assert.deepEqual(system, chosen, "the two dark themes are the same");
  for (const [name, theme] of [["light", light], ["dark", { ...light, ...chosen }]]) {
    const text = [
      ["ink", "paper"], ["ink", "paper-deep"], ["ink-soft", "paper"], ["ink-soft", "paper-deep"], ["accent", "paper"],
      ["accent-ink", "accent"], ["paper", "ink"], ["good", "paper"], ["bad", "paper"], ["stage-ink", "stage"],
      ["stage-soft", "stage"], ["stage-soft", "stage-raised"], ["stage-accent-ink", "stage-accent"], ["stage-bad", "stage"],
    ];
    for (const [front, back] of text) {
      const ratio = contrast(theme[front], theme[back]);
      assert.ok(ratio >= 4.5, `${name}: ${front} on ${back} ${ratio.toFixed(2)}`);
    }
    for (const [front, back] of [["rule-strong", "paper"], ["accent", "paper"], ["part-network", "stage"], ["part-wait", "stage"], ["part-browser", "stage"]]) {
      const ratio = contrast(theme[front], theme[back]);
      assert.ok(ratio >= 3, `${name}: ${front} on ${back} ${ratio.toFixed(2)}`);
    }
  }
});
