/** What is under the pointer: a patch of real numbers, the sum for this pixel, and the way to the step-by-step page. */
import { el, setText } from "../../shared/dom.js";
import { comma, say } from "../../shared/texts.js";
import { formatNumber, toFraction, writeNumber } from "../maths/numbers.js";
import { productsOf } from "../step/words.js";
import { nicely } from "./editor.js";
import { createProbe, cropAt, patchAt, regionAround, workingAt } from "./probe.js";
import { stepQuery } from "./table.js";

const MARGIN = 9; // the crop's farther side
const byId = (id) => document.getElementById(id);

/** `step` is the step-by-step page's address. */
export function createLoupe(step) {
  const body = byId("patch").tBodies[0];
  let cells = [];

  const write = (value) => formatNumber(value, { decimals: 1, comma });

  function shape(side) {
    if (cells.length === side * side) return;
    cells = Array.from({ length: side * side }, () => el("td", {}));
    body.replaceChildren(
      ...Array.from({ length: side }, (_, row) => el("tr", {}, ...cells.slice(row * side, (row + 1) * side))),
    );
  }

  function showPatch(patch) {
    shape(patch.length);
    patch.flat().forEach(({ value, window, outside, middle }, n) => {
      const cell = cells[n];
      setText(cell, outside && value === 0 ? "·" : String(Math.round(value)).replace("-", "−"));
      const light = Math.min(255, Math.max(0, value)) / 255;
      cell.style.setProperty("--light", `${Math.round(light * 100)}%`);
      cell.className = ["patch__cell", light > 0.45 && "is-light", window && "is-window", middle && "is-middle",
        outside && "is-outside"].filter(Boolean).join(" ");
    });
  }

  /** The lines under the products: = sum, × factor, + bias, what is shown of it. */
  function lines({ sum, scaled, value, shown }, { factor, bias }, { last, neg }) {
    const all = [`= ${write(sum)}`];
    if (factor !== 1) all.push(`${write(sum)} × ${nicely(factor)} = ${write(scaled)}`);
    if (bias !== 0) all.push(`${write(scaled)} + ${write(bias).replace(/^−.*/, "($&)")} = ${write(value)}`);
    all.push(say(last ? `live_shown_${neg}` : "live_goes_on", { value: write(value), shown }));
    return all;
  }

  function showWorking(working, kernel, options) {
    const products = productsOf({ terms: working.terms.map(({ value, weight }) => ({ image: value, weight })) }, write);
    setText(byId("products"), products.join(" + "));
    const items = lines(working, kernel, options);
    const host = byId("working");
    while (host.children.length > items.length) host.lastChild.remove();
    items.forEach((text, n) => setText(host.children[n] ?? host.appendChild(el("li")), text));
  }

  return {
    /**
     * `region(part)` gives bytes of the picture. `state` is the page's, `plan` what follows from it. Returns
     * {value, shown}, for speaking.
     */
    show({ plan, state, size, at, region }) {
      const stage = Math.min(state.stage, state.k.length);
      const kernel = state.k[stage - 1];
      const channel = state.colour ? ["red", "green", "blue"].indexOf(state.channel) : null;
      const part = region(regionAround(at, size, MARGIN, plan));
      const valueAt = createProbe(plan, size, part, channel);
      const radius = Math.max(kernel.rows.length, kernel.rows[0].length) > 5 ? 4 : 3;
      showPatch(patchAt(valueAt, stage, kernel.rows, at, size, radius));
      const working = workingAt(valueAt, stage, kernel, at, state.neg);
      showWorking(working, kernel, { last: stage === state.k.length, neg: state.neg });
      const crop = cropAt(valueAt, stage, kernel.rows, at, size);
      byId("step-link").href = step + stepQuery(crop.rows, kernel, crop.step, { toFraction, writeNumber });
      setText(byId("loupe-where"), say("live_where", { row: at.y + 1, column: at.x + 1 }));
      setText(byId("loupe-of"), stage > 1 ? say("live_into", { stage, before: stage - 1 }) : "");
      byId("loupe").dataset.empty = "false";
      return { value: write(working.value), shown: working.shown };
    },
  };
}
