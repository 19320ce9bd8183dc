/** The page's state and what it means: which network, which run, which comparison. Pure. */
import { SIDES } from "../shell/sending.js";
import { choice, matrix, whole, words } from "../shell/state.js";
import { INPUT } from "./digits.js";
import { ACTIVATIONS, whyNot } from "./layers.js";
import { build } from "./network.js";
import { OPTIMIZERS } from "./optimizers.js";
import { unitsFor } from "./training.js";

const CLASSES = 10;

/** The two networks of a comparison, and how the digits may be changed for one. */
export const NETWORKS = ["own", "dense"];
export const PIXELS = ["plain", "shuffled", "shifted"];

/** What is looked into: numbers `stage.index`, weights `w…`, pictures of the last batch `b…`, one within the other. */
const STOP = "(?:\\d{1,2}\\.\\d{1,4}|w\\d{1,5}|b\\d{1,2})";
const PATH = new RegExp(`^${STOP}(?:_${STOP}){0,9}$`);

export const TABLE = {
  net: choice("conv", ["conv", "dense"]),
  kernel: choice(3, SIDES),
  filters: choice(8, [2, 4, 6, 8, 12]),
  padding: choice(0, [0, 1, 2]),
  second: choice(0, [0, 4, 8, 16]),
  activation: choice("relu", Object.keys(ACTIVATIONS)),
  pooling: choice("max", ["max", "average", "none"]),
  hidden: choice(32, [0, 8, 16, 32, 64]),
  optimizer: choice("adam", OPTIMIZERS),
  rate: choice(0.01, [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3]),
  momentum: choice(0.9, [0, 0.5, 0.9]),
  batch: choice(16, [1, 4, 8, 16, 32, 64]),
  seed: whole(1, 0, 999999),
  picture: whole(0, 0, 359),
  own: words("", /^[0-9a-g]{64}$/),
  look: words("", PATH),
  given: matrix(null, 7, 7),
  filter: whole(1, 1, 12),
  left: choice("own", NETWORKS),
  leftpixels: choice("plain", PIXELS),
  right: choice("dense", NETWORKS),
  rightpixels: choice("plain", PIXELS),
};

/** The fields that make a run: when one of them changes, the network begins anew. */
export const STRUCTURE = ["net", "kernel", "filters", "padding", "second", "activation", "pooling", "hidden", "optimizer", "batch", "seed", "given"];

/** Those that a run takes as it goes. */
export const ON_THE_WAY = ["rate", "momentum"];

/** The layers of a state, in layers.js's descriptions. */
export function layersOf({ net, kernel, filters, padding, second, activation, pooling, hidden }) {
  const bend = { kind: "activation", name: activation };
  const last = { kind: "dense", units: CLASSES };
  if (net === "dense") return hidden ? [{ kind: "dense", units: hidden }, bend, last] : [last];
  const deeper = second ? [{ kind: "conv", kernel: 3, filters: second, padding: 0 }, bend] : [];
  const smaller = pooling === "none" ? [] : [{ kind: "pool", type: pooling, size: 2 }];
  return [{ kind: "conv", kernel, filters, padding }, bend, ...deeper, ...smaller, last];
}

/** {network} of layers, or {reason, layer, …} where a window does not fit: which one, what it covers and what there is. */
export function networkOf(layers) {
  let shape = INPUT;
  for (const [index, description] of layers.entries()) {
    const reason = whyNot(description, shape);
    if (reason) return { reason, layer: index + 1, window: description.kernel ?? description.size, left: shape.height };
    shape = build(layers.slice(0, index + 1), INPUT).layers[index].output;
  }
  return { network: build(layers, INPUT) };
}

/** The kernel that the first filter begins with, flat, or null: it was sent here by another page. */
export function givenOf({ net, kernel, given }) {
  const fits = given && net === "conv" && given.length === kernel && given[0].length === kernel;
  return fits ? given.flat() : null;
}

/** What training.js's begin takes. `given` is for the page's own network alone. */
export function settingsOf(state, layers = layersOf(state)) {
  const { seed, batch, rate, optimizer, momentum } = state;
  const given = layers[0].kind === "conv" ? givenOf(state) : null;
  return { layers, seed, batch, rate, optimizer, momentum, given };
}

/** A fully connected network with one hidden layer and about as many parameters. */
export function denseLike(layers, activation) {
  const { parameters } = build(layers, INPUT);
  const units = unitsFor(parameters, INPUT.height * INPUT.width, CLASSES);
  return [{ kind: "dense", units }, { kind: "activation", name: activation }, { kind: "dense", units: CLASSES }];
}

/** The stops of a path, and a path of stops. */
export const stopsOf = (look) => (look ? look.split("_") : []);
export const lookOf = (stops) => stops.slice(-10).join("_");
