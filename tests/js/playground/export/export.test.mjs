import assert from "node:assert/strict";
import { test } from "node:test";

import { mixed } from "../../../../static/js/playground/export/paint.js";
import { secondsAStep } from "../../../../static/js/playground/export/save.js";
import { sceneOf, textWidth, wrap } from "../../../../static/js/playground/export/scene.js";
import { filled, sheetOf } from "../../../../static/js/playground/export/sheet.js";
import { stepScene } from "../../../../static/js/playground/export/views.js";
import { readState } from "../../../../static/js/playground/shell/state.js";
import { PLAYGROUND, speaker } from "../../support/texts.mjs";
import { derive, TABLE } from "../../../../static/js/playground/step/model.js";
import { writer } from "../../../../static/js/playground/step/words.js";

test("a step's scene has every number, the window and the sum", () => {
  const state = readState(TABLE, "?padding=1&factor=1/9");
  const derived = derive(state);
  const scene = stepScene(state, derived, 6, writer(state.factor, false), speaker(PLAYGROUND));
  const rects = scene.items.filter(({ kind }) => kind === "rect");
  assert.equal(rects.length, 49 + 9 + 25);
  assert.equal(rects.filter(({ fill }) => fill === "tint").length, 9);
  assert.equal(rects.filter(({ fill }) => fill === "accent").length, 1);
  const words = scene.items.map(({ text }) => text).join(" ");
  assert.match(words, /1\/9 × \(1×1 \+ 1×0 .* = 4\/9/);
  for (const item of scene.items) {
    assert.ok(item.x >= 0 && item.y >= 0 && item.x <= scene.width && item.y <= scene.height, JSON.stringify(item));
  }
  assert.equal(scene.width % 2 + scene.height % 2, 0);
});

test("numbers to come stay out of a scene when they are hidden", () => {
  const state = { ...readState(TABLE, ""), ahead: false };
  const shown = (at) => {
    const { items } = stepScene(state, derive(state), at, writer([1, 1], false), speaker(PLAYGROUND, "pt-BR"));
    return items.filter(({ kind, text }) => kind === "text" && text !== "").length;
  };
  assert.equal(shown(8) - shown(0), 8);
});

test("lines are broken within the width, cells are as wide as their numbers", () => {
  const lines = wrap("1×1 + ".repeat(40).trim(), 20, 300);
  assert.ok(lines.length > 3);
  for (const line of lines) assert.ok(textWidth(line, 20) <= 300);
  const scene = sceneOf({ groups: [{ title: "a", columns: 1, cells: [{ text: "−1234.56" }] }] });
  assert.ok(scene.items.find(({ kind }) => kind === "rect").width > 80);
});

test("a film is never longer than a minute", () => {
  assert.equal(secondsAStep(9, 1), 1);
  assert.equal(secondsAStep(9, 4), 0.25);
  assert.equal(secondsAStep(600, 0.5), 0.1);
  assert.equal(mixed("#000000", "#ffffff", 0.5), "#808080");
});

test("a chapter's sheet keeps its parts apart, and drops columns of buttons alone", () => {
  const rows = [["Choose", "Layer", "Parameters"], ["", "1. Convolution", "448"], ["", "All", "1,234"]];
  assert.deepEqual(filled(rows)[0], ["Layer", "Parameters"]);
  const pictures = [{ width: 700, height: 120 }, { width: 100, height: 50 }];
  const sheet = sheetOf({ title: "Your own network", tables: [rows, []], pictures, lines: ["It sees ".repeat(40), ""] });
  const words = sheet.items.filter(({ kind }) => kind === "text").map(({ text }) => text);
  assert.ok(["Your own network", "1. Convolution", "448"].every((text) => words.includes(text)));
  const table = sheet.items.filter(({ kind }) => kind === "rect");
  assert.equal(table.length, 3);
  const [first, second] = sheet.places;
  assert.ok(first.y >= table.at(-1).y + table.at(-1).height && second.y >= first.y + first.height);
  assert.ok(sheet.items.at(-1).y > second.y + second.height && sheet.items.at(-1).y <= sheet.height);
  assert.ok(first.x + first.width <= sheet.width);
  assert.ok(words.filter((text) => text.startsWith("It sees")).every((text) => textWidth(text, 20) <= sheet.width));
});
