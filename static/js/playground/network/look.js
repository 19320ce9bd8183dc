/** Where a number comes from: its products on the real numbers, each of which can be opened in turn. */
import { el, setText } from "../../shared/dom.js";
import { say } from "../../shared/texts.js";
import { placeName, say3 } from "./board.js";
import { asks, destinations, exists, explain, gradientTerms, weightAt } from "./inside.js";
import { lookOf, stopsOf } from "./model.js";

const byId = (id) => document.getElementById(id);
const SHOWN = 18; // products of a long sum that are shown, the largest first

/** A stop of the path: {place}, {weight} or {asked}; null where it means nothing in this network. */
function readStop(network, stop) {
  if (stop[0] === "w") return Number(stop.slice(1)) < network.parameters ? { weight: Number(stop.slice(1)) } : null;
  if (stop[0] === "b") return { asked: Number(stop.slice(1)) };
  const [stage, index] = stop.split(".").map(Number);
  return exists(network, { stage, index }) ? { place: { stage, index } } : null;
}

const stopOf = ({ stage, index }) => `${stage}.${index}`;

export class Look {
  #set;
  #shown = ""; // what the nodes were made for
  #update = () => {};

  /** `set(look)` changes the path. */
  constructor({ set }) {
    this.#set = set;
  }

  /** One stop further in, or anew from the board. */
  enter(look, stop, { anew = false } = {}) {
    this.#set(anew ? stop : lookOf([...stopsOf(look), stop]));
  }

  /** One stop back. */
  back(look) {
    this.#set(lookOf(stopsOf(look).slice(0, -1)));
  }

