/** The whole network on one screen: each stage's numbers and weights as pictures that can be walked over and asked. */
import { el, setText } from "../../shared/dom.js";
import { numeral, say } from "../../shared/texts.js";
import { exists, numbersAt, readersOf, shapeAt, stagesOf, whereIs } from "./inside.js";
import { colours, largest, numberUnder, paintMap } from "./paint.js";

const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
export const shapeText = ({ height, width, channels }) => (height * width === 1 ? String(channels) : `${height}×${width}×${channels}`);

/** A number as it is said everywhere here: three decimals. */
export const say3 = (value) => numeral(value, Math.abs(value) < 0.0995 && value !== 0 ? 4 : 2).replace("-", "−");

/** What a stage is called. */
export function stageName(network, stage) {
  if (stage === 0) return say("net_input");
  const layer = network.layers[stage - 1];
  if (!layer) return say("net_probabilities");
  if (layer.kind === "conv") return say("net_conv", { kernel: layer.kernel, filters: layer.filters });
  if (layer.kind === "pool") return say(`net_pool_${layer.type}`);
  if (layer.kind === "activation") return { relu: "ReLU", tanh: "tanh", sigmoid: say("net_sigmoid") }[layer.name];
  return say("net_dense", { units: layer.units });
}

/** A place in words, without its value. */
export function placeName(network, place) {
  const { stage, index } = place;
  if (stage > network.layers.length) return say("net_place_probability", { digit: index });
  const { height, width } = shapeAt(network, stage);
  const name = stageName(network, stage);
  if (height * width === 1) return say("net_place_unit", { name, unit: stage === network.layers.length ? index : index + 1 });
  const { channel, row, column } = whereIs(network, place);
  return say("net_place_cell", { name, map: channel + 1, row: row + 1, column: column + 1 });
}

export class Board {
  #host;
  #on;
  #views = []; // {canvas, stage or weights, first, count, across, cursor}
  #answers = [];
  #network = null;
  #x = null;
  #weights = null;
  #pointed = null;

  /** `on.open(place)`, `on.weight(index)`, `on.point(text)`. */
  constructor(host, on) {
    this.#host = host;
    this.#on = on;
  }

  /** Makes the board anew for another network. */
  build(network) {
    this.#network = network;
    this.#views = [];
    this.#pointed = null;
    const stages = Array.from({ length: stagesOf(network) - 2 }, (_, stage) => this.#stage(stage));
    this.#host.replaceChildren(...stages, this.#answersStage());
  }

  #caption(name, ...lines) {
    return el("figcaption", {}, name, ...lines.map((line) => el("span", {}, line)));
  }

