import assert from "node:assert/strict";
import { test } from "node:test";

import "../../support/page.mjs";

import { ArraysEngine } from "../../../../static/js/playground/live/arrays.js";
import { chainField, gainOf, kernelsOf, named, parseMatrix, resized, stageNamed } from "../../../../static/js/playground/live/chain.js";
import { createRate } from "../../../../static/js/playground/live/rate.js";
import { makePlan } from "../../../../static/js/playground/live/plan.js";
import { moved, pixelUnder } from "../../../../static/js/playground/live/pointer.js";
import { createProbe, cropAt, patchAt, regionAround, workingAt } from "../../../../static/js/playground/live/probe.js";
import { initial, reduce } from "../../../../static/js/playground/live/session.js";
import { TABLE, sourceOf, stepQuery } from "../../../../static/js/playground/live/table.js";
import { wordsOf } from "../../../../static/js/playground/live/view.js";
import { KERNELS } from "../../../../static/js/playground/maths/kernels.js";
import { randomFrom } from "../../../../static/js/shared/chance.js";
import { toFraction, writeNumber } from "../../../../static/js/playground/maths/numbers.js";
import { say } from "../../../../static/js/shared/texts.js";
import { readState, writeState } from "../../../../static/js/playground/shell/state.js";
import { derive, TABLE as STEP } from "../../../../static/js/playground/step/model.js";

const field = chainField([stageNamed("edge")]);

// The chain in the address

test("every named kernel and one's own survive the address", () => {
  const own = { rows: [[1, -2.5, 1 / 9], [0, 3, -1 / 3]], factor: 0.25, bias: -12 };
  const chains = [...KERNELS.map(({ name }) => [stageNamed(name)]), [own], [stageNamed("box"), own, stageNamed("motion")]];
  for (const chain of chains) {
    const found = field.read(field.write(chain));
    assert.deepEqual(found, chain.map(named), field.write(chain));
  }
});

test("names are short, and only what is unusual is written", () => {
  assert.equal(field.write([stageNamed("box"), stageNamed("edge")]), "box~edge");
  assert.equal(field.write([{ ...stageNamed("box"), factor: 1 / 4, bias: 3 }]), "box*0.25!3");
  assert.equal(field.write([{ rows: [[1, 2]], factor: 1, bias: 0 }]), "1,2");
  assert.equal(named({ rows: stageNamed("box").rows, factor: 1, bias: 0 }).name, null);
});

test("addresses that are no chain are refused", () => {
  const bad = ["", "nothing", "edge~", "1,2_3", "1,x", "edge*", "edge*1/0", "edge!x", "edge~edge~edge~edge", "1000",
    Array(8).fill(1).join(","), Array(8).fill(1).join("_"), "<b>", "edge".repeat(2000), "__proto__", "constructor"];
  for (const text of bad) assert.equal(field.read(text), undefined, text);
});

test("pasted tables: tabs, spaces, commas, semicolons, fractions, decimal commas", () => {
  const edge = [[0, 1, 0], [1, -4, 1], [0, 1, 0]];
  for (const text of ["0\t1\t0\n1\t-4\t1\n0\t1\t0\n", "0 1 0\r\n1 −4 1\r\n0 1 0", "0,1,0;1,-4,1;0,1,0", "[[0, 1, 0], [1, -4, 1]; [0, 1, 0]]".replace("], [", "]; ["),
    "0,1,0_1,-4,1_0,1,0"]) {
    assert.deepEqual(parseMatrix(text), edge, text);
  }
  assert.deepEqual(parseMatrix("1/9 0,5\n2 -3"), [[1 / 9, 0.5], [2, -3]]);
  for (const text of ["", "one two", "1 2\n3", "1 2 3 4 5 6 7 8", "1000 2", Array(8).fill("1 2").join("\n")]) {
    assert.equal(parseMatrix(text), null, text);
  }
});

