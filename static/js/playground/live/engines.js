/**
 * The two engines, each with its own canvases (the picture before, the picture after), and which of them computes.
 * The faster one here is found by running both on the very picture and plan; where there is no WebGL 2, its context is
 * lost, a shader fails, or 32-bit floats would not do, the arrays compute.
 */
import { ArraysEngine } from "./arrays.js";
import { createWebgl } from "./webgl.js";

const RUNS = 3;
const now = () => performance.now();

function newCanvas() {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 2, height: 2 });
  return canvas;
}

/** Draws a video, picture or canvas into a context of that size; mirrored, if that is asked for. */
function drawSource(context, element, { width, height, mirror }) {
  const { canvas } = context;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.setTransform(mirror ? -1 : 1, 0, 0, 1, mirror ? width : 0, 0);
  context.drawImage(element, 0, 0, width, height);
  context.setTransform(1, 0, 0, 1, 0, 0);
}

/** Arrays between two canvases that stay in main memory. */
function arraysKit() {
  const [before, after] = [newCanvas(), newCanvas()];
  const options = { alpha: false, willReadFrequently: true };
  const [from, to] = [before.getContext("2d", options), after.getContext("2d", options)];
  const engine = new ArraysEngine();
  let image = null;
  return {
    name: "arrays",
    before,
    after,
    context: from,
    run(plan, width, height) {
      if (image?.width !== width || image.height !== height) {
        Object.assign(after, { width, height });
        image = to.createImageData(width, height);
      }
      engine.run(plan, from.getImageData(0, 0, width, height).data, width, height, image.data);
      to.putImageData(image, 0, 0);
    },
    finish() {},
  };
}

/** Shaders between a canvas and theirs, or null where there is no WebGL 2. */
function webglKit(onLost) {
  const [before, after] = [newCanvas(), newCanvas()];
  const engine = createWebgl(after, { onLost });
  if (!engine) return null;
  return {
    name: "webgl",
    before,
    after,
    context: before.getContext("2d", { alpha: false }),
    run: (plan, width, height) => engine.run(plan, before, width, height),
    finish: () => engine.finish(),
  };
}

/** What the cost of a plan depends on, roughly. */
const weightOf = (plan, { width, height }) =>
  `${plan.stages.length} ${plan.channels} ${Math.ceil(Math.log2(plan.taps + 1))} ${Math.round((width * height) / 60000)}`;

/** The least of a few runs, ms; no further ones where the first took more than `limit`. */
function timeOf(kit, plan, element, size, limit) {
  const taken = [];
  const run = () => {
    drawSource(kit.context, element, size);
    kit.run(plan, size.width, size.height);
    kit.finish();
  };
  run(); // the first run makes buffers and shaders
  while (taken.length < RUNS && !(taken[0] > limit)) {
    const begin = now();
    run();
    taken.push(now() - begin);
  }
  return Math.min(...taken);
}

export class Engines {
  #kits = { arrays: arraysKit(), webgl: null };
  #fastest = new Map(); // weight of a plan -> name
  #shown = null;
  #times = {}; // what the last comparison found, ms
  #on;

  /**
   * `on` has onSwitch(kit), called when another engine's canvases are to be shown, at the start too; onLost(), when the
   * graphics card is not there any more; and prefer(), which says "auto", "webgl" or "arrays".
   */
  constructor(on) {
    this.#on = on;
    this.#kits.webgl = webglKit(() => this.#loseWebgl());
  }

  /**
   * One picture: `element` a video or picture, or null for the one that was drawn last. Returns the milliseconds it
   * took here (a graphics card goes on by itself).
   */
  run(plan, element, size) {
    this.#use(this.#choose(plan, element, size));
    const begin = now();
    if (element) drawSource(this.#shown.context, element, size);
    if (this.#shown.name === "webgl") {
      this.#attempt(() => this.#shown.run(plan, size.width, size.height));
      if (!this.#kits.webgl) return this.run(plan, element, size);
    } else this.#shown.run(plan, size.width, size.height);
    return now() - begin;
  }

  /** Bytes of a part of the picture before: {x, y, width, height, data}. */
  region({ x, y, width, height }) {
    const { data } = this.#shown.context.getImageData(x, y, width, height);
    return { x, y, width, height, data };
  }

  /** Both pictures as they are now, for a snapshot. */
  get canvases() {
    return this.#shown;
  }

  get name() {
    return this.#shown?.name ?? null;
  }

  get times() {
    return this.#times;
  }

  #loseWebgl() {
    this.#kits.webgl = null;
    this.#on.onLost();
  }

  /** Shows an engine; the picture that is there goes with it. */
  #use(kit) {
    if (this.#shown === kit) return;
    const former = this.#shown;
    this.#shown = kit;
    if (former) {
      const { width, height } = former.before;
      drawSource(kit.context, former.before, { width, height });
    }
    this.#on.onSwitch(kit);
  }

  #choose(plan, element, size) {
    const { arrays, webgl } = this.#kits;
    const preferred = this.#on.prefer();
    if (!webgl || !plan.single || preferred === "arrays") return arrays;
    if (preferred === "webgl") return webgl;
    const weight = weightOf(plan, size);
    if (!this.#fastest.has(weight)) this.#fastest.set(weight, this.#compare(plan, element ?? this.#shown.before, size));
    return this.#kits[this.#fastest.get(weight)] ?? arrays;
  }

  #compare(plan, element, size) {
    const arrays = timeOf(this.#kits.arrays, plan, element, size, Infinity);
    const webgl = this.#attempt(() => timeOf(this.#kits.webgl, plan, element, size, 3 * arrays)) ?? Infinity;
    this.#times = { arrays, webgl };
    return webgl < arrays ? "webgl" : "arrays";
  }

  /** Runs what only WebGL does; where that fails, there is no WebGL any more. */
  #attempt(work) {
    try {
      return work();
    } catch (error) {
      console.warn(error);
      this.#loseWebgl();
      return null;
    }
  }
}
