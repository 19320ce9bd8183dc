/** The tour: ten stops, each with one idea and one thing to do. */
import { el, setText } from "../../shared/dom.js";
import { KERNELS, kernelNamed, nameOf } from "../maths/kernels.js";
import { parseNumber } from "../maths/numbers.js";
import { Grid } from "../shell/grid.js";
import { createPage, note } from "../shell/page.js";
import { whole } from "../shell/state.js";
import { comma, say } from "../../shared/texts.js";
import { derive, TABLE as STEP } from "../step/model.js";
import { Plates } from "../step/plates.js";
import { equation, problem, sentence, writer } from "../step/words.js";
import { has, isDone, STOPS } from "./stops.js";

const byId = (id) => document.getElementById(id);
const OWN = ["quiz", "speed", "seed"]; // of the step page alone
const FIELDS = Object.fromEntries(Object.entries(STEP).filter(([name]) => !OWN.includes(name)));
const TABLE = { stop: whole(1, 1, STOPS.length), ...FIELDS };
const DEFAULTS = Object.fromEntries(Object.entries(FIELDS).map(([name, { fallback }]) => [name, fallback]));
const CONTROLS = ["step", "kernel", "stride", "padding", "mode", "flip"];

let pointed = null;
let guess = null;
const finished = new Set();

const page = createPage({
  table: TABLE,
  onChange: show,
  keys: { ArrowRight: () => move(1), ArrowLeft: () => move(-1), n: () => goTo(page.state.stop + 1), b: () => goTo(page.state.stop - 1) },
});
const plates = new Plates({
  onEdit(of, row, column, value) {
    if (value === null) return note(say("not_a_number"));
    return page.set({ [of]: page.state[of].map((old, y) => (y === row ? old.map((cell, x) => (x === column ? value : cell)) : old)) });
  },
  onPoint(cell) {
    pointed = cell;
    if (!STOPS[page.state.stop - 1].ask) showBench(page.state);
  },
  onChoose: (cell) => page.set({ step: cell }),
});

function goTo(stop) {
  if (stop < 1 || stop > STOPS.length) return;
  guess = null;
  pointed = null;
  page.set({ ...DEFAULTS, ...STOPS[stop - 1].preset, stop });
  byId("stop-title").focus();
}

function move(by) {
  const { step, cells } = derive(page.state);
  if (!STOPS[page.state.stop - 1].ask) page.set({ step: Math.min(cells.length - 1, Math.max(0, step + by)) });
}

function show(state) {
  const index = state.stop - 1;
  const stop = STOPS[index];
  for (const part of ["title", "text", "do"]) setText(byId(`stop-${part}`), say(`stop_${state.stop}_${part}`));
  setText(byId("stop-place"), say("stop_place", { stop: state.stop, stops: STOPS.length }));
  byId("bench").hidden = byId("sum").hidden = byId("controls").hidden = Boolean(stop.ask);
  byId("ask").hidden = !stop.ask;
  if (stop.ask) showAsk(stop.ask);
  else showBench(state);
  showDone(index, state);
  byId("previous").setAttribute("aria-disabled", String(index === 0));
  byId("next").hidden = index === STOPS.length - 1;
  byId("ends").hidden = index !== STOPS.length - 1;
  for (const button of byId("stops").querySelectorAll("button")) {
    const own = Number(button.value) === state.stop;
    if (own) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
    button.classList.toggle("is-finished", finished.has(Number(button.value)));
  }
}

function showDone(index, state) {
  const derived = STOPS[index].ask ? null : derive(state);
  const done = isDone(index, state, derived, guess);
  if (done) finished.add(state.stop);
  setText(byId("stop-done"), done ? say(`stop_${state.stop}_done`) : "");
}

function showBench(state) {
  const derived = derive(state);
  const write = writer(state.factor, comma);
  const at = derived.possible ? Math.min(pointed ?? derived.step, derived.cells.length - 1) : null;
  plates.show(state, derived, { at, write, hidden: false });
  byId("why").hidden = derived.possible;
  setText(byId("why"), derived.possible ? "" : problem(derived.size, say));
  setText(byId("sum"), at === null ? "" : equation(derived.cells[at], state.factor, write));
  setText(byId("spoken"), at === null ? "" : sentence(derived, at, state, write, say));
  for (const name of CONTROLS) byId(`control-${name}`).hidden = !has(state.stop - 1, name);
  byId("kernel").value = nameOf(state.filter, state.factor) ?? "own";
  byId("stride").value = String(state.stride);
  byId("padding").value = String(state.padding);
  byId("mode").value = state.mode;
  byId("flip").checked = state.flip;
}

function showAsk({ rows, window }) {
  const host = byId("ask-matrix");
  if (byId("ask").dataset.stop !== String(page.state.stop)) {
    byId("ask").dataset.stop = String(page.state.stop);
    byId("guess").value = "";
    setText(byId("ask-answer"), "");
  }
  if (!rows) return host.replaceChildren();
  const grid = new Grid(host, { label: say("matrix") });
  grid.shape(rows.flat().map(() => ({ label: "" })), rows[0].length);
  return grid.fill((i) => {
    const value = String(rows.flat()[i]);
    const place = { row: Math.floor(i / rows[0].length) + 1, column: (i % rows[0].length) + 1, value };
    const marked = window.includes(i);
    return { text: value, classes: marked ? "is-window" : "", label: say(marked ? "cell_marked" : "cell_plain", place) };
  });
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  guess = parseNumber(byId("guess").value);
  const { stop } = page.state;
  const right = guess === STOPS[stop - 1].ask.answer;
  setText(byId("ask-answer"), guess === null ? say("not_a_number") : right ? "" : say(`stop_${stop}_hint`));
  show(page.state);
});
for (const name of ["stride", "padding"]) {
  byId(name).addEventListener("change", (event) => page.set({ [name]: Number(event.target.value) }));
}
byId("mode").addEventListener("change", (event) => page.set({ mode: event.target.value }));
byId("flip").addEventListener("change", (event) => page.set({ flip: event.target.checked }));
byId("kernel").addEventListener("change", ({ target }) => {
  const found = kernelNamed(target.value);
  if (found) page.set({ filter: found.rows, factor: found.factor });
});
byId("kernel").append(...[{ name: "own" }, ...KERNELS].map(({ name }) => new Option(say(`kernel_${name}`), name)));
byId("back").addEventListener("click", () => move(-1));
byId("forward").addEventListener("click", () => move(1));
byId("previous").addEventListener("click", () => goTo(page.state.stop - 1));
byId("next").addEventListener("click", () => goTo(page.state.stop + 1));
byId("stops").append(
  ...STOPS.map((_, i) => {
    const button = el("button", { class: "stops__stop", type: "button", value: String(i + 1), "aria-label": say("stop_name", { stop: i + 1, title: say(`stop_${i + 1}_title`) }) }, String(i + 1));
    button.addEventListener("click", () => goTo(i + 1));
    return el("li", {}, button);
  }),
);

// An address that names the stop alone shows it as it begins.
const given = new URLSearchParams(location.search);
if (!Object.keys(FIELDS).some((name) => given.has(name))) page.set(STOPS[page.state.stop - 1].preset ?? {});
page.start();
