/** From drawn to real: a scene of training with its true outlines, and what the network sees now, on either side of a line. */
import { el } from "../../../static/js/shared/dom.js";

const SIZE = { width: 480, height: 360 };
const TILE = 320; // pixels of a side of a drawn scene; three stand side by side
const KINDS = ["black", "red", "white"];

export class Wipe {
  #canvas = el("canvas", { class: "wipe__canvas", ...SIZE });
  #range;
  #drawn = new Image();
  #now; // the stage's canvas
  #kind = 0;

  /** `home` gets it; `now` is the stage's canvas, `url` the drawn scenes; `say` gives words. */
  constructor(home, { now, url, say }) {
    this.#now = now;
    this.#range = el("input", { type: "range", min: "0", max: "100", value: "50", class: "wipe__range", "aria-label": say("wipe") });
    this.#range.addEventListener("input", () => this.show());
    const ends = el("p", { class: "wipe__ends" }, el("span", { textContent: say("wipe_now") }), el("span", { textContent: say("wipe_drawn") }));
    home.append(el("p", { class: "extension__note", textContent: say("wipe_how") }), this.#canvas, this.#range, ends);
    this.#canvas.setAttribute("role", "img");
    this.#canvas.setAttribute("aria-label", say("wipe_how"));
    this.#drawn.onload = () => this.show();
    this.#drawn.src = url;
  }

  /** Which grapes the drawn scene has. */
  kind(name) {
    this.#kind = Math.max(0, KINDS.indexOf(name));
  }

  show() {
    const { width, height } = SIZE;
    const context = this.#canvas.getContext("2d");
    const top = (TILE - (TILE * height) / width) / 2;
    if (this.#drawn.complete) context.drawImage(this.#drawn, this.#kind * TILE, top, TILE, TILE - 2 * top, 0, 0, width, height);
    const at = Math.round((Number(this.#range.value) / 100) * width);
    if (!this.#now.hidden && at > 0) this.#showNow(context, at);
    context.fillStyle = "#fff";
    context.fillRect(at - 1, 0, 2, height);
  }

  /** The stage's picture in its own proportions, as far as the line. */
  #showNow(context, at) {
    const { width, height } = SIZE;
    const scale = Math.min(width / this.#now.width, height / this.#now.height);
    const [wide, high] = [this.#now.width * scale, this.#now.height * scale];
    context.save();
    context.beginPath();
    context.rect(0, 0, at, height);
    context.clip();
    context.fillStyle = "#0b0a08";
    context.fillRect(0, 0, width, height);
    context.drawImage(this.#now, (width - wide) / 2, (height - high) / 2, wide, high);
    context.restore();
  }
}
