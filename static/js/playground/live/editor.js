/** The chain's editor: which kernel of the chain, from the list or one's own, its grid, size, factor and bias. */
import { el, setText } from "../../shared/dom.js";
import { comma, say } from "../../shared/texts.js";
import { KERNELS } from "../maths/kernels.js";
import { formatNumber, toFraction, writeNumber } from "../maths/numbers.js";
import { Grid } from "../shell/grid.js";
import { offerToNetwork } from "../shell/sending.js";
import { gainOf, named, parseMatrix, readNumber, resized, stageNamed } from "./chain.js";
import { MAX_SIDE, MAX_STAGES } from "./plan.js";

const byId = (id) => document.getElementById(id);
const titleOf = (stage) => say(stage.name ? `kernel_${stage.name}` : "kernel_own");
const near = (a, b) => Math.abs(a - b) < 1e-9;

/** A number for reading: a fraction where it is one. */
export function nicely(value) {
  const fraction = toFraction(value, 99);
  return formatNumber(value, { denominators: fraction ? [fraction.denominator] : [], comma });
}

/** The key of the sentence that says what a kernel does to a flat area. */
function gainKey(gain) {
  if (near(gain, 0)) return "live_gain_zero";
  return near(gain, 1) ? "live_gain_one" : "live_gain_other";
}

/** What the grid shows for each cell of a kernel. */
const cellsOf = (rows) =>
  rows.flatMap((row, j) =>
    row.map((_, i) => ({ editable: true, label: say("live_cell", { row: j + 1, column: i + 1 }) })),
  );

export class Editor {
  #chain = [];
  #at = 0; // which kernel of it is edited
  #grid;
  #onChange;
  #onProblem;

  /** `onChange({k, stage})` is called with what changed, `onProblem(text)` with a sentence. */
  constructor({ onChange, onProblem }) {
    this.#onChange = onChange;
    this.#onProblem = onProblem;
    const on = { edit: (index, value) => this.#editCell(index, value), paste: (text) => this.#paste(text) };
    this.#grid = new Grid(byId("kernel-grid"), { label: say("live_grid"), on });
    byId("kernel").append(
      ...KERNELS.map(({ name }) => el("option", { value: name, textContent: titleOf({ name }) })),
      el("option", { value: "", textContent: titleOf({}) }),
    );
    this.#listenToKernel();
    this.#listenToFields();
    this.#listenToButtons();
  }

  /** The nth kernel of the list, from 0. */
  choose(n) {
    if (KERNELS[n]) this.#takeNamed(KERNELS[n].name);
  }

  show(next, stage) {
    const same = JSON.stringify([next, stage]) === JSON.stringify([this.#chain, this.#at + 1]);
    this.#chain = next;
    this.#at = Math.min(stage, next.length) - 1;
    if (!same) this.#showStages();
    const { rows } = this.#kernel;
    this.#grid.shape(cellsOf(rows), rows[0].length);
    this.#grid.fill((index) => {
      const value = rows.flat()[index];
      return { value, weight: Math.sign(value) < 0 ? "minus" : value > 0 ? "plus" : "" };
    });
    this.#showFields();
  }

  get #kernel() {
    return this.#chain[this.#at];
  }

  #replace(stage) {
    this.#onChange({ k: this.#chain.map((old, n) => (n === this.#at ? named(stage) : old)) });
  }

  #takeNamed(name) {
    this.#replace({ ...stageNamed(name), bias: this.#kernel.bias });
  }

  #editCell(index, value) {
    const { rows } = this.#kernel;
    if (value === null || Math.abs(value) > 999) return;
    const width = rows[0].length;
    this.#replace({
      ...this.#kernel,
      rows: rows.map((row, j) => row.map((old, i) => (j * width + i === index ? value : old))),
    });
  }

  #paste(text) {
    const rows = parseMatrix(text);
    if (rows) this.#replace({ ...this.#kernel, rows });
    else this.#onProblem(say("paste_failed", { most: MAX_SIDE }));
  }

  #listenToKernel() {
    byId("kernel").addEventListener("change", ({ target }) => {
      if (target.value) this.#takeNamed(target.value);
      else this.#grid.table.querySelector("input")?.focus();
    });
  }

  #listenToFields() {
    for (const name of ["factor", "bias"]) {
      byId(name).addEventListener("input", ({ target }) => {
        const value = readNumber(target.value);
        target.setAttribute("aria-invalid", String(value === null));
        if (value !== null) this.#replace({ ...this.#kernel, [name]: value });
      });
      byId(name).addEventListener("blur", ({ target }) => {
        target.value = writeNumber(this.#kernel[name]);
        target.setAttribute("aria-invalid", "false");
      });
    }
  }

  #listenToButtons() {
    for (const button of document.querySelectorAll("[data-kernel-size]")) {
      const [axis, by] = button.dataset.kernelSize.split(" ");
      button.addEventListener("click", () => {
        const { rows } = this.#kernel;
        const size = { rows: rows.length, columns: rows[0].length };
        size[axis] = Math.min(MAX_SIDE, Math.max(1, size[axis] + Number(by)));
        this.#replace({ ...this.#kernel, rows: resized(rows, size.rows, size.columns) });
      });
    }
    byId("stage-add").addEventListener("click", () =>
      this.#onChange({ k: [...this.#chain, stageNamed("identity")], stage: this.#chain.length + 1 }),
    );
    byId("stage-remove").addEventListener("click", () => {
      this.#onChange({ k: this.#chain.filter((_, n) => n !== this.#at), stage: Math.max(1, this.#at) });
      byId("stages").querySelector('[aria-pressed="true"]')?.focus();
    });
  }

  #showStages() {
    const host = byId("stages");
    const focused = host.contains(document.activeElement);
    host.replaceChildren(
      ...this.#chain.map((stage, n) => {
        const button = el("button", { class: "live-stage", type: "button", "aria-pressed": String(n === this.#at) },
          el("span", { class: "live-stage__number", textContent: String(n + 1) }), titleOf(stage));
        button.addEventListener("click", () => this.#onChange({ stage: n + 1 }));
        return button;
      }),
    );
    if (focused) host.children[this.#at]?.focus();
    byId("stage-add").hidden = this.#chain.length >= MAX_STAGES;
    byId("stage-remove").hidden = this.#chain.length < 2;
  }

  #showFields() {
    const stage = this.#kernel;
    byId("kernel").value = stage.name ?? "";
    for (const name of ["factor", "bias"]) {
      const field = byId(name);
      if (document.activeElement !== field) field.value = writeNumber(stage[name]);
    }
    setText(byId("kernel-rows"), String(stage.rows.length));
    setText(byId("kernel-columns"), String(stage.rows[0].length));
    offerToNetwork(byId("to-network"), stage.rows, stage.factor);
    const gain = gainOf(stage);
    setText(byId("kernel-gain"), say(gainKey(gain), { gain: nicely(gain) }));
    setText(byId("kernel-about"), stage.name ? say(`live_about_${stage.name}`) : say("live_about_own"));
  }
}
