/** Two networks on the same data and seed, side by side. */
import { el, setText } from "../../shared/dom.js";
import { numeral, say } from "../../shared/texts.js";
import { twoCurves } from "./curves.js";
import { digitsFor, SIDE } from "./digits.js";
import { denseLike, layersOf, networkOf, settingsOf } from "./model.js";
import { forward } from "./network.js";
import { colours, paintMap } from "./paint.js";
import { Trainer } from "../shell/trainer.js";

const THREAD = new URL("./trainer.worker.js", import.meta.url);
const byId = (id) => document.getElementById(id);
const EPOCHS = 10;
const SHOWN = 24; // wrong ones that are shown

export class Comparison {
  #sets;
  #sides = {};
  #wanted = "";
  #drawn = 0;

  /** `sets` are {training, held}; `onError` hears of a thread that ended. */
  constructor(sets, { onError }) {
    this.#sets = sets;
    for (const side of ["left", "right"]) this.#sides[side] = { trainer: new Trainer(THREAD, { onChange: () => this.#changed(side), onError }), held: null };
    this.#draw();
  }

  get going() {
    return Object.values(this.#sides).some(({ trainer }) => trainer.going);
  }

  /** Begins anew where the state asks for other networks or digits. */
  show(state) {
    const wanted = JSON.stringify([layersOf(state), settingsOf(state), ...["left", "leftpixels", "right", "rightpixels"].map((name) => state[name])]);
    if (wanted === this.#wanted || networkOf(layersOf(state)).reason) return;
    this.#wanted = wanted;
    for (const [name, side] of Object.entries(this.#sides)) {
      const { training, held } = digitsFor(this.#sets, state[`${name}pixels`], state.seed);
      const layers = state[name] === "own" ? layersOf(state) : denseLike(layersOf(state), state.activation);
      side.network = networkOf(layers).network;
      side.held = held;
      side.trainer.begin({ set: training, held, settings: settingsOf(state, layers) });
    }
  }

  toggle() {
    const act = this.going ? "pause" : "run";
    for (const { trainer } of Object.values(this.#sides)) trainer.act(act);
  }

  #changed(side) {
    const { trainer } = this.#sides[side];
    if (trainer.going && trainer.last.epoch >= EPOCHS) trainer.act("pause");
    if (trainer.last.confusion && !trainer.going) this.#result(side);
    if (!this.#drawn) this.#drawn = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#drawn = 0;
    const { left, right } = this.#sides;
    byId("both").replaceChildren(...twoCurves(left.trainer.points, right.trainer.points));
    setText(byId("compare"), byId("compare").dataset[this.going ? "pause" : "run"]);
    const [a, b] = [left, right].map(({ trainer }) => trainer.points.at(-1));
    if (!a || !b || this.going) return;
    const percent = ({ held }) => numeral(100 * held.accuracy, 1);
    setText(byId("both-says"), say("net_both_says", {
      a: percent(a), b: percent(b), left: numeral(left.network.parameters), right: numeral(right.network.parameters),
    }));
  }

  #result(side) {
    const { trainer, held, network } = this.#sides[side];
    const { confusion, wrong, weights } = trainer.last;
    byId(`confusion-${side}`).replaceChildren(confusionTable(confusion));
    const palette = colours();
    byId(`wrong-${side}`).replaceChildren(...wrong.slice(0, SHOWN).map((index) => {
      const probabilities = forward(network, weights, held.pictures[index]);
      const label = say("net_wrong_one", { label: held.labels[index], said: probabilities.indexOf(Math.max(...probabilities)) });
      const canvas = el("canvas", { role: "img", "aria-label": label });
      paintMap(canvas, held.pictures[index], { across: SIDE, most: 1, palette, pixels: true });
      return el("figure", {}, canvas, el("figcaption", {}, label));
    }));
  }
}

/** A table of what was said (columns) of each digit (rows). */
function confusionTable(confusion) {
  const digits = confusion.map((_, i) => el("th", { scope: "col" }, String(i)));
  const rows = confusion.map((row, label) => el("tr", {}, el("th", { scope: "row" }, String(label)), ...row.map((count, said) =>
    el("td", { class: count ? (label === said ? "is-right" : "is-wrong") : "" }, count ? String(count) : "·"))));
  const head = el("tr", {}, el("th", { scope: "col" }, say("net_said")), ...digits);
  return el("table", { class: "figures confusion" }, el("caption", { class: "visually-hidden" }, say("net_confusion")), el("thead", {}, head), el("tbody", {}, ...rows));
}
