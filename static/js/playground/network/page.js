/** The page of a network seen whole: its state, its run, and what is shown of both. */
import { el, setText } from "../../shared/dom.js";
import { numeral, say } from "../../shared/texts.js";
import { createChapterExports } from "../export/chapter.js";
import { createPage, note } from "../shell/page.js";
import { Board } from "./board.js";
import { Camera } from "./camera.js";
import { Comparison } from "./compare.js";
import { runCurves } from "./curves.js";
import { ClassDigits } from "./digits-of-class.js";
import { readPicture, split, unpack, writePicture } from "./digits.js";
import { showLinks } from "./links.js";
import { Look } from "./look.js";
import { layersOf, networkOf, ON_THE_WAY, settingsOf, STRUCTURE, TABLE } from "./model.js";
import { forward } from "./network.js";
import { Sheet } from "./sheet.js";
import { Trainer } from "../shell/trainer.js";
import { startOf } from "./training.js";

const THREAD = new URL("./trainer.worker.js", import.meta.url);
const byId = (id) => document.getElementById(id);
const SELECTS = ["net", "kernel", "filters", "padding", "second", "activation", "pooling", "hidden", "optimizer", "rate", "momentum", "batch", "left", "leftpixels", "right", "rightpixels", "filter"];

const answer = await fetch(byId("network").dataset.digits).catch(() => null);
const digits = answer?.ok ? split(unpack(new Uint8Array(await answer.arrayBuffer()))) : null;
const onError = () => note(say("net_thread_ended"));

const trainer = new Trainer(THREAD, { onChange: later, onError });
const board = new Board(byId("board"), {
  open: (place) => look.enter("", `${place.stage}.${place.index}`, { anew: true }),
  weight: (index) => look.enter("", `w${index}`, { anew: true }),
  point: (text) => setText(byId("here"), text),
});
const look = new Look({ set: (path) => page.set({ look: path }) });
const page = createPage({
  table: TABLE,
  onChange: show,
  keys: {
    " ": toggle, s: () => trainer.act("step"), e: () => trainer.act("epoch"), r: () => begin(page.state), n: nextPicture, w: nextWrong,
    Backspace: () => look.back(page.state.look),
  },
});

let comparison = null;
let network = null; // null where the windows do not fit
let begun = "";
let weights = null; // those that are shown
let drawn = []; // what was drawn here into the training set, after its own digits
let waiting = 0;

/** Shows at most once a frame, however many reports come. */
function later() {
  if (!waiting) waiting = requestAnimationFrame(showRun);
}

function begin(state) {
  const built = networkOf(layersOf(state));
  network = built.network ?? null;
  byId("why").hidden = Boolean(network);
  byId("board").hidden = !network;
  for (const id of ["run", "one-step", "one-epoch", "reset"]) byId(id).disabled = !network;
  if (!network) return setText(byId("why"), say("net_no_room", built));
  setText(byId("why"), "");
  const settings = settingsOf(state);
  weights = startOf(network, settings);
  board.build(network);
  setText(byId("total"), say("net_total", { count: numeral(network.parameters) }));
  return trainer.begin({ set: digits.training, held: digits.held, settings, added: added() });
}

/** What is learnt from after the set's own digits: what was drawn here, and what the class drew. */
const added = () => [...drawn, ...(classDigits?.taken ?? [])].map(({ picture, label }) => ({ picture, label }));

function show(state) {
  for (const name of SELECTS) byId(name).value = String(state[name]);
  if (document.activeElement !== byId("seed")) byId("seed").value = String(state.seed);
  for (const group of document.querySelectorAll("[data-for]")) group.hidden = group.dataset.for !== state.net;
  byId("momentum").disabled = state.optimizer !== "momentum";
  if (!digits) return;
  const wanted = JSON.stringify(STRUCTURE.map((name) => state[name]));
  if (wanted !== begun) {
    begun = wanted;
    begin(state);
  } else trainer.act("change", { changes: Object.fromEntries(ON_THE_WAY.map((name) => [name, state[name]])) });
  comparison?.show(state);
  showPicture();
  if (!state.own) sheet.paint();
  else sheet.paint(readPicture(state.own));
}

/** The picture that is looked at, and its label (−1 where nobody knows). */
function shown() {
  const own = readPicture(page.state.own);
  return own ? { picture: own, label: -1 } : { picture: digits.held.pictures[page.state.picture], label: digits.held.labels[page.state.picture] };
}

