import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { blurred, colourInto, flatLines, lightness, linesOf, planesOf, resized } from "../../../models/colorization/page/compose.js";

/** What OpenCV makes of the same pictures: python -m scripts.make_colour_cases. */
const cases = JSON.parse(readFileSync(new URL("../../cases/colours.json", import.meta.url), "utf8"));

const rgba = (rgb) => Uint8ClampedArray.from({ length: (rgb.length / 3) * 4 }, (_, at) => (at % 4 === 3 ? 255 : rgb[3 * (at >> 2) + (at % 4)]));
const furthest = (found, expected) => found.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at])), 0);
const rgbOnly = (bytes) => [...bytes].filter((_, at) => at % 4 !== 3);

const { height, width } = cases.frame;
const layer = () => {
  const { levels, ...size } = cases.ab;
  const bytes = Uint8ClampedArray.from({ length: 4 * size.width * size.height }, (_, at) => [levels[2 * (at >> 2)], levels[2 * (at >> 2) + 1], 128, 255][at % 4]);
  return { planes: planesOf(bytes), size };
};
const guide = () => Float32Array.from(cases.seen.levels);
const seenSize = { width: cases.seen.width, height: cases.seen.height };

function coloured(lines, saturation) {
  const bytes = rgba(cases.frame.rgb);
  colourInto(bytes, { width, height }, lines, saturation);
  return rgbOnly(bytes);
}

const following = () => {
  const { planes, size } = layer();
  return linesOf(guide(), planes.map((plane) => resized(plane, size, seenSize)), seenSize);
};

test("lightness is OpenCV's", () => {
  assert.ok(furthest(lightness(rgba(cases.frame.rgb)), cases.lightness) <= 1);
});

test("the lines that colours follow are those of the server's guided filter", () => {
  const found = following();
  assert.ok(furthest(found.data, cases.lines) < 0.01, `${furthest(found.data, cases.lines)}`);
});

test("a picture with its own lightness and predicted colours is OpenCV's, within 2 of 255", () => {
  assert.ok(furthest(coloured(following()), cases.following) <= 2, `${furthest(coloured(following()), cases.following)}`);
});

test("so it is without edges, and with stronger colours", () => {
  const { planes, size } = layer();
  assert.ok(furthest(coloured(flatLines(planes, size)), cases.flat) <= 2, `${furthest(coloured(flatLines(planes, size)), cases.flat)}`);
  assert.ok(furthest(coloured(following(), 1.5), cases.stronger) <= 2, `${furthest(coloured(following(), 1.5), cases.stronger)}`);
});

test("what the server draws itself, by way of 8 bits, is the same picture", () => {
  const found = coloured(following());
  const mean = found.reduce((sum, value, at) => sum + Math.abs(value - cases.drawn[at]), 0) / found.length;
  assert.ok(mean < 0.6 && furthest(found, cases.drawn) <= 5, `${mean} at the mean, ${furthest(found, cases.drawn)} at most`);
});

test("no colour leaves grey, and lightness as it was", () => {
  const bytes = rgba(cases.frame.rgb);
  colourInto(bytes, { width, height }, flatLines([new Float32Array(4), new Float32Array(4)], { width: 2, height: 2 }));
  const rgb = rgbOnly(bytes);
  for (let at = 0; at < rgb.length; at += 3) assert.ok(Math.max(...rgb.slice(at, at + 3)) - Math.min(...rgb.slice(at, at + 3)) <= 1);
  assert.ok(furthest(lightness(bytes), cases.lightness) <= 2);
});

test("the mean over a window is the same everywhere for what is the same everywhere", () => {
  assert.ok(furthest(blurred(new Float32Array(9 * 4).fill(7), { width: 9, height: 4 }), new Float32Array(36).fill(7)) < 1e-5);
});
