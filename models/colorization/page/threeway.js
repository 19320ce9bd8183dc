/** Grey, ours, truth: three parts of one picture, with two dividers that are dragged or moved by keys. */
import { el } from "../../../static/js/shared/dom.js";
import { shareAfter } from "../../../static/js/shared/stage/divider.js";
import { placeOf, pushed } from "./places.js";

export class ThreeWay {
  #places = [1 / 3, 2 / 3];
  #shown = true;
  #started = false;
  #names;
  #handles;
  #parts;
  #control;
  #live;
  #say;

  constructor(live, say) {
    this.#live = live;
    this.#say = say;
    this.#names = ["part_grey", "part_ours", "part_truth"].map((key) => el("span", { class: "three__name", textContent: this.#say(key) }));
    this.#handles = [0, 1].map((which) => this.#handle(which));
    this.#parts = el("div", { class: "three", hidden: true }, ...this.#names, ...this.#handles);
    const toggle = el("input", { type: "checkbox", role: "switch", class: "switch", id: "three-way", checked: true });
    this.#control = el(
      "div",
      { class: "control control--switch" },
      el("label", { class: "control__label", for: "three-way", textContent: this.#say("three_way") }),
      toggle,
      el("p", { class: "control__help", textContent: this.#say("three_way_help") }),
    );
    this.#live.overlay.append(this.#parts);
    toggle.addEventListener("change", () => {
      this.#shown = toggle.checked;
      this.#show();
    });
    this.#live.on("source", () => {
      this.#started = false;
      this.#show();
    });
    this.#live.on("drawn", () => {
      if (this.#started) return;
      this.#started = true;
      this.#show();
    });
  }

  /** The switch for it. */
  get control() {
    return this.#control;
  }

  /** Draws the outer parts over the coloured picture. `original` is the frame as the camera saw it. */
  paint(context, { width, height, original }) {
    if (!this.#shown || !original) return;
    const [left, right] = this.#places.map((place) => Math.round(place * width));
    const scale = original.width / width;
    const part = (from, to) => {
      if (to > from) context.drawImage(original, from * scale, 0, (to - from) * scale, original.height, from, 0, to - from, height);
    };
    part(0, left);
    context.save();
    context.globalCompositeOperation = "saturation"; // the lightness stays, the colour goes
    context.fillStyle = "#808080";
    context.fillRect(0, 0, left, height);
    context.restore();
    part(right, width);
    context.fillStyle = "#fff";
    for (const at of [left, right]) if (at > 0 && at < width) context.fillRect(at - 1, 0, 2, height);
  }

  #handle(which) {
    const node = el("div", {
      class: "picture__divider three__divider", role: "slider", tabIndex: 0,
      "aria-label": this.#say(which === 0 ? "divider_grey" : "divider_truth"), "aria-valuemin": "0", "aria-valuemax": "100",
    });
    const move = (to) => {
      this.#places = pushed(this.#places, which, to);
      this.#show();
    };
    node.addEventListener("pointerdown", (event) => {
      node.setPointerCapture(event.pointerId);
      event.preventDefault();
      event.stopPropagation();
      node.focus();
    });
    node.addEventListener("pointermove", (event) => {
      if (!node.hasPointerCapture(event.pointerId)) return;
      event.stopPropagation();
      move(placeOf(event, this.#live.overlay.getBoundingClientRect()).x);
    });
    node.addEventListener("click", (event) => event.stopPropagation());
    node.addEventListener("keydown", (event) => {
      const to = shareAfter(event.key, this.#places[which]);
      if (to === null) return;
      move(to);
      event.preventDefault();
      event.stopPropagation();
    });
    return node;
  }

  #show() {
    this.#parts.hidden = !this.#shown || !this.#started;
    const [left, right] = this.#places;
    this.#handles.forEach((node, which) => {
      const percent = Math.round(this.#places[which] * 100);
      node.style.setProperty("--split", String(this.#places[which]));
      node.setAttribute("aria-valuenow", String(percent));
      node.setAttribute("aria-valuetext", this.#say("divider_at", { percent }));
    });
    const edges = [[0, left], [left, right], [right, 1]];
    this.#names.forEach((node, part) => {
      const [from, to] = edges[part];
      node.style.setProperty("--middle", String((from + to) / 2));
      node.hidden = to - from < 0.08;
    });
    this.#live.repaint();
  }
}
