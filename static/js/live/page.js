/** The demo page: wires the session, the stage, the controls, the keys and the address together. */
import { address } from "../shared/address.js";
import { download, embedded, setText } from "../shared/dom.js";
import { showMeters } from "../shared/hypemeter.js";
import { say, sayer } from "../shared/texts.js";
import { attachStage } from "../classroom/stage.js";
import { createControls } from "./controls.js";
import { createDraw } from "./draw.js";
import { createDivider } from "./divider.js";
import { createEased } from "./eased.js";
import { createEvents, hooksOf, loadExtension } from "./extension.js";
import { actionFor } from "./keys.js";
import { createMeter } from "./meter.js";
import { createPicker } from "./picker.js";
import { createProjector } from "./projector.js";
import { canRecord, createRecorder, elapsedText, fileName } from "./record.js";
import { createSession } from "./session.js";
import { defaultsOf, format, parse } from "./urlstate.js";
import { createView, sentencesOf } from "./view.js";

const byId = (id) => document.getElementById(id);
const root = byId("page");
const demo = embedded("demo-data", null);
const builtin = embedded("builtin-data", []);
const given = parse(location.search, demo.params, builtin);

let params = given.params;
let mirror = given.mirror; // null: as the source suggests
let passing = null;
let present = null; // the source that is held
let klass = null; // what the teacher asks of this page
let hooks = hooksOf(); // what the demo itself adds to this page
const events = createEvents();

const picture = byId("picture");
const canvas = byId("canvas");
const preview = byId("preview");
const view = createView(root, demo);
const projector = createProjector(byId("stage"), byId("projector"));

const setShape = (width, height) => picture.style.setProperty("--ratio", String(width / height));

const draw = createDraw(canvas, {
  divider: getComputedStyle(root).getPropertyValue("--divider").trim() || "#fff",
  onShape: setShape,
  hooks: () => hooks,
  onDrawn(meta) {
    if (canvas.hidden) {
      canvas.hidden = false;
      refresh();
    }
    events.emit("drawn", meta);
  },
});

const divider = createDivider(byId("divider"), picture, {
  start: given.split,
  button: byId("split"),
  onChange(value) {
    draw.setSplit(value);
    writeAddress();
  },
});

const picker = createPicker({
  builtin,
  start: given.source,
  facing: given.facing,
  onSelect(source) {
    session.dispatch({ type: "select", source });
    // A picture or a video that was just chosen is wanted; cameras and screens wait for a press.
    if (source.file && session.phase === "idle") session.dispatch({ type: "start" });
    writeAddress();
  },
});

const session = createSession({
  demo,
  source: picker.source(),
  params: () => params,
  render: async () => (await extending).render,
  mirror: isMirrored,
  async renew() {
    const renewed = await controls.renewUploads();
    params = { ...params, ...renewed };
    return Object.keys(renewed).length > 0;
  },
  on: {
    change(state, phase) {
      refresh();
      events.emit("state", phase);
    },
    source(held) {
      showSource(held);
      events.emit("source", held);
    },
    answer(bytes, original, meta) {
      root.dataset.frames = String(session.stats().answered);
      draw.show(bytes, original, meta);
      showEased(meta.share);
      events.emit("answer", { meta, bytes, original });
    },
    note: (code) => announce(sentencesOf({ code }).what),
    refusedParams: (fault) => announce(sentencesOf(fault).what),
    heldParams(held) {
      takeParams(held);
      announce(say("room_locked"));
    },
  },
});

const controls = createControls(byId("controls"), demo.params, {
  media: (file) => address(`/demos/${encodeURIComponent(demo.name)}/media/${file}`),
  onChange(name, value) {
    params = { ...params, [name]: value };
    session.paramsChanged();
    writeAddress();
  },
});

const showEased = createEased(byId("eased"), announce);

const recorder = createRecorder(canvas, {
  onTick(ms) {
    byId("recording").hidden = false;
    setText(byId("recording-text"), say("recording", { elapsed: elapsedText(ms) }));
    byId("record").setAttribute("aria-pressed", "true");
  },
  onDone(blob, extension) {
    const name = fileName(demo.name, extension);
    byId("recording").hidden = true;
    byId("record").setAttribute("aria-pressed", "false");
    download(blob, name);
    announce(say("recorded", { name }));
  },
});

function isMirrored() {
  if (mirror !== null) return mirror;
  // A camera that faces the visitor shows them as a mirror does; one that does not say is taken to.
  return session.state.source.kind === "camera" && present?.facing !== "environment";
}

/** A sentence in passing; after a while the state's own sentence is back. */
function announce(text) {
  view.say(text);
  clearTimeout(passing);
  passing = setTimeout(refresh, 5000);
}

/** Shows parameters that the server has already. */
function takeParams(changes) {
  params = { ...params, ...changes };
  controls.set(params);
  writeAddress();
}

/** Sets some parameters, as if they had been set by hand. */
function setParams(changes) {
  takeParams(changes);
  session.paramsChanged();
}

function refresh() {
  clearTimeout(passing);
  view.show(session.state, session.phase, draw.drawn);
}

