/** The sheet to draw on, by pointer, finger or keys, or what a camera sees in its place; tells the picture that the network gets. */
import { blank, dab, pictureOf, SHEET, stroke } from "./crop.js";
import { SIDE } from "./digits.js";
import { colours, paintGrey, paintMap } from "./paint.js";
import { SIGHT } from "./sight.js";

const byId = (id) => document.getElementById(id);
const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export class Sheet {
  #canvas = byId("sheet");
  #ink = blank();
  #last = null; // where the pointer was
  #pen = { x: SHEET / 2, y: SHEET / 4, down: false, shown: false };
  #seen = null; // what the camera sees: {grey, dark, ink}
  #onChange;
  #onHand;

  /** `onChange(picture or null)` whenever the ink changes; null where there is none. `onHand()` before somebody draws. */
  constructor({ onChange, onHand }) {
    [this.#onChange, this.#onHand] = [onChange, onHand];
    this.#listen();
    this.paint();
  }

  wipe() {
    this.#hand();
    this.#ink = blank();
    this.#tell();
  }

  /** What the camera sees now takes the place of what was drawn. */
  see(seen) {
    [this.#ink, this.#seen] = [blank(), seen];
    this.#tell();
  }

  /** Somebody draws: on a new sheet where the camera's picture lay. */
  #hand() {
    this.#onHand();
    if (this.#seen) [this.#ink, this.#seen] = [blank(), null];
  }

  #picture() {
    return this.#seen ? pictureOf(this.#seen.ink, SIGHT) : pictureOf(this.#ink);
  }

  /** Paints the sheet and what is made of it; `picture` is shown where nothing is drawn (it came with the address). */
  paint(picture = null) {
    const palette = colours();
    const { cut, picture: own, bounds } = this.#picture();
    const cursor = this.#pen.shown ? Math.floor(this.#pen.y) * SHEET + Math.floor(this.#pen.x) : -1;
    const common = { across: SHEET, most: 1, palette, pixels: true };
    if (this.#seen) {
      paintGrey(this.#canvas, this.#seen.grey, SIGHT, bounds);
      paintMap(byId("ink"), this.#seen.dark, { ...common, across: SIGHT });
    } else {
      paintMap(this.#canvas, this.#ink, { ...common, cursor });
      paintMap(byId("ink"), this.#ink, common);
    }
    paintMap(byId("cut"), cut, common);
    paintMap(byId("counted"), bounds || !picture ? own : picture, { ...common, across: SIDE });
  }

  #tell() {
    const { bounds, picture } = this.#picture();
    this.paint();
    this.#onChange(bounds ? picture : null);
  }

  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * SHEET, y: ((event.clientY - box.top) / box.height) * SHEET };
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#hand();
      this.#last = this.#at(event);
      if (dab(this.#ink, this.#last.x, this.#last.y)) this.#tell();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!this.#last) return;
      for (const part of event.getCoalescedEvents?.() ?? [event]) {
        const next = this.#at(part);
        stroke(this.#ink, this.#last, next);
        this.#last = next;
      }
      this.#tell();
    });
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (this.#last = null));
    canvas.addEventListener("focus", () => this.#show(canvas.matches(":focus-visible")));
    canvas.addEventListener("blur", () => this.#show(false));
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  #show(shown) {
    this.#pen.shown = shown;
    this.#pen.down = false;
    this.paint();
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Delete") return void this.wipe();
    if (event.key !== " " && !MOVES[event.key]) return;
    event.preventDefault();
    if (event.key === " ") this.#pen.down = !this.#pen.down;
    if (this.#pen.down) this.#hand();
    const [right, down] = MOVES[event.key] ?? [0, 0];
    const limit = (value) => Math.min(SHEET - 0.5, Math.max(0.5, value));
    [this.#pen.x, this.#pen.y, this.#pen.shown] = [limit(this.#pen.x + right), limit(this.#pen.y + down), true];
    if (this.#pen.down && dab(this.#ink, this.#pen.x, this.#pen.y)) this.#tell();
    else this.paint();
  }
}
