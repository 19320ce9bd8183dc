import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

globalThis.OffscreenCanvas ??= class {};
const { MEASURED } = await import("../../../models/lips/page/ahead.js");
const { cropOf, drawFace } = await import("../../../models/lips/page/faces.js");
const { outlines } = await import("../../../models/lips/page/mouth.js");
const { pixelsOf, rgbOf, SHOWN } = await import("../../../models/lips/page/strips.js");
const { FRAME, Median, SLOWER, Track } = await import("../../../models/lips/page/track.js");
const { columnsOf, sourceOf } = await import("../../../models/lips/page/warp.js");

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url)));
const table = read("../../../models/lips/page/mouth.json");

/** An answer of two frames, the first of which is told a look-ahead after it was heard. */
const answer = (heard, { ahead = 4, behind = 0.0925 } = {}) => {
  const count = heard - ahead >= 0 ? 2 : 0;
  const list = (value) => Array(count).fill(value);
  return {
    heard, mel: [[0, 128], [255, 0]], wave: [[0.1], [0.2]], loudness: [0.5, 0.6],
    told: Math.max(0, heard - ahead), mouth: list([0.5, 0, 0, 0, 0]), said: list("aa"), visemes: list([0, 1]), closed: list(false), behind,
  };
};
const fed = (until, track = new Track()) => {
  for (let heard = 0; heard < until; heard += 2) track.take(answer(heard), 1000 + heard * FRAME, 995 + heard * FRAME);
  return track;
};

test("the mouth that is drawn is the one that the server draws", () => {
  for (const { weights, closed, ...expected } of read("lips-mouths.json")) {
    for (const [name, polygon] of Object.entries(outlines(table, weights, closed))) {
      assert.equal(polygon.length, expected[name].length);
      polygon.flat().forEach((value, at) => assert.ok(Math.abs(value - expected[name].flat()[at]) < 1e-4));
    }
  }
});

test("frames are seen one after the other from when they came, and none before it was told", () => {
  const track = fed(20);
  assert.equal(track.heard, 19);
  assert.equal(track.told, 15);
  const at = 1000 + 18 * FRAME;
  assert.deepEqual([0, 19, 20, 39, 500].map((after) => track.head(at + after)), [14, 14, 15, 15, 15]);
  assert.equal(new Track().head(0), -1);
});

test("how late a frame is seen is known, and the same for both of an answer", () => {
  const track = fed(20);
  const at = 1000 + 18 * FRAME;
  assert.equal(Math.round(track.lag(14, at)), 118, "5 ms on the way, 92.5 behind, and 20 for the older of the two");
  assert.equal(Math.round(track.lag(15, at + FRAME)), 118);
});

test("what is heard and not yet told is there to be seen, without a mouth", () => {
  const track = fed(20);
  assert.deepEqual(track.of(18).mel, [0, 128]);
  assert.equal(track.of(18).mouth, null);
  assert.equal(track.of(15).said, "aa");
  assert.equal(track.of(40), null);
});

test("slow motion repeats the last seconds, and a new stream forgets all", () => {
  const track = fed(400);
  track.replay(true, 5000);
  const first = track.head(5000);
  assert.equal(track.told - first, 199);
  assert.equal(track.head(5000 + 10 * FRAME * SLOWER), first + 10);
  assert.equal(track.head(5000 + 200 * FRAME * SLOWER), first);
  track.take(answer(400), 20000, 19995);
  assert.equal(track.head(5000), first, "what comes meanwhile changes nothing");
  track.replay(false, 6000);
  assert.equal(track.head(20000), track.told - 1);
  track.take(answer(0), 21000, 20995);
  assert.equal(track.told, -1);
});

test("a median needs ten numbers", () => {
  const median = new Median(10);
  for (let at = 0; at < 9; at++) median.add(at);
  assert.equal(median.value, null);
  for (let at = 0; at < 10; at++) median.add(100 + at);
  assert.equal(median.value, 105);
});