/** The source itself on the stage until the first answer comes. */
function showSource(held) {
  present = held;
  draw.clear();
  canvas.hidden = true;
  preview.replaceChildren(...(held ? [held.element] : []));
  byId("poster").hidden = held !== null;
  showMirror();
  if (!held) {
    setShape(demo.size.width, demo.size.height);
    return;
  }
  const { element } = held;
  setShape(element.videoWidth || element.naturalWidth, element.videoHeight || element.naturalHeight);
  if (session.state.source.kind === "camera") picker.refreshCameras();
}

function showMirror() {
  const on = isMirrored();
  byId("mirror").setAttribute("aria-pressed", String(on));
  preview.classList.toggle("is-mirrored", on);
}

function writeAddress() {
  const state = { source: session.state.source, facing: picker.facing(), mirror, split: divider.value, params };
  if (state.source.kind === "camera") state.source = null;
  history.replaceState(null, "", location.pathname + format(state, demo.params) + location.hash);
}

const ACTIONS = {
  toggle() {
    const type = { live: "pause", opening: "stop", asking: "stop", reconnecting: "pause", paused: "resume" };
    session.dispatch({ type: type[session.phase] ?? "start" });
  },
  stop: () => session.dispatch({ type: "stop" }),
  snapshot() {
    if (!draw.drawn) return announce(say("nothing_to_save"));
    return canvas.toBlob((blob) => {
      const name = fileName(demo.name, "png");
      download(blob, name);
      announce(say("snapshot_saved", { name }));
    }, "image/png");
  },
  record() {
    if (!canRecord()) return announce(say("recording_unsupported"));
    if (!recorder.active && !draw.drawn) return announce(say("nothing_to_save"));
    return recorder.toggle();
  },
  mirror() {
    mirror = !isMirrored();
    showMirror();
    session.again();
    writeAddress();
  },
  split: () => divider.toggle(),
  projector: () => projector.toggle(),
  escape: () => projector.leave(),
  help: () => byId("keys").showModal(),
  step: ({ step }) => controls.step(step),
  choose: ({ index }) => controls.choose(index),
  reset() {
    setParams(defaultsOf(demo.params));
    announce(say("settings_reset"));
  },
  async share() {
    writeAddress();
    await navigator.clipboard?.writeText(location.href);
    announce(say("link_copied"));
  },
};

/** Carries out an action, unless the teacher has said otherwise. */
function act(name, details) {
  const no = klass?.refuses(name);
  return no ? announce(no) : ACTIONS[name](details);
}

function focusOf(node) {
  if (!node || node === document.body) return {};
  const { tagName: tag, type = "", isContentEditable: editable = false } = node;
  return { tag, type, role: node.getAttribute("role") ?? "", editable };
}

document.addEventListener("keydown", (event) => {
  const action = actionFor({
    key: event.key,
    ctrl: event.ctrlKey || event.altKey || event.metaKey,
    focus: focusOf(document.activeElement),
    dialog: document.querySelector("dialog[open]") !== null,
    repeat: event.repeat,
  });
  if (!action) return;
  event.preventDefault();
  act(action.name, action);
});

for (const button of document.querySelectorAll("[data-action]")) {
  button.addEventListener("click", () => act(button.dataset.action, {}));
}
byId("veil-act").addEventListener("click", () => {
  if (session.state.problem?.code === "file_none") byId("picture-file").click();
  else session.dispatch({ type: "start" });
});

const stage = byId("stage");
document.addEventListener("paste", (event) => picker.take(event.clipboardData?.files[0]));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  stage.classList.add("is-target");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) stage.classList.remove("is-target");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  stage.classList.remove("is-target");
  const file = event.dataTransfer?.files[0];
  if (file && !picker.take(file)) announce(`${say("file_unreadable")} ${say("file_unreadable_next")}`);
});
addEventListener("pagehide", () => {
  recorder.stop();
  session.dispatch({ type: "leave" });
});

/** What a demo's own module gets to work with. */
const live = Object.freeze({
  demo,
  root,
  canvas,
  overlay: byId("overlay"),
  label: byId("extension"),
  params: () => ({ ...params }),
  setParams,
  phase: () => session.phase,
  source: () => present,
  mirrored: isMirrored,
  dispatch: session.dispatch,
  announce,
  say: sayer(embedded("demo-texts", {})),
  on: events.on,
  repaint: draw.repaint,
  again: session.again,
});

createMeter(byId("timing"), session.stats, () => session.phase === "live");
controls.set(params);
draw.setSplit(divider.value);
setShape(demo.size.width, demo.size.height);
showMeters();
showMirror();
refresh();
Object.defineProperty(window, "hype", {
  value: Object.freeze({
    /** {answered, dropped, fps, latency, lastData}: read-only, for tests and the curious. */
    stats() {
      const { answered, dropped, fps, latency, lastData } = session.stats();
      return { answered, dropped, fps, latency, lastData };
    },
  }),
});

const extending = loadExtension(demo.script, live);
hooks = await extending;
klass = attachStage(live, {
  stream: () => session.state.stream?.id ?? null,
  rendered: () => hooks.render === "server",
  drawn: () => draw.drawn,
  limit: session.limit,
});