test("another size keeps the middle", () => {
  const edge = stageNamed("edge").rows;
  const grown = resized(edge, 5, 5);
  assert.deepEqual(grown.map((row) => row.join(" ")), ["0 0 0 0 0", "0 0 1 0 0", "0 1 -4 1 0", "0 0 1 0 0", "0 0 0 0 0"]);
  assert.deepEqual(resized(grown, 3, 3), edge);
  assert.equal(gainOf(stageNamed("gaussian")), 1);
});

test("a state survives the address, and nonsense leaves the defaults", () => {
  const state = { ...readState(TABLE, ""), source: "clip:bikes.mp4", split: 35, colour: true, channel: "blue", edges: "zero",
    neg: "centre", engine: "arrays", at: { x: 3, y: 17 }, k: [stageNamed("sobel_x"), stageNamed("sobel_y")], stage: 2, mirror: "1" };
  assert.deepEqual(readState(TABLE, writeState(TABLE, state)), state);
  const wild = "?source=file:///etc&split=101&k=zz&edges=wrap&neg=1&engine=gpu&at=1,2&stage=9&mirror=x&colour=yes";
  assert.deepEqual(readState(TABLE, wild), readState(TABLE, ""));
});

test("a source that is not there gives the first picture, or the camera", () => {
  const builtin = [{ kind: "clip", name: "a.mp4", url: "/a" }, { kind: "picture", name: "b.png", url: "/b" }];
  assert.deepEqual(sourceOf("clip:a.mp4", builtin), { kind: "clip", name: "a.mp4", url: "/a" });
  assert.equal(sourceOf("clip:gone.mp4", builtin).name, "b.png");
  assert.equal(sourceOf("", builtin).name, "b.png");
  assert.deepEqual(sourceOf("camera", builtin, "back"), { kind: "camera", facing: "back" });
  assert.equal(sourceOf("", []).kind, "camera");
});

// One pixel

const [WIDTH, HEIGHT] = [23, 17];

function pictureOf(seed) {
  const random = randomFrom(seed);
  return Uint8ClampedArray.from({ length: 4 * WIDTH * HEIGHT }, (_, n) => (n % 4 === 3 ? 255 : random() * 256));
}

/** A part of a picture, as a canvas gives it. */
function partOf(rgba, { x, y, width, height }) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((y + row) * WIDTH + x);
    data.set(rgba.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { x, y, width, height, data };
}

const size = { width: WIDTH, height: HEIGHT };
const CHAINS = ["edge", "gaussian~laplacian", "1,2_3,4_5,6*1/3!5~motion!-2~sobel_x", "1,2,3,4,5,6,7_0,0,0,0,0,0,-9"];

test("the pixel under the pointer has the engine's number, in every chain, at edges and in the middle", () => {
  const rgba = pictureOf(7);
  for (const text of CHAINS) {
    for (const edges of ["zero", "replicate", "reflect"]) {
      const chain = field.read(text);
      const plan = makePlan({ chain: kernelsOf(chain), edges });
      const all = new ArraysEngine().numbers(plan, rgba, WIDTH, HEIGHT, null);
      for (const at of [{ x: 0, y: 0 }, { x: 22, y: 16 }, { x: 11, y: 8 }, { x: 1, y: 15 }]) {
        const valueAt = createProbe(plan, size, partOf(rgba, regionAround(at, size, 0, plan)), null);
        const { value, terms } = workingAt(valueAt, chain.length, chain.at(-1), at, "clamp");
        assert.ok(Math.abs(value - all[at.y * WIDTH + at.x]) < 1e-6, `${text} ${edges}`);
        assert.equal(terms.length, chain.at(-1).rows.flat().length);
      }
    }
  }
});

test("the patch shows the window, the middle and what lies outside", () => {
  const rgba = pictureOf(8);
  const chain = [stageNamed("edge")];
  const plan = makePlan({ chain: kernelsOf(chain), edges: "zero" });
  const at = { x: 0, y: 5 };
  const valueAt = createProbe(plan, size, partOf(rgba, regionAround(at, size, 3, plan)), 0);
  const patch = patchAt(valueAt, 1, chain[0].rows, at, size, 3);
  assert.equal(patch.flat().filter(({ window }) => window).length, 9);
  assert.deepEqual(patch[3].map(({ outside }) => outside), [true, true, true, false, false, false, false]);
  assert.ok(patch[3][3].middle);
  assert.equal(patch[3][3].value, rgba[4 * (5 * WIDTH)]);
  assert.equal(patch[0][0].value, 0);
});

