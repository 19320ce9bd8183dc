/**
 * Where a number comes from and where it goes, worked out on the network's own numbers. Pure.
 *
 * A place is {stage, index}: stage 0 are the pixels, stage i + 1 what layer i gives, the last stage the probabilities.
 */
import { countOf } from "./layers.js";
import { forward, learnFrom } from "./network.js";

/** How many stages a network has. */
export const stagesOf = (network) => network.layers.length + 2;

/** The shape of a stage's numbers. */
export function shapeAt(network, stage) {
  if (stage === 0) return network.input;
  return network.layers[Math.min(stage, network.layers.length) - 1].output;
}

/** Whether there is such a place. */
export const exists = (network, { stage, index }) => stage < stagesOf(network) && index < countOf(shapeAt(network, stage));

/** The numbers of a stage, as the last forward pass left them; `x` are the pixels. */
export function numbersAt(network, x, stage) {
  if (stage === 0) return x;
  return stage > network.layers.length ? network.probabilities : network.values[stage - 1];
}

/** {channel, row, column} of a number, from 0. */
export function whereIs(network, { stage, index }) {
  const { height, width } = shapeAt(network, stage);
  const cell = index % (height * width);
  return { channel: Math.floor(index / (height * width)), row: Math.floor(cell / width), column: cell % width };
}

/**
 * A number of the last forward pass: {kind, value, terms, bias}. kind is "pixel" (nothing before it), "sum", "activation",
 * "max", "average" or "softmax"; each term is {value, from (place or null for the border), weight, weightAt, product},
 * and `chosen` marks the largest of a max pooling. For the softmax a term's product is exp(value − largest).
 */
export function explain(network, weights, x, place) {
  const { stage, index } = place;
  const value = numbersAt(network, x, stage)[index];
  if (stage === 0) return { kind: "pixel", value, terms: [] };
  const before = numbersAt(network, x, stage - 1);
  const from = (at) => ({ stage: stage - 1, index: at });
  if (stage > network.layers.length) {
    const largest = Math.max(...before);
    const terms = Array.from(before, (logit, i) => ({ value: logit, from: from(i), product: Math.exp(logit - largest), chosen: i === index }));
    return { kind: "softmax", value, terms, largest };
  }
  const layer = network.layers[stage - 1];
  if (layer.kind === "activation") return { kind: "activation", name: layer.name, value, terms: [{ value: before[index], from: from(index) }] };
  if (layer.kind === "pool") return pooled(layer, before, index, value, from);
  return { kind: "sum", value, ...sumOf(layer, weights, before, index, from) };
}

function pooled(layer, before, index, value, from) {
  const cells = layer.output.height * layer.output.width;
  const [channel, cell] = [Math.floor(index / cells), index % cells];
  const base = channel * layer.input.height * layer.input.width;
  const best = layer.type === "max" ? layer.winner(before, base, cell) : -1;
  const sources = Array.from(layer.map.sources.slice(cell * layer.map.taps, (cell + 1) * layer.map.taps));
  return { kind: layer.type, value, terms: sources.map((pixel) => ({ value: before[base + pixel], from: from(base + pixel), chosen: base + pixel === best })) };
}

/** The products of a convolution's or a fully connected layer's number, in the order of the weights. */
function sumOf(layer, weights, before, index, from) {
  const { unit, sources } = tapsOf(layer, index);
  const first = layer.offset + unit * layer.fanIn;
  const biasAt = layer.offset + layer.units * layer.fanIn + unit;
  const terms = sources.map((at, i) => {
    const value = at < 0 ? 0 : before[at];
    const weight = weights[first + i];
    return { value, from: at < 0 ? null : from(at), weight, weightAt: first + i, product: value * weight };
  });
  return { terms, bias: weights[biasAt], biasAt };
}