/** What the present weights make of the present picture. */
function showPicture() {
  if (!network) return;
  const { picture, label } = shown();
  if (page.state.look) {
    const batch = trainer.last?.batch ?? [];
    const scene = { network, weights, before: trainer.last?.before ?? weights, x: picture, batch, settings: page.state, key: `${begun}${batch.length}` };
    forward(network, weights, picture);
    look.show(page.state.look, scene);
  } else look.show("", { network });
  const probabilities = forward(network, weights, picture);
  board.show(picture, weights, label);
  showLinks({ state: page.state, network, weights, picture });
  const said = probabilities.indexOf(Math.max(...probabilities));
  setText(byId("guess"), page.state.own ? say("net_guess", { digit: said, share: numeral(100 * probabilities[said]) }) : "");
}

/** A report of the run: its weights, its curve, its figures. */
function showRun() {
  waiting = 0;
  const { last, points } = trainer;
  if (!last || !network || last.weights.length !== network.parameters) return;
  weights = last.weights;
  showPicture();
  byId("curves").replaceChildren(...runCurves(points));
  setText(byId("run"), byId("run").dataset[trainer.going ? "pause" : "run"]);
  const end = points.at(-1);
  setText(byId("progress"), say("net_progress", { step: numeral(last.steps), epoch: last.epoch + 1 }));
  const percent = ({ accuracy }) => numeral(100 * accuracy, 1);
  setText(byId("curves-says"), say("net_curves_say", { training: percent(end.training), held: percent(end.held), count: numeral(last.count) }));
  byId("network").dataset.held = end.held.accuracy.toFixed(4);
  byId("network").dataset.steps = last.steps;
}

function toggle() {
  if (network) trainer.act(trainer.going ? "pause" : "run");
}

function nextPicture() {
  page.set({ picture: (page.state.picture + 1) % digits.held.pictures.length, own: "" });
}

/** The next held-out digit that the network takes for another. */
function nextWrong() {
  if (!network) return;
  const count = digits.held.pictures.length;
  for (let i = 1; i <= count; i++) {
    const at = (page.state.picture + i) % count;
    const probabilities = forward(network, weights, digits.held.pictures[at]);
    if (probabilities.indexOf(Math.max(...probabilities)) !== digits.held.labels[at]) return void page.set({ picture: at, own: "" });
  }
  note(say("net_none_wrong"));
}

const camera = new Camera({
  sight: (seen) => sheet.see(seen),
  change(going, taken) {
    setText(byId("camera"), byId("camera").dataset[going ? "pause" : "run"]);
    setText(byId("camera-says"), going ? say("net_camera_on") : taken && page.state.own ? say("net_camera_held") : "");
  },
  trouble: (code) => setText(byId("camera-says"), code ? `${say(code)} ${say(`${code}_next`)}` : say("net_camera_on")),
});
const sheet = new Sheet({ onChange: (picture) => page.set({ own: picture ? writePicture(picture) : "" }), onHand: () => camera.stop() });
const classDigits = digits && new ClassDigits({ drawn: labelled, onSent: () => sheet.wipe(), onChange: retell });

/** What is drawn, in signs, with the label that was chosen; null where nothing is. */
function labelled() {
  if (!page.state.own) note(say("net_draw_first"));
  return page.state.own ? { picture: page.state.own, label: Number(byId("label").value) } : null;
}

/** Tells the thread what is learnt from beside the set's own digits. */
function retell() {
  trainer.act("teach", { added: added() });
}

function teach() {
  const one = labelled();
  if (!one) return;
  drawn = [...drawn, { picture: readPicture(one.picture), label: one.label }];
  retell();
  setText(byId("taught"), say("net_taught", { count: drawn.length }));
}

for (const name of SELECTS) {
  byId(name).addEventListener("change", (event) => page.set({ [name]: TABLE[name].read(event.target.value), ...(STRUCTURE.includes(name) ? { look: "" } : {}) }));
}
byId("seed").addEventListener("change", (event) => page.set({ seed: TABLE.seed.read(event.target.value) ?? page.state.seed }));
const ACTS = {
  run: toggle, "one-step": () => trainer.act("step"), "one-epoch": () => trainer.act("epoch"), reset: () => begin(page.state),
  "next-picture": nextPicture, "wrong-picture": nextWrong, teach, wipe: () => sheet.wipe(), camera: () => (camera.going ? camera.stop(true) : camera.start()),
  without: () => page.set({ given: null }), compare: () => comparison?.toggle(),
};
for (const [id, act] of Object.entries(ACTS)) byId(id).addEventListener("click", act);
if (digits) comparison = new Comparison(digits, { onError });
else {
  byId("board").replaceChildren(el("p", { class: "plate__why", role: "alert" }, say("net_no_digits")));
  for (const id of Object.keys(ACTS)) byId(id).disabled = true;
}
createChapterExports();
page.start();