test("the crop opens the step-by-step page at this pixel, with its numbers", () => {
  const rgba = pictureOf(9);
  for (const text of ["edge", "box", "1,2,3,4,5,6,7_0,0,0,0,0,0,-9", "0.5,0.123*0.777"]) {
    const chain = field.read(text);
    const plan = makePlan({ chain: kernelsOf(chain), edges: "reflect" });
    for (const at of [{ x: 11, y: 8 }, { x: 8, y: 9 }]) {
      const valueAt = createProbe(plan, size, partOf(rgba, regionAround(at, size, 9, plan)), null);
      const crop = cropAt(valueAt, 1, chain[0].rows, at, size);
      assert.ok(crop.rows.length <= 12 && crop.rows[0].length <= 12);
      const opened = readState(STEP, stepQuery(crop.rows, chain[0], crop.step, { toFraction, writeNumber }));
      assert.deepEqual(opened.image, crop.rows);
      assert.ok(opened.shade);
      const cell = derive(opened).cells[opened.step];
      const { value } = workingAt(valueAt, 1, chain[0], at, "clamp");
      assert.ok(Math.abs(cell.value - value) < 0.02 * Math.max(1, Math.abs(value)), `${text}: ${cell.value}, ${value}`);
    }
  }
});

test("at a corner the crop stays inside the picture", () => {
  const plan = makePlan({ chain: kernelsOf([stageNamed("box")]), edges: "zero" });
  const rgba = pictureOf(10);
  const at = { x: 22, y: 16 };
  const valueAt = createProbe(plan, size, partOf(rgba, regionAround(at, size, 9, plan)), null);
  const crop = cropAt(valueAt, 1, stageNamed("box").rows, at, size);
  assert.deepEqual([crop.rows.length, crop.rows[0].length, crop.step], [9, 9, 48]);
  assert.equal(crop.rows[8][8], valueAt(0, 22, 16));
});

// Pointing, timing, the session

test("a point of the screen is a pixel of the picture; keys move by one or ten and stay inside", () => {
  const box = { left: 100, top: 50, width: 320, height: 240 };
  const whole = { width: 640, height: 480 };
  assert.deepEqual(pixelUnder({ x: 100, y: 50 }, box, whole), { x: 0, y: 0 });
  assert.deepEqual(pixelUnder({ x: 420, y: 290 }, box, whole), { x: 639, y: 479 });
  assert.deepEqual(pixelUnder({ x: 260.4, y: 20 }, box, whole), { x: 320, y: 0 });
  assert.deepEqual(moved({ x: 5, y: 5 }, "ArrowLeft", true, whole), { x: 0, y: 5 });
  assert.deepEqual(moved({ x: 5, y: 5 }, "ArrowDown", false, whole), { x: 5, y: 6 });
  assert.equal(moved({ x: 5, y: 5 }, "a", false, whole), null);
});

test("the rate is that of the last two seconds", () => {
  const rate = createRate();
  for (let n = 0; n <= 90; n++) rate.add(n * 40, 5);
  const { fps, took } = rate.read(3600);
  assert.ok(Math.abs(fps - 25) < 0.1);
  assert.equal(took, 5);
  assert.deepEqual(rate.read(9000), { fps: 0, took: 0 });
});

const run = (state, ...events) =>
  events.reduce(({ state: before, effects }, event) => {
    const next = reduce(before, event);
    return { state: next.state, effects: [...effects, ...next.effects] };
  }, { state, effects: [] });
const doing = ({ effects }) => effects.map((effect) => effect.do);
const CAMERA = { kind: "camera" };
const PICTURE = { kind: "picture", name: "b.png" };

