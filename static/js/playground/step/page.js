/** The step-by-step page: wires the three matrices, the sum, the transport and the settings to the state. */
import { setText } from "../../shared/dom.js";
import { KERNELS, kernelNamed, nameOf } from "../maths/kernels.js";
import { readMatrix } from "../maths/matrices.js";
import { parseNumber, toFraction } from "../maths/numbers.js";
import { createExport } from "../export/save.js";
import { stepScene } from "../export/views.js";
import { createPage, note } from "../shell/page.js";
import { offerToNetwork } from "../shell/sending.js";
import { comma, say } from "../../shared/texts.js";
import { createTransport } from "../shell/transport.js";
import { derive, LARGEST, PICTURES, resized, TABLE } from "./model.js";
import { Plates } from "./plates.js";
import { SumLine } from "./flight.js";
import { createQuiz } from "./quiz.js";
import { equation, factorText, leftOver, problem, sentence, sizeFormula, writer } from "./words.js";

const byId = (id) => document.getElementById(id);
const NUMBERS = ["stride", "padding", "dilation"];
const FLAGS = { flip: "flip", ahead: "ahead", shade: "shade", "quiz-on": "quiz" };

const sum = new SumLine(byId("sum"));
let shown = null; // the step that was worked out last
let pointed = null; // the output cell that the pointer or the focus is on

const transport = createTransport({
  get: () => ({ ...stepsOf(derive(page.state)), speed: page.state.speed }),
  set: (changes) => page.set(changes),
});
const { act } = transport;

const page = createPage({ table: TABLE, onChange: show, keys: transport.keys });

const stepsOf = ({ step, cells }) => ({ step, last: cells.length - 1 });

const plates = new Plates({
  onEdit(of, row, column, value) {
    if (value === null) return note(say("not_a_number"));
    const rows = page.state[of].map((old, y) => (y === row ? old.map((cell, x) => (x === column ? value : cell)) : old));
    return page.set({ [of]: rows });
  },
  onPaste(of, text) {
    const rows = readMatrix(text);
    const most = LARGEST[of];
    if (!rows || rows.length > most || rows[0].length > most) return note(say("paste_failed", { most }));
    return page.set({ [of]: rows, step: 0 });
  },
  onPoint(cell) {
    pointed = cell;
    showStep(page.state, derive(page.state));
  },
  onChoose: (cell) => act({ type: "go", step: cell }),
});

const quiz = createQuiz({
  onNext: () => act({ type: "go", step: (derive(page.state).step + 1) % Math.max(1, derive(page.state).cells.length) }),
});

function show(state) {
  const derived = derive(state);
  showControls(state, derived);
  showFormulas(derived);
  showStep(state, derived);
}

function showStep(state, derived) {
  const write = writer(state.factor, comma);
  // A question stays the question while the pointer wanders.
  const here = state.quiz ? derived.step : (pointed ?? derived.step);
  const at = derived.possible ? Math.min(here, derived.cells.length - 1) : null;
  const hidden = state.quiz ? quiz.hides(at, state) : false;
  plates.show(state, derived, { at, write, hidden });
  const cell = at === null ? null : derived.cells[at];
  setText(byId("where"), cell ? say("where", { step: at + 1, steps: derived.cells.length, row: cell.row + 1, column: cell.column + 1 }) : "");
  const line = cell ? equation(cell, state.factor, write) : "";
  sum.show(hidden ? line.replace(/[=≈] [^=≈]*$/, "= ?") : line);
  if (cell && at === derived.step && at !== shown && shown !== null) sum.fly(plates.window, state.speed);
  if (at === derived.step) shown = at;
  quiz.show(state, cell, { at, write, line, refresh: () => showStep(page.state, derive(page.state)) });
  // While it plays, one sentence a second would drown everything else.
  const spoken = cell && !transport.playing && !hidden ? sentence(derived, at, state, write, say) : "";
  setText(byId("spoken"), spoken || (transport.playing ? say("playing") : ""));
}

function showFormulas({ size, possible }) {
  const why = byId("why");
  why.hidden = possible;
  setText(why, possible ? "" : problem(size, say));
  for (const axis of ["rows", "columns"]) {
    setText(byId(`formula-${axis}`), sizeFormula(size[axis]));
  }
  setText(byId("spare"), possible ? (leftOver(size, say) ?? "") : "");
}

function setValue(node, value) {
  if (document.activeElement !== node || node.tagName === "SELECT" || node.type === "range") node.value = String(value);
}

