/** One neuron's activation over a passage, and which neurons go best with what can be told of its letters. */
import { el, setText } from "../../shared/dom.js";
import { numeral, say } from "../../shared/texts.js";
import { visible } from "./letters.js";
import { FEATURES, ofUnit, trace, tracking } from "./neurons.js";

const byId = (id) => document.getElementById(id);
const PASSAGE = 560; // letters, up to a line's end
const BEST = 5;
const FULL = 45; // percent of colour for an activation of ±1: the ink stays readable on it

/** The beginning of a text, up to a line's end where there is one near. */
function passageOf(text) {
  const line = text.indexOf("\n", PASSAGE);
  return text.slice(0, line > 0 && line < PASSAGE + 100 ? line : PASSAGE);
}

export class Painted {
  #letters = [];
  #codes = [];
  #nodes = [];
  #best = [];

  /** `onChoose(unit)`: one of the best was chosen. */
  constructor({ onChoose }) {
    this.#best = Array.from({ length: BEST }, () => {
      const node = el("button", { type: "button", class: "button" }, "–");
      node.addEventListener("click", () => onChoose(Number(node.dataset.unit)));
      return node;
    });
    byId("best").replaceChildren(...this.#best);
  }

  /** Another text, whose letters have these numbers. */
  setText(text, letters) {
    this.#letters = [...passageOf(text)];
    this.#codes = this.#letters.map((letter) => letters.indexOf(letter));
    this.#nodes = this.#letters.map((letter) => el("span", {}, letter === "\n" ? `${visible(letter)}\n` : letter));
    byId("passage").replaceChildren(...this.#nodes);
  }

  show(writer, { neuron, tracks }) {
    const { units } = writer;
    const unit = Math.min(neuron, units - 1);
    const found = trace(writer, this.#codes);
    const own = ofUnit(found, units, unit);
    this.#nodes.forEach((node, i) => {
      node.className = own[i] < 0 ? "is-minus" : "is-plus";
      node.style.setProperty("--share", `${Math.round(FULL * Math.min(1, Math.abs(own[i])))}%`);
    });
    const order = tracking(found, units, FEATURES[tracks](this.#letters));
    this.#best.forEach((node, i) => {
      node.hidden = !order[i];
      if (!order[i]) return;
      node.dataset.unit = String(order[i].unit);
      node.setAttribute("aria-pressed", String(order[i].unit === unit));
      setText(node, say("txt_best", { neuron: order[i].unit + 1, correlation: numeral(order[i].correlation, 2) }));
    });
    const { correlation } = order.find((one) => one.unit === unit);
    setText(byId("neuron-says"), say("txt_neuron_says", { neuron: unit + 1, count: units, correlation: numeral(correlation, 2), what: say(`txt_tracks_${tracks}`) }));
  }
}
