/**
 * The two engines, each with its own canvases (the picture before, the picture after), and which of them computes.
 * The faster one here is found by running both on the very picture and plan; where there is no WebGL 2, its context is
 * lost, a shader fails, or 32-bit floats would not do, the arrays compute.
 */
import { createArrays } from "./arrays.js";
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
  const engine = createArrays();
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
    release() {},
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
    finish: engine.finish,
    release: engine.release,
  };
}

/**
 * `onSwitch(kit)` is called when another engine's canvases are to be shown: at the start, too.
 * `prefer` (a function) says "auto", "webgl" or "arrays".
 */
export function createEngines({ prefer, onSwitch, onLost }) {
  const kits = { arrays: arraysKit(), webgl: null };
  kits.webgl = webglKit(() => {
    kits.webgl = null;
    onLost();
  });
  const fastest = new Map(); // cost of a plan, roughly -> name
  let shown = null;
  let times = {}; // what the last comparison found, ms

  const weightOf = (plan, { width, height }) =>
    `${plan.stages.length} ${plan.channels} ${Math.ceil(Math.log2(plan.taps + 1))} ${Math.round((width * height) / 60000)}`;

  /** Shows an engine; the picture that is there goes with it. */
  function use(kit) {
    if (shown === kit) return;
    const former = shown;
    shown = kit;
    if (former) {
      const { width, height } = former.before;
      drawSource(kit.context, former.before, { width, height });
    }
    onSwitch(kit);
  }

  function timeOf(kit, plan, element, size, limit) {
    const taken = [];
    drawSource(kit.context, element, size);
    kit.run(plan, size.width, size.height); // the first run makes buffers and shaders
    kit.finish();
    while (taken.length < RUNS && !(taken[0] > limit)) {
      const begin = now();
      drawSource(kit.context, element, size);
      kit.run(plan, size.width, size.height);
      kit.finish();
      taken.push(now() - begin);
    }
    return Math.min(...taken);
  }

  function compare(plan, element, size) {
    const arrays = timeOf(kits.arrays, plan, element, size, Infinity);
    const webgl = attempt(() => timeOf(kits.webgl, plan, element, size, 3 * arrays)) ?? Infinity;
    times = { arrays, webgl };
    return webgl < arrays ? "webgl" : "arrays";
  }

  /** Runs what only WebGL does; where that fails, there is no WebGL any more. */
  function attempt(work) {
    try {
      return work();
    } catch (error) {
      console.warn(error);
      kits.webgl = null;
      onLost();
      return null;
    }
  }

  function choose(plan, element, size) {
    if (!kits.webgl || !plan.single || prefer() === "arrays") return kits.arrays;
    if (prefer() === "webgl") return kits.webgl;
    const weight = weightOf(plan, size);
    if (!fastest.has(weight)) fastest.set(weight, compare(plan, element ?? shown.before, size));
    return kits[fastest.get(weight)] ?? kits.arrays;
  }

  return {
    /**
     * One picture: `element` a video or picture, or null for the one that was drawn last. Returns the milliseconds it
     * took here (a graphics card goes on by itself).
     */
    run(plan, element, size) {
      use(choose(plan, element, size));
      const begin = now();
      if (element) drawSource(shown.context, element, size);
      if (shown.name === "webgl") {
        attempt(() => shown.run(plan, size.width, size.height));
        if (!kits.webgl) return this.run(plan, element, size);
      } else shown.run(plan, size.width, size.height);
      return now() - begin;
    },
    /** Bytes of a part of the picture before: {x, y, width, height, data}. */
    region({ x, y, width, height }) {
      const { data } = shown.context.getImageData(x, y, width, height);
      return { x, y, width, height, data };
    },
    /** Both pictures as they are now, for a snapshot. */
    get canvases() {
      return shown;
    },
    get name() {
      return shown?.name ?? null;
    },
    get times() {
      return times;
    },
    get hasWebgl() {
      return kits.webgl !== null;
    },
  };
}
