import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Draw } from "../../../static/js/live/draw.js";
import { Frame } from "../../../static/js/live/frames.js";
import { layersOf } from "../../../static/js/live/socket.js";

let decoded, calls, hooks, canvas;

beforeEach(() => {
  [decoded, calls] = [[], []];
  hooks = { render: "layers", compose: null, paint: null };
  const context = {
    drawImage: (picture, ...to) => calls.push(["draw", picture.name, ...to]),
    fillRect: (...area) => calls.push(["line", ...area]),
  };
  canvas = { width: 0, height: 0, getContext: () => context };
  globalThis.createImageBitmap = async (blob) => {
    const name = await blob.text();
    if (name === "broken") throw new Error("no picture");
    const picture = { name, width: 320, height: 240, closed: false, close: () => (picture.closed = true) };
    decoded.push(picture);
    return picture;
  };
});

const bytes = (name) => new TextEncoder().encode(name).buffer;
const drawn = () => new Promise((resolve) => setTimeout(resolve, 0));
const draw = () => new Draw(canvas, { divider: "white", on: { hooks: () => hooks, shape() {}, fault: (error) => calls.push(["error", error.message]), drawn: (meta) => calls.push(["drawn", meta.seq]) } });

function frame(name, width = 1280, height = 720) {
  const picture = { name, closed: false, close: () => (picture.closed = true) };
  return new Frame(picture, { width, height });
}

test("attachments have the names that the result gives, in that order; a lone one is the picture", () => {
  assert.deepEqual(layersOf({ layers: ["a", "b"] }, [1, 2]), { a: 1, b: 2 });
  assert.deepEqual(layersOf({ layers: [] }, [null]), {});
  assert.deepEqual(layersOf({}, [null]), {});
  assert.deepEqual(layersOf({}, [1]), { picture: 1 });
});

test("data alone is drawn on the frame, at the frame's own size", async () => {
  hooks.paint = (context, { width, height, data, original }) => calls.push(["paint", width, height, data, original.name]);
  draw().show({ frame: frame("seen"), layers: {}, meta: { seq: 4, data: 7 } });
  await drawn();
  assert.deepEqual([canvas.width, canvas.height], [1280, 720]);
  assert.deepEqual(calls, [["draw", "seen", 0, 0, 1280, 720], ["paint", 1280, 720, 7, "seen"], ["drawn", 4]]);
});

test("a picture that the server drew has its own size; the original beside it is scaled to it", async () => {
  const stage = draw();
  stage.setSplit(0.5);
  stage.show({ frame: frame("seen"), layers: { picture: bytes("painting") }, meta: { seq: 1 } });
  await drawn();
  assert.deepEqual([canvas.width, canvas.height], [320, 240]);
  assert.deepEqual(calls[0], ["draw", "painting", 0, 0, 320, 240]);
  assert.deepEqual(calls[1], ["draw", "seen", 0, 0, 640, 720, 0, 0, 160, 240]);
});

test("layers go to the demo's own drawing; what it cannot put together shows the frame", async () => {
  hooks.compose = (context, { layers }) => {
    calls.push(["compose", Object.keys(layers).join()]);
    return "ab" in layers;
  };
  const stage = draw();
  stage.show({ frame: frame("one"), layers: { ab: bytes("ab") }, meta: { seq: 1 } });
  await drawn();
  stage.show({ frame: frame("two"), layers: {}, meta: { seq: 2 } });
  await drawn();
  const said = calls.map(([what, which]) => `${what} ${which}`);
  assert.deepEqual(said, ["compose ab", "drawn 1", "compose ", "draw two", "drawn 2"]);
  assert.equal(decoded[0].closed, true);
});

test("every frame is given back: replaced, overtaken, broken, of a source before", async () => {
  const stage = draw();
  const frames = ["a", "b", "c", "d", "e"].map((name) => frame(name));
  const show = (at, layers = {}) => stage.show({ frame: frames[at], layers, meta: { seq: at } });
  show(0);
  show(1);
  show(2);
  await drawn();
  show(3, { ab: bytes("broken") });
  await drawn();
  show(4);
  stage.clear();
  await drawn();
  assert.deepEqual(frames.map(({ picture }) => picture.closed), [true, true, true, true, true]);
});

test("a demo whose drawing fails is told; its frame and the next answer are shown", async () => {
  const stage = draw();
  hooks.paint = () => {
    throw new Error("ink");
  };
  stage.show({ frame: frame("one"), layers: {}, meta: { seq: 1 } });
  await drawn();
  hooks.paint = null;
  hooks.compose = () => {
    throw new Error("glue");
  };
  stage.show({ frame: frame("two"), layers: {}, meta: { seq: 2 } });
  await drawn();
  assert.deepEqual(calls.slice(1), [["error", "ink"], ["drawn", 1], ["error", "glue"], ["draw", "two", 0, 0, 1280, 720], ["drawn", 2]]);
});

test("a demo that conceals shows what it made or black, never the frame, nor the original beside it", async () => {
  const stage = draw();
  stage.setSplit(0.5);
  hooks = { ...hooks, conceals: true, compose: () => calls.push(["composed"]) };
  stage.show({ frame: frame("one"), layers: {}, meta: { seq: 1 } });
  await drawn();
  hooks.compose = () => {
    throw new Error("glue");
  };
  stage.show({ frame: frame("two"), layers: {}, meta: { seq: 2 } });
  await drawn();
  assert.deepEqual(calls, [["composed"], ["drawn", 1], ["error", "glue"], ["line", 0, 0, 1280, 720], ["drawn", 2]]);
});

test("what takes long to put together is put together smaller, and kept in full", async () => {
  const sizes = [];
  let now = 0;
  const clock = performance.now;
  performance.now = () => now;
  hooks.compose = (context, { width, height }) => {
    sizes.push([width, height]);
    now += (width * height) / 8000;
  };
  const stage = draw();
  try {
    for (let seq = 0; seq < 7; seq++) {
      stage.show({ frame: frame("seen"), layers: {}, meta: { seq } });
      await drawn();
    }
    assert.deepEqual(sizes.slice(0, 6), Array(6).fill([1280, 720]));
    assert.deepEqual(sizes[6], [640, 360]);
    assert.deepEqual([canvas.width, canvas.height], [640, 360]);
    let kept = null;
    stage.inFull(() => (kept = [canvas.width, canvas.height]));
    assert.deepEqual(kept, [1280, 720]);
    assert.deepEqual([canvas.width, canvas.height], [640, 360]);
  } finally {
    performance.now = clock;
  }
});