test("a camera is never asked for without a press", () => {
  assert.deepEqual(doing(run(initial(CAMERA), { type: "select", source: CAMERA })), []);
  assert.deepEqual(doing(run(initial(CAMERA), { type: "start" })), ["release", "acquire"]);
  assert.deepEqual(doing(run(initial(PICTURE), { type: "select", source: PICTURE })), ["release", "acquire"]);
});

test("choosing the camera lets go of what was held", () => {
  const on = run(initial(PICTURE), { type: "select", source: PICTURE }, { type: "sourceReady", token: 1, still: true });
  const next = reduce(on.state, { type: "select", source: CAMERA });
  assert.deepEqual(doing(next), ["release"]);
  assert.equal(next.state.phase, "idle");
});

test("what comes late is let go; what fails late is not heard", () => {
  const asked = run(initial(CAMERA), { type: "start" }, { type: "stop" });
  const late = reduce(asked.state, { type: "sourceReady", token: 1, still: false });
  assert.deepEqual(late.effects, [{ do: "release", token: 1 }]);
  assert.equal(reduce(asked.state, { type: "sourceFailed", token: 1, code: "camera_busy" }).state.phase, "idle");
  const again = run(initial(CAMERA), { type: "start" }, { type: "start" });
  assert.deepEqual(reduce(again.state, { type: "sourceReady", token: 1, still: false }).effects, [{ do: "release", token: 1 }]);
});

test("only what moves is frozen; an unplugged camera is a problem with words", () => {
  const on = run(initial(CAMERA), { type: "start" }, { type: "sourceReady", token: 1, still: false }).state;
  assert.equal(reduce(on, { type: "freeze" }).state.frozen, true);
  assert.equal(run(on, { type: "freeze" }, { type: "freeze" }).state.frozen, false);
  assert.equal(reduce({ ...on, phase: "still" }, { type: "freeze" }).state.frozen, false);
  const gone = reduce(on, { type: "sourceEnded", token: 1 });
  assert.deepEqual(doing(gone), ["release"]);
  const { status, veil } = wordsOf(gone.state, true);
  assert.equal(status, say("camera_unplugged"));
  assert.deepEqual([veil.kind, veil.next, veil.act], ["problem", say("camera_unplugged_next"), say("retry")]);
  assert.equal(reduce(on, { type: "sourceEnded", token: 0 }).state.phase, "on");
  assert.throws(() => reduce(on, { type: "nothing" }), /no event/);
});

test("where no camera may be asked for, the page says so before it is asked", () => {
  const { veil } = wordsOf(initial(CAMERA), false);
  assert.deepEqual([veil.what, veil.act], [say("camera_insecure"), null]);
  assert.equal(wordsOf(initial(CAMERA), true).veil.act, say("start_camera"));
});

test("a camera that was allowed and gives nothing, or stops giving, is told; it goes on by itself", () => {
  const asked = run(initial(CAMERA), { type: "start" }).state;
  assert.equal(wordsOf(asked, true).status, say("prompt_waiting"));
  const granted = reduce(asked, { type: "sourceGranted", token: 1 }).state;
  assert.equal(wordsOf(granted, true).status, say("state_asking_camera"));
  const silent = reduce(granted, { type: "sourceTrouble", token: 1, code: "camera_silent" }).state;
  const { status, veil } = wordsOf(silent, true, true);
  assert.equal(status, say("camera_silent"));
  assert.deepEqual([veil.kind, veil.act, veil.other], ["problem", say("retry"), say("use_clip")]);
  const on = reduce(silent, { type: "sourceReady", token: 1, still: false }).state;
  assert.equal(wordsOf(on, true).veil, null);
  const stalled = reduce(on, { type: "sourceTrouble", token: 1, code: "camera_stalled" }).state;
  assert.deepEqual([wordsOf(stalled, true).status, wordsOf(stalled, true).veil.other], [say("camera_stalled"), null]);
  assert.equal(wordsOf({ ...stalled, frozen: true }, true).veil, null);
  assert.equal(wordsOf(reduce(stalled, { type: "sourceTrouble", token: 1, code: null }).state, true).veil, null);
  assert.equal(reduce(on, { type: "sourceTrouble", token: 0, code: "camera_stalled" }).state.trouble, null);
});
