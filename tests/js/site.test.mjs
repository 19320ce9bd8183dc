import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const STATIC = new URL("../../static", import.meta.url).pathname;
const TEMPLATES = new URL("../../templates", import.meta.url).pathname;

function filesIn(folder, extension) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(extension) && !name.startsWith("vendor"))
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
}

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
