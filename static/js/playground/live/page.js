/** The live page: wires source, engines, kernels, pointer and address together. */
import { download, embedded, setText } from "../../shared/dom.js";
import { acquire, cameraPossible } from "../../live/sources.js";
import { sizeToSend } from "../../live/fit.js";
import { createPage, note } from "../shell/page.js";
import { comma, say } from "../../shared/texts.js";
import { kernelsOf } from "./chain.js";
import { createClock, createRate } from "./clock.js";
import { createEditor } from "./editor.js";
import { createEngines } from "./engines.js";
import { createLoupe } from "./loupe.js";
import { createPicker } from "./picker.js";
import { makePlan } from "./plan.js";
import { createPointer } from "./pointer.js";
import { initial, reduce } from "./session.js";
import { createSplit } from "./split.js";
import { TABLE, sourceOf } from "./table.js";
import { createView } from "./view.js";

const MOST = { width: 640, height: 480 };
const NAMES = { webgl: "WebGL 2", arrays: "JavaScript" };
const LOOK_EVERY = 120; // ms between two readings of moving numbers: more often nobody can read them

const byId = (id) => document.getElementById(id);
const root = byId("live");
const surface = byId("surface");
const builtin = embedded("builtin-data", []);

let held = null; // the source that is held: {element, still, release, facing}
let file = null; // one's own picture or video, as {kind, file}
let plan = null;
let planKey = "";
let size = null;
let hover = null;
let looked = 0;
let session = null;
let frames = 0;
let lastTook = 0;

const rate = createRate();
const clock = createClock(() => session.phase === "on" && !session.frozen && draw(held.element));
const view = createView(root, say);
const loupe = createLoupe({ say, comma, step: root.dataset.step });

const engines = createEngines({
  prefer: () => page.state.engine,
  onSwitch({ before, after }) {
    before.className = "live-before";
    after.className = "live-after";
    byId("canvases").replaceChildren(before, after);
  },
  onLost: () => note(say("live_lost")),
});

const page = createPage({
  table: TABLE,
  onChange: show,
  keys: {
    " ": toggle,
    v: () => split.toggle(),
    m: mirror,
    s: snapshot,
    Escape: letGo,
    ...Object.fromEntries(Array.from({ length: 9 }, (_, n) => [String(n + 1), () => editor.choose(n)])),
  },
});

const split = createSplit(byId("divider"), byId("picture"), { say, onChange: (percent) => page.set({ split: percent }) });
const editor = createEditor({ say, comma, onChange: page.set, onProblem: note });
const picker = createPicker({
  say,
  onCamera({ facing }) {
    file = null;
    page.set({ source: "camera", facing });
    // Another camera, while one is on, needs no second press.
    dispatch({ type: "select", source: wanted(), press: session.source.kind === "camera" && session.phase !== "idle" });
  },
  onBuiltin(source) {
    file = null;
    page.set({ source });
    dispatch({ type: "select", source: wanted(), press: true });
  },
  onFile(given) {
    file = given;
    dispatch({ type: "select", source: given, press: true });
  },
});

/** The source as sources.js takes it. */
function wanted() {
  if (file) return file;
  const source = sourceOf(page.state.source, builtin, page.state.facing);
  return source.kind === "camera" ? { ...source, deviceId: picker.camera().deviceId } : source;
}

// The source

function dispatch(event) {
  const { state, effects } = reduce(session, event);
  session = state;
  for (const effect of effects) EFFECTS[effect.do](effect);
  showSession();
}

const EFFECTS = {
  release() {
    clock.follow(null);
    held?.release();
    held = null;
  },
  discard: ({ held: late }) => late.release(),
  async acquire({ token, source }) {
    try {
      const onEnd = () => dispatch({ type: "ended", token });
      const got = await acquire(source, { size: MOST, onEnd });
      dispatch({ type: "ready", token, still: got.still, held: got });
    } catch (error) {
      dispatch({ type: "failed", token, code: error.code ?? "camera_failed" });
    }
  },
  show({ held: got }) {
    held = got;
    const { element } = got;
    const given = { width: element.videoWidth || element.naturalWidth, height: element.videoHeight || element.naturalHeight };
    size = sizeToSend(given, MOST);
    byId("picture").style.setProperty("--ratio", String(size.width / size.height));
    rate.restart();
    if (session.source.kind === "camera") picker.refresh();
    draw(element);
    if (!got.still) clock.follow(element);
  },
};

function showSession() {
  view.show(session, cameraPossible());
  picker.show(session.source.kind === "camera" ? "camera" : `${session.source.kind}:${session.source.name}`, file?.file ?? null);
  showNumbers();
}

// Pictures

const isMirrored = () =>
  page.state.mirror === "1" ||
  (page.state.mirror === "auto" && session.source.kind === "camera" && held?.facing !== "environment");

function draw(element) {
  if (!size || !plan) return;
  const took = engines.run(plan, element, { ...size, mirror: isMirrored() });
  frames += 1;
  root.dataset.drawn = "true";
  rate.add(performance.now(), took);
  if (session.phase === "still" || session.frozen || performance.now() - looked > LOOK_EVERY) look();
}

/** The picture that is there, once more: a setting changed. */
function again() {
  if (size && (held || root.dataset.drawn)) draw(held && !session.frozen ? held.element : null);
}

function pointed() {
  const at = page.state.at ?? hover;
  return at && size ? { x: Math.min(at.x, size.width - 1), y: Math.min(at.y, size.height - 1) } : null;
}

