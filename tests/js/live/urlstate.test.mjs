import assert from "node:assert/strict";
import { test } from "node:test";

import { defaultsOf, format, parse } from "../../../static/js/live/urlstate.js";

const PARAMS = [
  { kind: "number", name: "people", minimum: 1, maximum: 6, step: 1, default: 6 },
  { kind: "number", name: "strength", minimum: 0, maximum: 1, step: 0.05, default: 1 },
  { kind: "switch", name: "boxes", default: false },
  { kind: "choice", name: "style", default: "wave", options: [{ value: "wave" }, { value: "a b&c=d" }] },
  { kind: "upload", name: "own", default: null },
];
const BUILTIN = [
  { kind: "clip", name: "bikes.mp4" },
  { kind: "picture", name: "astronaut.png" },
];
const EMPTY = { source: null, facing: null, mirror: null, split: null, params: defaultsOf(PARAMS) };

test("nothing in the address: the defaults", () => {
  assert.deepEqual(parse("", PARAMS, BUILTIN), EMPTY);
  assert.equal(format(EMPTY, PARAMS), "");
});

test("a state survives the address", () => {
  for (const source of [null, { kind: "camera" }, { kind: "screen" }, { kind: "clip", name: "bikes.mp4" }]) {
    for (const split of [null, 0, 0.25, 1]) {
      for (const mirror of [null, true, false]) {
        const params = { people: 3, strength: 0.35, boxes: true, style: "a b&c=d", own: null };
        const state = { source, facing: "back", mirror, split, params };
        assert.deepEqual(parse(format(state, PARAMS), PARAMS, BUILTIN), state);
      }
    }
  }
});

test("a painted shape survives the address, and only whole", () => {
  const shapes = [{ kind: "mask", name: "shape", width: 4, height: 4, default: "0000" }];
  assert.equal(format({ ...EMPTY, params: { shape: "0ff0" } }, shapes), "?p.shape=0ff0");
  assert.equal(format({ ...EMPTY, params: { shape: "0000" } }, shapes), "");
  const read = (text) => parse(`?p.shape=${text}`, shapes).params.shape;
  assert.deepEqual(["0ff0", "0ff", "0ff00", "0FF0", "0fg0", "0ff0%0A", ""].map(read), ["0ff0", ...Array(6).fill("0000")]);
});

test("the address is plain to read", () => {
  const state = { ...EMPTY, source: { kind: "clip", name: "bikes.mp4" }, params: { ...EMPTY.params, people: 2 } };
  assert.equal(format(state, PARAMS), "?source=clip:bikes.mp4&p.people=2");
});

test("what cannot be read is left at its default", () => {
  const hostile = [
    "?p.people=7", "?p.people=NaN", "?p.people=1e3", "?p.people=", "?p.people=0x2", "?p.strength=-1",
    "?p.boxes=true", "?p.style=<script>", "?p.style=__proto__", "?p.own=abc", "?p.unknown=1", "?__proto__=1",
    "?source=clip:../../etc/passwd", "?source=clip:unknown.mp4", "?source=javascript:alert(1)", "?source=camera:x",
    "?source=file:x", "?camera=left", "?mirror=yes", "?split=2", "?split=.5", "?split=1e-1", "?split=0.12345",
    "?%", "?%E0%A4%A", "???", `?p.style=${"x".repeat(100000)}`,
  ];
  for (const query of hostile) assert.deepEqual(parse(query, PARAMS, BUILTIN), EMPTY, query);
});

test("the visitor's own pictures and files stay out of the address", () => {
  const state = { ...EMPTY, source: { kind: "file", name: "holiday.mp4" }, params: { ...EMPTY.params, own: "id1" } };
  assert.equal(format(state, PARAMS), "");
});

test("numbers are written without float noise", () => {
  const state = { ...EMPTY, params: { ...EMPTY.params, strength: 0.1 + 0.2 } };
  assert.equal(format(state, PARAMS), "?p.strength=0.3");
});