/** Which inputs a number of a layer reads, one a weight; −1 for the border. */
function tapsOf(layer, index) {
  if (layer.kind === "dense") return { unit: index, sources: Array.from({ length: layer.fanIn }, (_, i) => i) };
  const cells = layer.output.height * layer.output.width;
  const [unit, cell] = [Math.floor(index / cells), index % cells];
  const pixels = layer.input.height * layer.input.width;
  const taps = Array.from(layer.map.sources.slice(cell * layer.map.taps, (cell + 1) * layer.map.taps));
  const channels = Array.from({ length: layer.input.channels }, (_, channel) => channel);
  return { unit, sources: channels.flatMap((channel) => taps.map((pixel) => (pixel >= pixels ? -1 : channel * pixels + pixel))) };
}

/** Where a number goes: the indices of the next stage that read it. */
export function readersOf(network, { stage, index }) {
  if (stage > network.layers.length) return [];
  const count = countOf(shapeAt(network, stage + 1));
  const layer = network.layers[stage];
  if (!layer || layer.kind === "dense") return Array.from({ length: count }, (_, i) => i);
  if (layer.kind === "activation") return [index];
  const pixels = layer.input.height * layer.input.width;
  const cells = layer.map.readers(index % pixels);
  const each = layer.output.height * layer.output.width;
  if (layer.kind === "pool") return cells.map((cell) => Math.floor(index / pixels) * each + cell);
  return Array.from({ length: layer.filters }, (_, filter) => cells.map((cell) => filter * each + cell)).flat();
}

/** What a number becomes in each of the next stage's that read it, strongest first: [{place, weight, product}]; both null without weights. */
export function destinations(network, weights, x, place) {
  const { stage, index } = place;
  const found = readersOf(network, place).map((at) => {
    const reader = { stage: stage + 1, index: at };
    const term = explain(network, weights, x, reader).terms.find(({ from }) => from?.index === index);
    return { place: reader, weight: term.weight ?? null, product: term.weight === undefined ? null : term.product };
  });
  return found.sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
}

/** Whose weight it is: {layer (index), unit, input (index among its inputs, −1 for the bias)}, or null. */
export function weightAt(network, index) {
  const at = network.layers.findIndex(({ offset, parameters }) => index >= offset && index < offset + parameters);
  if (at < 0) return null;
  const { offset, fanIn, units } = network.layers[at];
  const place = index - offset;
  if (place >= fanIn * units) return { layer: at, unit: place - fanIn * units, input: -1 };
  return { layer: at, unit: Math.floor(place / fanIn), input: place % fanIn };
}

/** What each picture of a batch asks of a weight: its loss's gradient. [{gradient, loss}], in the batch's order. */
export function asks(network, weights, batch, index) {
  return batch.map(({ picture, label }) => {
    const gradient = new Float64Array(network.parameters);
    const loss = learnFrom(network, weights, picture, label, gradient);
    return { gradient: gradient[index], loss };
  });
}

/**
 * The products that make a weight's gradient for one picture: [{slope, value, product, at, from}], slope the loss's
 * gradient by the number `at` of the layer, value what the weight multiplied there (1 for a bias). Zero slopes are left out.
 */
export function gradientTerms(network, weights, { picture, label }, index) {
  const { layer: at, unit, input } = weightAt(network, index);
  const layer = network.layers[at];
  learnFrom(network, weights, picture, label, new Float64Array(network.parameters));
  const cells = layer.kind === "dense" ? 1 : layer.output.height * layer.output.width;
  const before = numbersAt(network, picture, at);
  const terms = [];
  for (let cell = 0; cell < cells; cell++) {
    const place = unit * cells + cell;
    const slope = network.slopes[at][place];
    if (slope === 0) continue;
    const source = input < 0 ? null : tapsOf(layer, place).sources[input];
    const value = source === null ? 1 : source < 0 ? 0 : before[source];
    terms.push({ slope, value, product: slope * value, at: { stage: at + 1, index: place }, from: source === null || source < 0 ? null : { stage: at, index: source } });
  }
  forward(network, weights, picture);
  return terms;
}