  /** `scene` is {network, weights, x, before, batch: [{picture, label}], settings}. */
  show(look, scene) {
    const stops = stopsOf(look);
    const read = stops.map((stop) => readStop(scene.network, stop));
    const last = read.at(-1);
    byId("look").hidden = !last;
    if (!last) return void (this.#shown = "");
    const key = `${look} ${scene.key}`;
    if (key !== this.#shown) {
      this.#shown = key;
      this.#crumbs(stops, read, scene);
      this.#update = this.#build(look, read, scene);
    }
    this.#update(scene);
  }

  #crumbs(stops, read, scene) {
    const names = read.map((stop) => this.#name(stop, scene));
    const crumb = (name, i) => {
      const button = el("button", { type: "button", class: "button button--quiet", "aria-current": i === stops.length - 1 ? "step" : undefined }, name);
      button.addEventListener("click", () => this.#set(lookOf(stops.slice(0, i + 1))));
      return button;
    };
    const close = el("button", { type: "button", class: "button" }, stops.length > 1 ? say("net_back") : say("net_close"));
    close.addEventListener("click", () => this.#set(lookOf(stops.slice(0, -1))));
    byId("crumbs").replaceChildren(close, ...names.map(crumb));
  }

  #name(stop, { network }) {
    if (!stop) return "?";
    if (stop.place) return placeName(network, stop.place);
    if (stop.asked !== undefined) return say("net_batch_picture", { number: stop.asked + 1 });
    const { unit, input } = weightAt(network, stop.weight);
    return input < 0 ? say("net_bias_name", { unit: unit + 1 }) : say("net_weight_name", { unit: unit + 1, input: input + 1 });
  }

  /** Makes the nodes of the last stop; returns what brings their numbers up to date. */
  #build(look, read, scene) {
    const body = byId("look-body");
    const last = read.at(-1);
    const [sum, list, more] = [el("p", { class: "sum__line" }), el("ul", { class: "terms terms--fresh" }), el("p", { class: "chapter__says" })];
    body.replaceChildren(list, sum, more);
    const go = (stop) => this.enter(look, stop);
    if (last.place) return placeView({ sum, list, more }, last.place, scene, go);
    if (last.weight !== undefined) return weightView({ sum, list, more }, last.weight, scene, go);
    return askedView({ sum, list, more }, read.findLast((stop) => stop?.weight !== undefined)?.weight, last.asked, go);
  }
}

/** {node, face}: a button that opens something, its number in `face`; without a stop it is plain text. */
function opener(stop, label, go) {
  const face = el("span", {});
  if (!stop) return { node: face, face };
  const node = el("button", { type: "button", class: "button" }, el("span", { class: "visually-hidden" }, `${label}: `), face);
  node.addEventListener("click", () => go(stop));
  return { node, face };
}

const signed = (value) => (value < 0 ? `(${say3(value)})` : say3(value));

function placeView({ sum, list, more }, place, scene, go) {
  const work = ({ network, weights, x }) => explain(network, weights, x, place);
  const first = work(scene);
  const order = first.terms.length ? Array.from(first.terms, (_, i) => i) : [];
  if (order.length > 25) order.sort((a, b) => Math.abs(first.terms[b].product) - Math.abs(first.terms[a].product)).splice(SHOWN);
  const rows = order.map((at, turn) => {
    const term = first.terms[at];
    const name = term.from ? placeName(scene.network, term.from) : say("net_border");
    const number = opener(term.from && stopOf(term.from), name, go);
    const weight = term.weightAt === undefined ? null : opener(`w${term.weightAt}`, say("net_weight_name", { unit: weightAt(scene.network, term.weightAt).unit + 1, input: at + 1 }), go);
    const product = el("span", { class: "term__product" });
    const node = el("li", {}, number.node, ...(weight ? ["×", weight.node] : []), product);
    node.style.setProperty("--turn", turn);
    list.append(node);
    return { at, node, number, weight, product };
  });
  const onward = onwardView(more, place, scene, go);
  return (now) => {
    const found = work(now);
    onward(now);
    for (const { at, node, number, weight, product } of rows) {
      const term = found.terms[at];
      setText(number.face, say3(term.value));
      if (weight) setText(weight.face, say3(term.weight));
      const result = found.kind === "softmax" ? `→ e^${signed(term.value - found.largest)} = ${say3(term.product)}` : weight ? `= ${say3(term.product)}` : "";
      setText(product, result);
      node.classList.toggle("is-chosen", Boolean(term.chosen));
    }
    setText(sum, sentence(found, order));
  };
}

/** The other way: the numbers that this one goes into, each of which can be opened. */
function onwardView(more, place, scene, go) {
  const work = ({ network, weights, x }) => destinations(network, weights, x, place);
  const all = work(scene);
  setText(more, say(all.length === 1 ? "net_goes_to_one" : "net_goes_to", { count: all.length }));
  if (!all.length) return () => {};
  const rows = all.slice(0, SHOWN).map(({ place: reader }) => {
    const button = opener(stopOf(reader), say("net_goes_to_each"), go);
    const product = el("span", { class: "term__product" });
    return { reader, button, product, node: el("li", {}, product, "→", button.node) };
  });
  more.after(el("h3", { class: "look__onward" }, say("net_goes_to_each")), el("ul", { class: "terms" }, ...rows.map(({ node }) => node)));
  return (now) => {
    const found = new Map(work(now).map((one) => [one.place.index, one]));
    for (const { reader, button, product } of rows) {
      const { weight, product: result } = found.get(reader.index);
      setText(button.face, placeName(now.network, reader));
      setText(product, weight === null ? "" : say("net_times", { weight: signed(weight), product: say3(result) }));
    }
  };
}

/** The sum in a sentence. */
function sentence(found, order) {
  const value = say3(found.value);
  if (found.kind === "pixel") return say("net_says_pixel", { value });
  if (found.kind === "activation") return say(`net_says_${found.name}`, { before: say3(found.terms[0].value), value });
  if (found.kind === "max" || found.kind === "average") return say(`net_says_${found.kind}`, { numbers: Array.from(found.terms, (term) => say3(term.value)).join("; "), value });
  const total = found.terms.reduce((sum, { product }) => sum + product, 0);
  if (found.kind === "softmax") return say("net_says_softmax", { own: say3(found.terms.find(({ chosen }) => chosen).product), total: say3(total), value });
  const shown = order.reduce((sum, at) => sum + found.terms[at].product, 0);
  const rest = found.terms.length - order.length;
  if (rest) return say("net_says_long_sum", { shown: say3(shown), count: rest, rest: signed(total - shown), bias: signed(found.bias), value });
  return say("net_says_sum", { sum: say3(total), bias: signed(found.bias), value });
}

/** A weight, and what each digit of the last batch asked of it. */
function weightView({ sum, list, more }, weight, scene, go) {
  const rows = scene.batch.map((_, i) => {
    const button = opener(`b${i}`, say("net_batch_picture", { number: i + 1 }), go);
    const product = el("span", { class: "term__product" });
    const node = el("li", {}, button.node, product);
    node.style.setProperty("--turn", i);
    list.append(node);
    return { button, product };
  });
  return ({ network, before, weights, batch, settings }) => {
    if (!batch.length) return void setText(sum, say("net_not_yet", { value: say3(weights[weight]) }));
    const asked = asks(network, before, batch, weight);
    rows.forEach(({ button, product }, i) => {
      if (!batch[i]) return;
      setText(button.face, String(batch[i].label));
      setText(product, say("net_asks", { gradient: say3(asked[i].gradient), loss: say3(asked[i].loss) }));
    });
    const mean = asked.reduce((total, { gradient }) => total + gradient, 0) / asked.length;
    const values = { before: say3(before[weight]), after: say3(weights[weight]), change: say3(weights[weight] - before[weight]), mean: say3(mean), rate: settings.rate, step: say3(-settings.rate * mean) };
    setText(sum, say("net_changed", values));
    setText(more, say(`net_changed_${settings.optimizer}`));
    return undefined;
  };
}

/** The products of a weight's gradient for one digit of the batch. */
function askedView({ sum, list, more }, weight, at, go) {
  return ({ network, before, batch }) => {
    if (weight === undefined || !batch[at]) return void setText(sum, say("net_no_batch"));
    const terms = gradientTerms(network, before, batch[at], weight);
    const line = ({ slope, value, product }) => el("li", {}, `${signed(slope)} × ${signed(value)} = ${say3(product)}`);
    list.classList.remove("terms--fresh");
    list.replaceChildren(...terms.map(line));
    const total = terms.reduce((all, { product }) => all + product, 0);
    setText(sum, say("net_gradient_sum", { count: terms.length, total: say3(total), label: batch[at].label }));
    setText(more, say("net_gradient_means"));
    return go;
  };
}