function look() {
  const at = pointed();
  byId("reticle").hidden = !at;
  if (!at || !root.dataset.drawn) return null;
  looked = performance.now();
  byId("reticle").style.setProperty("--x", String((at.x + 0.5) / size.width));
  byId("reticle").style.setProperty("--y", String((at.y + 0.5) / size.height));
  return loupe.show({ plan, state: page.state, size, at, region: engines.region });
}

createPointer(surface, {
  size: () => (root.dataset.drawn ? size : null),
  at: pointed,
  onLeave: letGo,
  onPoint(at, how) {
    if (how === "hover" && page.state.at) return;
    hover = at;
    if (how !== "hover") page.set({ at });
    const seen = look();
    if (how === "key" && seen) setText(byId("spoken"), say("live_spoken", { row: at.y + 1, column: at.x + 1, ...seen }));
  },
});

function letGo() {
  page.set({ at: null });
}

// Settings

function show(state) {
  const key = JSON.stringify([state.k, state.colour, state.edges, state.neg]);
  const changed = key !== planKey;
  if (changed) {
    plan = makePlan({ chain: kernelsOf(state.k), colour: state.colour, edges: state.edges, negatives: state.neg });
    planKey = key;
  }
  editor.show(state.k, state.stage);
  split.show(state.split);
  showChoices(state);
  if (!session) return;
  if (changed || root.dataset.engine !== state.engine || root.dataset.mirrored !== state.mirror) again();
  root.dataset.engine = state.engine;
  root.dataset.mirrored = state.mirror;
  look();
}

function showChoices(state) {
  for (const name of ["edges", "neg", "engine", "channel"]) {
    for (const input of document.querySelectorAll(`input[name="${name}"]`)) input.checked = input.value === state[name];
  }
  for (const input of document.querySelectorAll('input[name="colour"]')) input.checked = (input.value === "1") === state.colour;
  byId("channels").hidden = !state.colour;
  setText(byId("neg-about"), say(`live_neg_${state.neg}`));
  setText(byId("edges-about"), say(`live_edges_${state.edges}`));
  setText(byId("engine-about"), say(`live_engine_${state.engine}`));
  byId("mirror").setAttribute("aria-pressed", String(session ? isMirrored() : state.mirror === "1"));
  byId("letgo").hidden = !state.at;
}

for (const name of ["edges", "neg", "engine", "channel"]) {
  for (const input of document.querySelectorAll(`input[name="${name}"]`)) {
    input.addEventListener("change", () => page.set({ [name]: input.value }));
  }
}
for (const input of document.querySelectorAll('input[name="colour"]')) {
  input.addEventListener("change", () => page.set({ colour: input.value === "1" }));
}

// Tools

function toggle() {
  if (session.phase === "on") {
    dispatch({ type: "freeze" });
    look();
  } else if (session.phase === "idle" || session.phase === "problem") start();
}

const start = () => dispatch({ type: "start" });

function mirror() {
  page.set({ mirror: isMirrored() ? "0" : "1" });
}

function snapshot() {
  if (!root.dataset.drawn) return note(say("live_nothing"));
  again(); // a shader's picture is gone once it was shown: in this task it is there
  const canvas = document.createElement("canvas");
  Object.assign(canvas, size);
  const { before, after } = engines.canvases;
  const context = canvas.getContext("2d");
  const edge = Math.round((page.state.split / 100) * size.width);
  context.drawImage(before, 0, 0);
  if (edge < size.width) context.drawImage(after, edge, 0, size.width - edge, size.height, edge, 0, size.width - edge, size.height);
  return canvas.toBlob((blob) => download(blob, `convolution-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.png`));
}

const TOOLS = {
  toggle,
  mirror,
  snapshot,
  letgo: letGo,
  split: () => split.toggle(),
  stop: () => dispatch({ type: "stop" }),
  camera() {
    file = null;
    page.set({ source: "camera" });
    dispatch({ type: "select", source: wanted(), press: true });
  },
};
for (const button of document.querySelectorAll("[data-tool]")) {
  button.addEventListener("click", () => TOOLS[button.dataset.tool]());
}
byId("veil-act").addEventListener("click", start);

document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const dropped = event.dataTransfer?.files[0];
  if (dropped && !picker.take(dropped)) note(say("live_unreadable"));
});
document.addEventListener("paste", (event) => picker.take(event.clipboardData?.files[0]));
addEventListener("pagehide", () => dispatch({ type: "stop" }));

function showNumbers() {
  const { fps, took } = rate.read(performance.now());
  const moving = session.phase === "on" && !session.frozen;
  const number = (value, digits) => value.toFixed(digits).replace(".", comma ? "," : ".");
  setText(byId("fps"), moving ? number(fps, 0) : "–");
  if (took) lastTook = took;
  setText(byId("took"), lastTook ? number(lastTook, 1) : "–");
  setText(byId("engine"), NAMES[engines.name] ?? "–");
  setText(byId("size"), size ? `${size.width} × ${size.height}` : "–");
}
setInterval(showNumbers, 500);

// The start

picker.setFacing(page.state.facing);
session = initial(wanted());
page.start();
// Who prefers no motion starts a clip by hand.
if (session.source.kind === "clip" && matchMedia("(prefers-reduced-motion: reduce)").matches) showSession();
else dispatch({ type: "select", source: wanted() });

Object.defineProperty(window, "playgroundLive", {
  value: Object.freeze({
    /** Read-only, for tests and the curious: {frames, fps, took, engine, times, phase, size}. */
    stats: () => ({ frames, ...rate.read(performance.now()), engine: engines.name, times: engines.times, phase: session.phase, size }),
  }),
});