  #stage(stage) {
    const network = this.#network;
    const shape = shapeAt(network, stage);
    const layer = network.layers[stage - 1];
    const cells = shape.height * shape.width;
    const flat = cells === 1;
    const across = flat ? Math.ceil(Math.sqrt(shape.channels)) : shape.width;
    const count = flat ? shape.channels : cells;
    const views = Array.from({ length: flat ? 1 : shape.channels }, (_, i) => {
      const map = this.#canvas({ stage, first: i * count, count, across }, stage ? "map" : "map map--input");
      if (layer?.kind !== "conv") return map;
      const wide = layer.input.channels > 1 ? layer.kernel ** 2 : layer.kernel; // a second layer's: a channel a line
      const kernel = { weights: true, first: layer.offset + i * layer.fanIn, count: layer.fanIn, across: wide };
      return el("div", { class: "stage__pair" }, this.#canvas(kernel, "map map--weights"), map);
    });
    const hidden = layer?.kind === "dense" ? this.#unitWeights(layer) : [];
    const maps = el("div", { class: "stage__maps" }, ...hidden, ...views);
    maps.style.setProperty("--across", hidden.length ? 4 : shape.channels > 4 && !flat ? 2 : 1);
    const lines = [shapeText(shape), ...(layer?.parameters ? [say("net_parameters", { count: numeral(layer.parameters) })] : [])];
    return el("figure", { class: "stage" }, this.#caption(stageName(network, stage), ...lines), maps);
  }

  #unitWeights(layer) {
    const across = layer.input.width > 1 ? layer.input.width : Math.ceil(Math.sqrt(layer.fanIn));
    return Array.from({ length: layer.units }, (_, unit) =>
      this.#canvas({ weights: true, first: layer.offset + unit * layer.fanIn, count: layer.fanIn, across }, "map map--weights"));
  }

  #answersStage() {
    const layer = this.#network.layers.at(-1);
    const { height, width, channels } = layer.input;
    // A map's weights a line where there are several maps; else as the picture lies, or as square as can be.
    const across = height * width === 1 ? Math.ceil(Math.sqrt(channels)) : channels > 1 ? height * width : width;
    const stage = stagesOf(this.#network) - 1;
    this.#answers = Array.from({ length: layer.units }, (_, index) => {
      const weights = this.#canvas({ weights: true, first: layer.offset + index * layer.fanIn, count: layer.fanIn, across }, "map map--weights");
      const [bar, value] = [el("span", { class: "answer__bar" }), el("span", {})];
      const spoken = el("span", { class: "visually-hidden" }, `${say("net_place_probability", { digit: index })}: `);
      const button = el("button", { type: "button", class: "answer__number" }, el("b", { "aria-hidden": "true" }, String(index)), bar, spoken, value);
      button.addEventListener("click", () => this.#on.open({ stage, index }));
      return { node: el("div", { class: "answer" }, weights, button), button, bar, value };
    });
    const lines = [shapeText(layer.output), say("net_parameters", { count: numeral(layer.parameters) })];
    return el("figure", { class: "stage" }, this.#caption(`${stageName(this.#network, stage - 1)} → ${say("net_probabilities")}`, ...lines),
      el("div", { class: "answers" }, ...this.#answers.map(({ node }) => node)));
  }

  #canvas(view, name) {
    const canvas = el("canvas", { class: name, tabIndex: 0, role: "button" });
    const made = { ...view, canvas, cursor: -1 };
    this.#views.push(made);
    canvas.setAttribute("aria-label", this.#label(made));
    const point = (index) => this.#point(made, index);
    canvas.addEventListener("pointermove", (event) => point(numberUnder(canvas, event, made)));
    canvas.addEventListener("pointerleave", () => point(-1));
    canvas.addEventListener("blur", () => point(-1));
    canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && point(made.first));
    canvas.addEventListener("click", (event) => this.#choose(made, numberUnder(canvas, event, made)));
    canvas.addEventListener("keydown", (event) => this.#key(made, event));
    return canvas;
  }

  #label({ weights, stage, first, count }) {
    if (weights) return say("net_weights_label", { count, from: first });
    const shape = shapeAt(this.#network, stage);
    return say("net_map_label", { name: stageName(this.#network, stage), map: shape.height * shape.width > 1 ? first / count + 1 : 1 });
  }

  #key(view, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#choose(view, Math.max(view.first, view.cursor));
    }
    if (!MOVES[event.key]) return;
    event.preventDefault();
    const [right, down] = MOVES[event.key];
    const at = Math.max(0, view.cursor - view.first);
    const column = (at % view.across) + right;
    const next = at + right + down * view.across;
    if (column >= 0 && column < view.across && next >= 0 && next < view.count) this.#point(view, view.first + next);
  }

  #choose(view, index) {
    if (index < 0) return;
    if (view.weights) this.#on.weight(index);
    else this.#on.open({ stage: view.stage, index });
  }

  #point(view, index) {
    if (view.cursor === index) return;
    view.cursor = index;
    this.#pointed = index < 0 || view.weights ? null : { stage: view.stage, index };
    this.paint();
    if (index < 0) return void this.#on.point("");
    if (view.weights) return void this.#on.point(say("net_here_weight", { value: say3(this.#weights[index]) }));
    const value = say3(numbersAt(this.#network, this.#x, view.stage)[index]);
    this.#on.point(say("net_here", { place: placeName(this.#network, this.#pointed), value }));
  }

  /** Shows the numbers of the last forward pass of picture `x`, whose label (or −1) is known. */
  show(x, weights, label) {
    this.#x = x;
    this.#weights = weights;
    this.paint();
    const { probabilities } = this.#network;
    const rounded = (value) => `${numeral(100 * value)} %`;
    this.#answers.forEach(({ button, bar, value }, i) => {
      bar.style.setProperty("--share", probabilities[i].toFixed(4));
      setText(value, rounded(probabilities[i]));
      button.classList.toggle("is-label", i === label);
    });
  }

  /** Paints all pictures; where a pointed number goes is framed. */
  paint() {
    if (!this.#x) return;
    const palette = colours();
    const pointed = this.#pointed && exists(this.#network, this.#pointed) ? this.#pointed : null;
    const readers = new Set(pointed ? readersOf(this.#network, pointed) : []);
    const most = this.#network.layers.map((layer, i) => largest(numbersAt(this.#network, this.#x, i + 1)));
    for (const view of this.#views) {
      if (view.weights) {
        paintMap(view.canvas, this.#weights, { ...view, most: largest(this.#weights.subarray(view.first, view.first + view.count)), palette });
        continue;
      }
      const numbers = numbersAt(this.#network, this.#x, view.stage);
      const marked = pointed && view.stage === pointed.stage + 1 ? readers : null;
      paintMap(view.canvas, numbers, { ...view, pixels: view.stage === 0, most: view.stage ? most[view.stage - 1] : 1, palette, marked });
    }
  }
}