function showControls(state, derived) {
  for (const name of NUMBERS) setValue(byId(name), state[name]);
  for (const [id, name] of Object.entries(FLAGS)) byId(id).checked = state[name];
  setValue(byId("mode"), state.mode);
  setValue(byId("factor"), factorText(state.factor) || "1");
  setText(byId("factor-shown"), factorText(state.factor));
  setValue(byId("kernel"), nameOf(state.filter, state.factor) ?? (isClassic(state) ? "classic" : "own"));
  setValue(byId("picture"), pictureNow(state));
  byId("turned").hidden = !state.flip;
  offerToNetwork(byId("to-network"), state.filter, state.factor[0] / state.factor[1]);
  transport.show({ ...stepsOf(derived), speed: state.speed });
  for (const of of ["image", "filter"]) {
    setText(byId(`${of}-rows`), String(state[of].length));
    setText(byId(`${of}-columns`), String(state[of][0].length));
  }
  for (const button of document.querySelectorAll("[data-size]")) {
    const [of, axis, by] = button.dataset.size.split(" ");
    const size = axis === "rows" ? state[of].length : state[of][0].length;
    button.setAttribute("aria-disabled", String(size + Number(by) < 1 || size + Number(by) > LARGEST[of]));
  }
}

const isClassic = ({ filter, factor }) =>
  JSON.stringify(filter) === JSON.stringify(TABLE.filter.fallback) && factor[0] === factor[1];

function pictureNow({ image, seed }) {
  const text = JSON.stringify(image);
  const names = Object.keys(PICTURES);
  return names.find((name) => JSON.stringify(PICTURES[name](image.length, image[0].length, seed)) === text) ?? "own";
}

function resize(of, axis, by) {
  const rows = page.state[of];
  const [height, width] = [rows.length + (axis === "rows" ? by : 0), rows[0].length + (axis === "columns" ? by : 0)];
  page.set({ [of]: resized(rows, height, width, LARGEST[of]) });
}

function setPicture(name, seed = page.state.seed) {
  const { image } = page.state;
  if (PICTURES[name]) page.set({ image: PICTURES[name](image.length, image[0].length, seed), seed, step: 0 });
}

function setKernel(name) {
  const { rows, factor } = kernelNamed(name) ?? { rows: TABLE.filter.fallback, factor: [1, 1] };
  if (name !== "own") page.set({ filter: rows, factor });
}

function setFactor(text) {
  const value = parseNumber(text);
  const plain = /^\s*-?\d{1,3}\s*\/\s*\d{1,3}\s*$/.test(text.replaceAll("−", "-")) ? text.replaceAll("−", "-").split("/").map(Number) : null;
  const found = value === null ? null : toFraction(value, 999);
  const factor = plain ?? (found && [found.numerator, found.denominator]);
  byId("factor").setAttribute("aria-invalid", String(!factor));
  if (factor && Math.abs(factor[0]) <= 999) page.set({ factor });
}

function setNumber(name, text) {
  const value = TABLE[name].read(text.trim());
  byId(name).setAttribute("aria-invalid", String(value === undefined));
  if (value !== undefined) page.set({ [name]: value });
  else if (text.trim() !== "") note(say(`limits_${name}`));
}

for (const { name } of [{ name: "own" }, { name: "classic" }, ...KERNELS]) {
  byId("kernel").append(new Option(say(`kernel_${name}`), name));
}
for (const name of NUMBERS) {
  byId(name).addEventListener("input", (event) => setNumber(name, event.target.value));
  byId(name).addEventListener("blur", (event) => {
    event.target.value = String(page.state[name]);
    event.target.setAttribute("aria-invalid", "false");
  });
}
for (const [id, name] of Object.entries(FLAGS)) {
  byId(id).addEventListener("change", (event) => page.set({ [name]: event.target.checked }));
}
for (const button of document.querySelectorAll("[data-size]")) {
  const [of, axis, by] = button.dataset.size.split(" ");
  button.addEventListener("click", () => resize(of, axis, Number(by)));
}
byId("mode").addEventListener("change", (event) => page.set({ mode: event.target.value }));
byId("factor").addEventListener("input", (event) => setFactor(event.target.value));
byId("kernel").addEventListener("change", (event) => setKernel(event.target.value));
byId("picture").addEventListener("change", (event) => setPicture(event.target.value));
byId("again").addEventListener("click", () => setPicture("random", (page.state.seed + 1) % 1000000));
byId("reset").addEventListener("click", () => {
  const { present } = page.state;
  page.set({ ...Object.fromEntries(Object.entries(TABLE).map(([name, { fallback }]) => [name, fallback])), present });
});
createExport({
  name: "convolution",
  view() {
    const { step, cells } = derive(page.state);
    return { step, steps: cells.length, speed: page.state.speed };
  },
  sceneAt: (step) => stepScene(page.state, derive(page.state), step, writer(page.state.factor, comma), say),
});
page.start();
