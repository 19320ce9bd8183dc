/** What the network thinks of one place: the probability of each ab bin, its mean, and what is shown. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { cssOf } from "./lab.js";
import { placeOf } from "./places.js";

const SIDE = 230; // 23 bins across, 10 pixels each
const BIN = 10;
const REST = 120; // milliseconds between two questions
const LIGHTNESS = 62;

const across = (a) => (a + 110) * (SIDE / 230) + BIN / 2;
const down = (b) => SIDE - (b + 110) * (SIDE / 230) - BIN / 2;

export class Asking {
  #canvas;
  #words;
  #swatches;
  #mark;
  #section;
  #last = 0;
  #waiting = null;
  #shownKey = "";
  #live;
  #say;

  constructor(live, say) {
    this.#live = live;
    this.#say = say;
    this.#canvas = el("canvas", { class: "asking__map", width: SIDE * 2, height: SIDE * 2, role: "img", "aria-label": this.#say("map_none") });
    this.#words = el("p", { class: "asking__words", role: "status", textContent: this.#say("map_none") });
    this.#swatches = el("div", { class: "asking__swatches" });
    this.#mark = el("span", { class: "asking__mark", hidden: true });
    this.#section = el(
      "details",
      { class: "label__block fold", id: "asking" },
      el("summary", {}, el("h2", { textContent: this.#say("asking_title") })),
      el("p", { class: "fold__words", textContent: this.#say("asking_how") }),
      el("div", { class: "asking" }, this.#canvas, el("div", {}, this.#words, this.#swatches)),
      el("p", { class: "fold__words", textContent: this.#say("asking_why") }),
    );
    this.#live.label.append(this.#section);
    this.#live.overlay.append(this.#mark);
    this.#listen();
  }

  #listen() {
    this.#live.overlay.addEventListener("pointermove", (event) => {
      if (this.#section.open && event.pointerType === "mouse" && event.target === this.#live.overlay) {
        this.#ask(placeOf(event, this.#live.overlay.getBoundingClientRect()));
      }
    });
    this.#live.overlay.addEventListener("pointerdown", (event) => {
      if (this.#section.open && event.target === this.#live.overlay) this.#ask(placeOf(event, this.#live.overlay.getBoundingClientRect()));
    });
    this.#section.addEventListener("toggle", () => {
      if (this.#section.open) this.#ask(this.#live.params().probe[0] ?? { x: 0.5, y: 0.5 });
      else {
        clearTimeout(this.#waiting);
        this.#mark.hidden = true;
        this.#live.setParams({ probe: [] });
      }
    });
    this.#live.on("answer", ({ meta }) => {
      const place = meta.data?.place;
      if (!place || !this.#section.open) return;
      const key = JSON.stringify(place);
      if (key !== this.#shownKey) this.#show(place);
      this.#shownKey = key;
    });
  }

  #ask(place) {
    clearTimeout(this.#waiting);
    const send = () => {
      this.#last = performance.now();
      this.#live.setParams({ probe: [place] });
    };
    const rest = this.#last + REST - performance.now();
    if (rest <= 0) send();
    else this.#waiting = setTimeout(send, rest);
    this.#mark.style.setProperty("--x", String(place.x));
    this.#mark.style.setProperty("--y", String(place.y));
    this.#mark.hidden = false;
  }

  #paint(bins, mean) {
    const context = this.#canvas.getContext("2d");
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    const most = bins[0]?.[2] || 1;
    for (const [a, b, probability] of bins) {
      // the area of a square is its probability, so that the many faint ones do not look like much
      const side = BIN * 1.6 * Math.sqrt(probability / most);
      context.fillStyle = cssOf([LIGHTNESS, a, b]);
      context.fillRect(across(a) - side / 2, down(b) - side / 2, side, side);
    }
    context.lineWidth = 2;
    context.strokeStyle = getComputedStyle(this.#section).color;
    context.beginPath();
    context.arc(across(mean[0]), down(mean[1]), 7, 0, 2 * Math.PI);
    context.stroke();
  }

  #swatch(key, [a, b]) {
    const face = el("span", { class: "asking__swatch" });
    face.style.background = cssOf([LIGHTNESS, a, b]);
    return el("span", { class: "asking__named" }, face, this.#say(key));
  }

  #show({ bins, mean, mode }) {
    const percent = Math.round(100 * (bins[0]?.[2] ?? 0));
    this.#paint(bins, mean);
    this.#swatches.replaceChildren(this.#swatch("colour_mean", mean), this.#swatch("colour_mode", mode));
    const text = this.#say("map_words", { count: bins.length, percent });
    setText(this.#words, text);
    this.#canvas.setAttribute("aria-label", text);
  }
}
