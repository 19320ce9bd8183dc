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

export class Grid {
  #table;
  #body = el("tbody");
  #cells = [];
  #width = 0;
  #current = 0;
  #on;

  /**
   * `label` names the grid. `cells` are [{editable, label}] row by row, `width` of them a row. Events come as
   * `on.edit(index, value or null)`, `on.point(index or null)` (hover and focus), `on.choose(index)`, `on.paste(text)`: more
   * than one number at once.
   */
  constructor(host, { label, on = {} }) {
    this.#on = on;
    this.#table = el("table", { class: "grid", role: "grid", "aria-label": label }, this.#body);
    host.replaceChildren(this.#table);
    this.#listenToKeys();
    this.#listenToFocus();
    this.#listenToPointer();
    if (on.paste) this.#listenToPasting();
  }

  get table() {
    return this.#table;
  }

  /** Makes the table anew when its shape changes. */
  shape(wanted, columns) {
    const same = wanted.length === this.#cells.length && columns === this.#width;
    if (same && wanted.every(({ editable }, i) => Boolean(editable) === Boolean(this.#cells[i].input))) return this.#relabel(wanted);
    this.#width = columns;
    this.#current = Math.max(0, wanted.findIndex(({ editable }) => editable));
    this.#cells = wanted.map((cell, index) => this.#makeCell(cell, index));
    const rows = Array.from({ length: wanted.length / columns }, (_, row) =>
      el("tr", {}, ...this.#cells.slice(row * columns, (row + 1) * columns).map(({ node }) => node)),
    );
    this.#body.replaceChildren(...rows);
    return undefined;
  }

  /** `at(index)` → {text, value, classes, weight, grey}; fields that are being typed in are left alone. */
  fill(at) {
    this.#cells.forEach((cell, index) => {
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
  }

  #listenToKeys() {
    this.#table.addEventListener("keydown", (event) => {
      const index = this.#indexOf(event);
      if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === " " && this.#on.choose && !this.#cells[index].input) {
        event.preventDefault();
        this.#on.choose(index);
      } else this.#move(event, index);
    });
    this.#table.addEventListener("input", (event) => {
      const index = this.#indexOf(event);
      const value = parseNumber(event.target.value);
      event.target.setAttribute("aria-invalid", String(value === null));
      if (value !== null) this.#on.edit?.(index, value);
    });
  }

  #listenToFocus() {
    this.#table.addEventListener("focusin", (event) => {
      const index = this.#indexOf(event);
      if (index < 0) return;
      this.#makeCurrent(index);
      this.#cells[index].input?.select();
      this.#on.point?.(index);
    });
    this.#table.addEventListener("focusout", (event) => {
      const cell = this.#cells[this.#indexOf(event)];
      if (cell?.input?.getAttribute("aria-invalid") === "true") {
        this.#restore(cell);
        this.#on.edit?.(this.#indexOf(event), null); // said on leaving: a lone minus sign is the start of a number
      }
      if (!this.#table.contains(event.relatedTarget)) this.#on.point?.(null);
    });
  }

  #listenToPasting() {
    this.#table.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!/[\s,;_&|]/.test(text.trim()) || parseNumber(text) !== null) return; // one number is the field's own business
      event.preventDefault();
      this.#on.paste(text);
    });
  }

  #listenToPointer() {
    this.#table.addEventListener("pointerover", (event) => this.#on.point?.(this.#indexOf(event) < 0 ? null : this.#indexOf(event)));
    this.#table.addEventListener("pointerleave", () => this.#on.point?.(null));
    this.#table.addEventListener("click", (event) => {
      const index = this.#indexOf(event);
      if (index >= 0 && !this.#cells[index].input) this.#on.choose?.(index);
    });
  }

  #relabel(wanted) {
    wanted.forEach(({ label: text }, i) => this.#cells[i].target.setAttribute("aria-label", text));
  }

  #makeCell({ editable, label: text }, index) {
    const tabIndex = index === this.#current ? 0 : -1;
    if (!editable) {
      const face = el("span", { class: "grid__face" });
      const node = el("td", { role: "gridcell", class: "cell", tabIndex, "aria-label": text }, face);
      return { node, target: node, face, input: null };
    }
    const input = el("input", { class: "grid__field", type: "text", inputMode: "text", autocomplete: "off", spellcheck: false, maxLength: 24, tabIndex, "aria-label": text });
    return { node: el("td", { role: "gridcell", class: "cell cell--own" }, input), target: input, face: null, input };
  }

  #indexOf(event) {
    const node = event.target instanceof Element ? event.target.closest("td") : null;
    return node ? this.#cells.findIndex((cell) => cell.node === node) : -1;
  }

  #makeCurrent(index) {
    this.#cells[this.#current].target.tabIndex = -1;
    this.#current = index;
    this.#cells[index].target.tabIndex = 0;
  }

  #focus(index) {
    this.#makeCurrent(index);
    this.#cells[index].target.focus();
  }

  #move(event, index) {
    const [down, across] = MOVES[event.key] ?? [0, 0];
    const ends = { Home: index - (index % this.#width), End: index - (index % this.#width) + this.#width - 1 };
    const [row, column] = [Math.floor(index / this.#width) + down, (index % this.#width) + across];
    const inside = row >= 0 && row < this.#cells.length / this.#width && column >= 0 && column < this.#width;
    const next = ends[event.key] ?? (inside ? row * this.#width + column : index);
    if (!(event.key in MOVES) && !(event.key in ends)) return;
    event.preventDefault();
    if (event.key === "Enter" && this.#on.choose && !this.#cells[index].input) this.#on.choose(index);
    else this.#focus(next);
  }

  #restore(cell) {
    cell.input.value = cell.shown ?? "";
    cell.input.setAttribute("aria-invalid", "false");
  }
}