test("pixels go from the ground to full, upwards where asked for", () => {
  const options = { rows: 2, upwards: true, ground: [0, 0, 0], full: [200, 100, 50] };
  const pixels = pixelsOf((frame) => (frame === 7 ? [1, 0.5] : null), 7, options);
  assert.deepEqual([...pixels.slice(0, 4)], [100, 50, 25, 255], "the second of the list is above");
  assert.deepEqual([...pixels.slice(4 * SHOWN, 4 * SHOWN + 4)], [200, 100, 50, 255]);
  assert.deepEqual([...pixels.slice(4, 8)], [0, 0, 0, 255]);
  assert.deepEqual(rgbOf("#0a10ff"), [10, 16, 255]);
});

test("a photograph's columns cover the mouth, stay as they are at the edge, and part where it opens", () => {
  const place = { x: 100, y: 120, half: 30 };
  const within = { width: 200, height: 260 };
  const open = columnsOf(place, { mouth: [1, 0, 0, 0, 0], closed: false, within });
  const middle = open.find(({ from }) => from === 100);
  assert.ok(middle.gap.high > 15);
  assert.equal(middle.pieces[0].to + middle.pieces[0].high, middle.gap.top);
  assert.ok(Math.abs(middle.pieces[1].to - middle.gap.top - middle.gap.high) < 1e-9);
  assert.ok(open[0].gap.high === 0 && Math.abs(open[0].source - open[0].from) < 1e-9);
  const shut = columnsOf(place, { mouth: [1, 0, 0, 0, 0], closed: true, within });
  assert.ok(shut.every(({ gap }) => gap.high === 0));
  assert.equal(sourceOf(1.2, 1.2), 1);
  assert.ok(Math.abs(sourceOf(-1.8, 0.7) + 1.8) < 1e-9);
  const cut = columnsOf({ x: 5, y: 250, half: 40 }, { mouth: [1, 0, 0, 0, 0], closed: false, within });
  assert.ok(cut[0].from >= 0 && cut.at(-1).pieces[1].top + cut.at(-1).pieces[1].tall <= within.height);
});

test("a photograph is cut around its mouth, and never beyond its edge", () => {
  assert.deepEqual(cropOf({ width: 400, height: 600, mouth: { x: 0.5, y: 0.5, width: 0.1 } }), { left: 110, top: 174, side: 180 });
  assert.deepEqual(cropOf({ width: 400, height: 600, mouth: { x: 0.05, y: 0.95, width: 0.8 } }), { left: 0, top: 200, side: 400 });
});

/** A context that notes what text is written, and takes everything else. */
function paper() {
  const written = [];
  const target = { measureText: (text) => ({ width: 10 * text.length }), fillText: (text) => written.push(text) };
  return { written, context: new Proxy(target, { get: (object, name) => object[name] ?? (() => {}), set: () => true }) };
}

test("every face bears the mark, drawn or photographed, open or closed", () => {
  const colours = { deep: "#000", line: "#fff", soft: "#888", lips: "#abf" };
  const photo = { picture: {}, width: 300, height: 400, mouth: { x: 0.5, y: 0.7, width: 0.3 } };
  for (const one of [null, photo]) {
    for (const closed of [false, true]) {
      const { context, written } = paper();
      const given = { table, colours, lips: "#abf", family: "sans", photo: one, mark: "synthetic", mouth: [0.9, 0, 0, 0, 0], closed };
      drawFace(context, { x: 100, y: 100, size: 80 }, given);
      assert.deepEqual(written, ["synthetic"]);
    }
  }
});

test("what looking ahead is worth is what was measured", () => {
  const measured = read("../../../models/lips/measured.json").by_look_ahead;
  assert.deepEqual(Object.keys(MEASURED), Object.keys(measured));
  for (const [ms, figures] of Object.entries(MEASURED)) {
    for (const [name, value] of Object.entries(figures)) assert.equal(value, measured[ms][name]);
  }
});
