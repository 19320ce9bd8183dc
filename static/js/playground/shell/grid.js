/**
 * A matrix on the page: a table of fields or of numbers, moved through with the arrow keys (one tab stop), after the
 * grid pattern of the ARIA Authoring Practices.
 */
import { el } from "../../shared/dom.js";
import { parseNumber, writeNumber } from "../maths/numbers.js";
import { comma } from "../../shared/texts.js";

/** A number as a field shows it: exact, in the language's way. */
function typed(value) {
  const text = writeNumber(value).replace("-", "−");
  return comma ? text.replace(".", ",") : text;
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };

/**
 * `label` names the grid. `cells` are [{editable, label}] row by row, `width` of them a row. Events come as
 * `on.edit(index, value or null)`, `on.point(index or null)` (hover and focus), `on.choose(index)`.
 */
export function createGrid(host, { label, on = {} }) {
  const table = el("table", { class: "grid", role: "grid", "aria-label": label });
  const body = el("tbody");
  table.append(body);
  host.replaceChildren(table);
  let cells = [];
  let width = 0;
  let current = 0;

  /** Makes the table anew when its shape changes. */
  function shape(wanted, columns) {
    const same = wanted.length === cells.length && columns === width;
    if (same && wanted.every(({ editable }, i) => Boolean(editable) === Boolean(cells[i].input))) return relabel(wanted);
    width = columns;
    current = Math.max(0, wanted.findIndex(({ editable }) => editable));
    cells = wanted.map((cell, index) => makeCell(cell, index));
    const rows = Array.from({ length: wanted.length / columns }, (_, row) =>
      el("tr", {}, ...cells.slice(row * columns, (row + 1) * columns).map(({ node }) => node)),
    );
    body.replaceChildren(...rows);
    return undefined;
  }

  function relabel(wanted) {
    wanted.forEach(({ label: text }, i) => cells[i].target.setAttribute("aria-label", text));
  }

  function makeCell({ editable, label: text }, index) {
    const tabIndex = index === current ? 0 : -1;
    if (!editable) {
      const face = el("span", { class: "grid__face" });
      const node = el("td", { role: "gridcell", class: "cell", tabIndex, "aria-label": text }, face);
      return { node, target: node, face, input: null };
    }
    const input = el("input", { class: "grid__field", type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false, maxLength: 9, tabIndex, "aria-label": text });
    return { node: el("td", { role: "gridcell", class: "cell cell--own" }, input), target: input, face: null, input };
  }

  const indexOf = (event) => {
    const node = event.target instanceof Element ? event.target.closest("td") : null;
    return node ? cells.findIndex((cell) => cell.node === node) : -1;
  };

  function focus(index) {
    cells[current].target.tabIndex = -1;
    current = index;
    cells[current].target.tabIndex = 0;
    cells[current].target.focus();
  }

  function move(event, index) {
    const [down, across] = MOVES[event.key] ?? [0, 0];
    const ends = { Home: index - (index % width), End: index - (index % width) + width - 1 };
    const [row, column] = [Math.floor(index / width) + down, (index % width) + across];
    const inside = row >= 0 && row < cells.length / width && column >= 0 && column < width;
    const next = ends[event.key] ?? (inside ? row * width + column : index);
    if (!(event.key in MOVES) && !(event.key in ends)) return;
    event.preventDefault();
    if (event.key === "Enter" && on.choose && !cells[index].input) on.choose(index);
    else focus(next);
  }

  table.addEventListener("keydown", (event) => {
    const index = indexOf(event);
    if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && on.choose && !cells[index].input) {
      event.preventDefault();
      on.choose(index);
    } else move(event, index);
  });
  table.addEventListener("input", (event) => {
    const index = indexOf(event);
    const value = parseNumber(event.target.value);
    event.target.setAttribute("aria-invalid", String(value === null));
    if (value !== null) on.edit?.(index, value);
  });
  table.addEventListener("focusin", (event) => {
    const index = indexOf(event);
    if (index < 0) return;
    cells[current].target.tabIndex = -1;
    current = index;
    cells[current].target.tabIndex = 0;
    cells[index].input?.select();
    on.point?.(index);
  });
  table.addEventListener("focusout", (event) => {
    const cell = cells[indexOf(event)];
    if (cell?.input?.getAttribute("aria-invalid") === "true") {
      restore(cell);
      on.edit?.(indexOf(event), null); // said on leaving: a lone minus sign is the start of a number
    }
    if (!table.contains(event.relatedTarget)) on.point?.(null);
  });
  table.addEventListener("pointerover", (event) => on.point?.(indexOf(event) < 0 ? null : indexOf(event)));
  table.addEventListener("pointerleave", () => on.point?.(null));
  table.addEventListener("click", (event) => {
    const index = indexOf(event);
    if (index >= 0 && !cells[index].input) on.choose?.(index);
  });

  function restore(cell) {
    cell.input.value = cell.shown ?? "";
    cell.input.setAttribute("aria-invalid", "false");
  }

  return {
    table,
    shape,
    /** `at(index)` → {text, value, classes, weight, grey}; fields that are being typed in are left alone. */
    fill(at) {
      cells.forEach((cell, index) => {
        const { text, value, classes = "", weight = "", grey = null, label: spoken } = at(index);
        cell.node.className = `cell ${cell.input ? "cell--own" : ""} ${classes}`;
        if (cell.input) {
          cell.shown = typed(value);
          if (document.activeElement !== cell.input || parseNumber(cell.input.value) !== value) {
            if (cell.input.getAttribute("aria-invalid") !== "true") cell.input.value = cell.shown;
          }
        } else if (cell.face.textContent !== text) cell.face.textContent = text;
        cell.node.dataset.weight = weight;
        if (spoken) cell.target.setAttribute("aria-label", spoken);
        cell.node.classList.toggle("has-grey", grey !== null);
        if (grey !== null) cell.node.style.setProperty("--grey", `${grey}%`);
      });
    },
    setLabel: (text) => table.setAttribute("aria-label", text),
  };
}
