/** The chain's editor: which kernel of the chain, from the list or one's own, its grid, size, factor and bias. */
import { el, setText } from "../../shared/dom.js";
import { KERNELS } from "../maths/kernels.js";
import { formatNumber, toFraction, writeNumber } from "../maths/numbers.js";
import { createGrid } from "../shell/grid.js";
import { gainOf, named, parseMatrix, readNumber, resized, stageNamed } from "./chain.js";
import { MAX_SIDE, MAX_STAGES } from "./plan.js";

const byId = (id) => document.getElementById(id);
const near = (a, b) => Math.abs(a - b) < 1e-9;

/** A number for reading: a fraction where it is one. */
export function nicely(value, comma) {
  const fraction = toFraction(value, 99);
  return formatNumber(value, { denominators: fraction ? [fraction.denominator] : [], comma });
}

/** The key of the sentence that says what a kernel does to a flat area. */
export function gainKey(gain) {
  if (near(gain, 0)) return "live_gain_zero";
  return near(gain, 1) ? "live_gain_one" : "live_gain_other";
}

/** `onChange({k, stage})` is called with what changed. */
export function createEditor({ say, comma, onChange, onProblem }) {
  let chain = [];
  let at = 0;
  const grid = createGrid(byId("kernel-grid"), { label: say("live_grid"), on: { edit: editCell } });
  const titleOf = (stage) => say(stage.name ? `kernel_${stage.name}` : "kernel_own");

  byId("kernel").append(
    ...KERNELS.map(({ name }) => el("option", { value: name, textContent: say(`kernel_${name}`) })),
    el("option", { value: "", textContent: say("kernel_own") }),
  );

  const replace = (stage) => onChange({ k: chain.map((old, n) => (n === at ? named(stage) : old)) });

  function editCell(index, value) {
    const { rows } = chain[at];
    if (value === null || Math.abs(value) > 999) return;
    const width = rows[0].length;
    replace({
      ...chain[at],
      rows: rows.map((row, j) => row.map((old, i) => (j * width + i === index ? value : old))),
    });
  }

  grid.table.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\s,;_]/.test(text.trim())) return; // one number is the field's own business
    event.preventDefault();
    const rows = parseMatrix(text);
    if (rows) replace({ ...chain[at], rows });
    else onProblem(say("live_paste_failed"));
  });
  byId("kernel").addEventListener("change", ({ target }) => {
    if (target.value) replace({ ...stageNamed(target.value), bias: chain[at].bias });
    else grid.table.querySelector("input")?.focus();
  });
  for (const name of ["factor", "bias"]) {
    byId(name).addEventListener("input", ({ target }) => {
      const value = readNumber(target.value);
      target.setAttribute("aria-invalid", String(value === null));
      if (value !== null) replace({ ...chain[at], [name]: value });
    });
    byId(name).addEventListener("blur", ({ target }) => {
      target.value = writeNumber(chain[at][name]);
      target.setAttribute("aria-invalid", "false");
    });
  }
  for (const button of document.querySelectorAll("[data-kernel-size]")) {
    const [axis, by] = button.dataset.kernelSize.split(" ");
    button.addEventListener("click", () => {
      const size = { rows: chain[at].rows.length, columns: chain[at].rows[0].length };
      size[axis] = Math.min(MAX_SIDE, Math.max(1, size[axis] + Number(by)));
      replace({ ...chain[at], rows: resized(chain[at].rows, size.rows, size.columns) });
    });
  }
  byId("stage-add").addEventListener("click", () =>
    onChange({ k: [...chain, stageNamed("identity")], stage: chain.length + 1 }),
  );
  byId("stage-remove").addEventListener("click", () => {
    onChange({ k: chain.filter((_, n) => n !== at), stage: Math.max(1, at) });
    byId("stages").querySelector('[aria-pressed="true"]')?.focus();
  });

  function showStages() {
    const host = byId("stages");
    const focused = host.contains(document.activeElement);
    host.replaceChildren(
      ...chain.map((stage, n) => {
        const button = el("button", { class: "live-stage", type: "button", "aria-pressed": String(n === at) },
          el("span", { class: "live-stage__number", textContent: String(n + 1) }), titleOf(stage));
        button.addEventListener("click", () => onChange({ stage: n + 1 }));
        return button;
      }),
    );
    if (focused) host.children[at]?.focus();
    byId("stage-add").hidden = chain.length >= MAX_STAGES;
    byId("stage-remove").hidden = chain.length < 2;
  }

  function showFields(stage) {
    byId("kernel").value = stage.name ?? "";
    for (const name of ["factor", "bias"]) {
      const field = byId(name);
      if (document.activeElement !== field) field.value = writeNumber(stage[name]);
    }
    setText(byId("kernel-rows"), String(stage.rows.length));
    setText(byId("kernel-columns"), String(stage.rows[0].length));
    const gain = gainOf(stage);
    setText(byId("kernel-gain"), say(gainKey(gain), { gain: nicely(gain, comma) }));
    setText(byId("kernel-about"), stage.name ? say(`live_about_${stage.name}`) : say("live_about_own"));
  }

  return {
    /** The nth kernel of the list, from 0. */
    choose(n) {
      if (KERNELS[n]) replace({ ...stageNamed(KERNELS[n].name), bias: chain[at].bias });
    },
    show(next, stage) {
      const same = JSON.stringify([next, stage]) === JSON.stringify([chain, at + 1]);
      chain = next;
      at = Math.min(stage, chain.length) - 1;
      if (!same) showStages();
      const { rows } = chain[at];
      const cells = rows.flatMap((row, j) =>
        row.map((_, i) => ({ editable: true, label: say("live_cell", { row: j + 1, column: i + 1 }) })),
      );
      grid.shape(cells, rows[0].length);
      grid.fill((index) => {
        const value = rows.flat()[index];
        return { value, weight: Math.sign(value) < 0 ? "minus" : value > 0 ? "plus" : "" };
      });
      showFields(chain[at]);
    },
  };
}
