/** A square to paint on with finger, pen, mouse or keys: cells of a shape, and a ring where the brush is. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { blank, CELLS, stroked } from "./cells.js";

const CELL = 16; // pixels of the canvas
const BARE = "#3a3630"; // as the server's sheet has them
const PAINTED = "#f3eee1";
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LEAP = 4; // cells, with the shift key

export class Pad {
  #canvas;
  #context;
  #told = el("span", { class: "visually-hidden", role: "status" });
  #say;
  #changed;
  #at = [CELLS / 2 - 0.5, CELLS / 2 - 0.5];
  #stroke = null; // the place where the last piece of the stroke ended
  #showsBrush = false;
  cells = blank();
  reach = 2.5; // cells from the brush's middle to its edge
  value = 1;

  /** `changed` is called when a hand has changed the cells. */
  constructor(say, changed) {
    [this.#say, this.#changed] = [say, changed];
    this.#canvas = el("canvas", { class: "paint__pad", width: CELLS * CELL, height: CELLS * CELL, tabIndex: 0, role: "application", "aria-label": say("paint_pad"), "aria-describedby": "paint-keys" });
    this.#context = this.#canvas.getContext("2d");
    this.node = el("div", { class: "paint__place" }, this.#canvas, this.#told);
    this.#listen();
  }

  /** Whether a stroke is being drawn. */
  get busy() {
    return this.#stroke !== null;
  }

  show(cells) {
    this.cells = cells;
    this.draw();
  }

  #listen() {
    const pad = this.#canvas;
    pad.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.busy) return;
      pad.setPointerCapture(event.pointerId);
      this.#stroke = this.#placeOf(event);
      this.#brush(this.#stroke);
    });
    pad.addEventListener("pointermove", (event) => {
      this.#showsBrush = event.pointerType !== "touch";
      const all = this.busy ? (event.getCoalescedEvents?.() ?? []) : [];
      for (const one of all.length ? all : [event]) this.#brush(this.#placeOf(one));
    });
    for (const name of ["pointerup", "pointercancel"]) {
      pad.addEventListener(name, () => {
        this.#stroke = null;
      });
    }
    pad.addEventListener("pointerleave", () => this.#withBrush(document.activeElement === pad && pad.matches(":focus-visible")));
    pad.addEventListener("focus", () => this.#withBrush(pad.matches(":focus-visible")));
    pad.addEventListener("blur", () => this.#withBrush(false));
    pad.addEventListener("keydown", (event) => this.#key(event));
  }

  #withBrush(shows) {
    this.#showsBrush = shows;
    this.draw();
  }

  #placeOf({ clientX, clientY }) {
    const box = this.#canvas.getBoundingClientRect();
    return [((clientX - box.left) / box.width) * CELLS, ((clientY - box.top) / box.height) * CELLS];
  }

  /** The brush is here now; where a stroke is under way it has painted all the way. */
  #brush(place) {
    this.#at = place;
    if (this.busy) {
      this.cells = stroked(this.cells, this.#stroke, place, this.reach, this.value);
      this.#stroke = place;
      this.#changed();
    }
    this.draw();
  }

  #key(event) {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    const step = ARROWS[key];
    if (ctrlKey || altKey || metaKey || !(step || key === " " || key === "Enter")) return;
    event.preventDefault();
    event.stopPropagation(); // or the page's own keys would stop the pictures
    const far = shiftKey ? LEAP : 1;
    if (step) this.#at = this.#at.map((one, axis) => Math.min(CELLS - 0.5, Math.max(0.5, Math.floor(one) + 0.5 + far * step[axis])));
    else {
      this.cells = stroked(this.cells, this.#at, this.#at, this.reach, this.value);
      this.#changed();
    }
    this.#withBrush(true);
    const [column, row] = this.#at.map(Math.floor);
    setText(this.#told, this.#say(this.cells[row * CELLS + column] ? "paint_on" : "paint_off", { column: column + 1, row: row + 1 }));
  }

  draw() {
    const context = this.#context;
    context.fillStyle = BARE;
    context.fillRect(0, 0, CELLS * CELL, CELLS * CELL);
    context.fillStyle = PAINTED;
    this.cells.forEach((cell, at) => cell && context.fillRect((at % CELLS) * CELL, Math.floor(at / CELLS) * CELL, CELL, CELL));
    if (!this.#showsBrush) return;
    for (const [colour, wide] of [["#000", 5], ["#fff", 2]]) {
      context.strokeStyle = colour;
      context.lineWidth = wide;
      context.beginPath();
      context.arc(this.#at[0] * CELL, this.#at[1] * CELL, this.reach * CELL, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}
