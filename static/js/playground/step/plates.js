/** The three matrices of the step-by-step page, and what lights up where. */
import { sizeOf } from "../maths/convolution.js";
import { Grid } from "../shell/grid.js";
import { say } from "../../shared/texts.js";
import { bordered, placesOf } from "./model.js";

const byId = (id) => document.getElementById(id);
const greyOf = (value) => Math.round((Math.min(255, Math.max(0, value)) / 255) * 100);
const place = (index, width) => ({ row: Math.floor(index / width) + 1, column: (index % width) + 1 });

export class Plates {
  #shown = null;
  #frame = null; // the image with its border
  #pixel = null; // the pixel that the pointer or the focus is on
  #tap = null; // the filter's entry that it is on
  #image;
  #filter;
  #output;

  /** `onEdit(of, row, column, value)`, `onPaste(of, text)`, `onPoint(output cell or null)`, `onChoose(output cell)`. */
  constructor({ onEdit, onPaste, onPoint, onChoose }) {
    this.#image = new Grid(byId("image"), {
      label: say("image"),
      on: {
        edit: (index, value) => onEdit("image", this.#frame.cells[index].row, this.#frame.cells[index].column, value),
        paste: (text) => onPaste("image", text),
        point: (index) => {
          this.#pixel = index === null ? null : this.#frame.cells[index].pixel;
          this.#paint();
        },
      },
    });
    this.#filter = new Grid(byId("filter"), {
      label: say("filter"),
      on: {
        edit: (index, value) => onEdit("filter", Math.floor(index / this.#shown.width), index % this.#shown.width, value),
        paste: (text) => onPaste("filter", text),
        point: (index) => {
          this.#tap = index;
          this.#paint();
        },
      },
    });
    this.#output = new Grid(byId("output"), { label: say("output"), on: { point: onPoint, choose: onChoose } });
  }

  /** The image's cells under the filter, row by row. */
  get window() {
    return [...byId("image").querySelectorAll(".is-window")];
  }

  show(state, derived, { at, write, hidden }) {
    const size = sizeOf(state.filter);
    this.#shown = { state, derived, at, write, hidden, width: size.width };
    this.#frame = bordered(state);
    this.#image.shape(
      this.#frame.cells.map(({ row, column, own }) => ({
        editable: own,
        label: own ? say("cell_image", { row: row + 1, column: column + 1 }) : "",
      })),
      this.#frame.width,
    );
    this.#filter.shape(
      state.filter.flat().map((_, i) => ({ editable: true, label: say("cell_filter", place(i, size.width)) })),
      size.width,
    );
    const columns = derived.map?.width ?? 1;
    this.#output.shape(derived.cells.map((_, i) => ({ label: say("cell_output", { ...place(i, columns), value: "" }) })), columns);
    byId("output").hidden = !derived.possible;
    this.#scale(this.#frame.width + size.width + columns);
    this.#paint();
  }

  // Large matrices get smaller cells, so that the three stay side by side.
  #scale(columns) {
    byId("image").closest(".bench").dataset.cells = columns > 24 ? "small" : columns > 17 ? "medium" : "large";
  }

  #paint() {
    if (!this.#shown) return;
    this.#paintImage(this.#shown);
    this.#paintFilter(this.#shown);
    this.#paintOutput(this.#shown);
  }

  #paintImage({ state, derived, at, write }) {
    const window = new Map();
    if (at !== null) {
      placesOf(at, derived.map, state.filter, state.dilation).forEach(({ row, column }, i) => window.set(`${row},${column}`, i));
    }
    const cell = at === null ? null : derived.cells[at];
    const box = at === null ? null : { ...derived.map.at(at), rows: derived.size.rows.span, columns: derived.size.columns.span };
    this.#image.fill((index) => {
      const { row, column, own, value, pixel: source } = this.#frame.cells[index];
      const i = window.get(`${row},${column}`);
      const within = box && row >= box.row && row < box.row + box.rows && column >= box.column && column < box.column + box.columns;
      const classes = [
        own ? "" : "cell--border",
        within ? "is-within" : "",
        i === undefined ? "" : "is-window",
        i !== undefined && cell.terms[i].entry === this.#tap ? "is-pointed" : "",
        this.#pixel !== null && this.#pixel >= 0 && source === this.#pixel ? "is-pointed" : "",
      ].join(" ");
      const weight = i === undefined ? "" : `×${write(cell.terms[i].weight)}`;
      const label = own ? null : say("cell_border", { row: row + 1, column: column + 1, value: write(value) });
      return { text: write(value), value, classes, weight, label, grey: state.shade ? greyOf(value) : null };
    });
  }

  #paintFilter({ state, derived, at, write }) {
    const pointed = new Set();
    if (at !== null && this.#pixel !== null && this.#pixel >= 0) {
      for (const term of derived.cells[at].terms) if (term.pixel === this.#pixel) pointed.add(term.entry);
    }
    const values = state.filter.flat();
    this.#filter.fill((index) => ({
      text: write(values[index]), value: values[index], classes: pointed.has(index) ? "is-pointed" : "is-tap",
    }));
  }

  #paintOutput({ state, derived, at, write, hidden }) {
    if (!derived.possible) return;
    const readers = new Set(this.#pixel === null || this.#pixel < 0 ? [] : derived.map.readers(this.#pixel));
    this.#output.fill((index) => {
      const { value, row, column } = derived.cells[index];
      const done = index <= derived.step;
      const secret = (hidden && index === at) || (!done && (!state.ahead || state.quiz) && index !== at);
      const classes = [
        index === at ? "is-current" : "", done ? "is-done" : "is-ahead", readers.has(index) ? "is-reader" : "",
      ].join(" ");
      const text = secret ? (index === at ? "?" : "") : write(value);
      return {
        text, value, classes, grey: state.shade && !secret ? greyOf(value) : null,
        label: say("cell_output", { row: row + 1, column: column + 1, value: text || say("not_yet") }),
      };
    });
  }
}
