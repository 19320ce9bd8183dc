/**
 * A network of layers that ends in probabilities: forward, loss, backward. Pure, in double precision.
 *
 * The loss is the cross-entropy of the softmax, −log p(label), in nats. Arrays of one network are made once and used
 * again, so a network is for one thread at a time.
 */
import { randomFrom } from "../../shared/chance.js";
import { countOf, layer } from "./layers.js";

/**
 * A network from descriptions (see layers.js) for pictures of shape {height, width, channels}. Its last layer is fully
 * connected, one unit a class. Returns {input, layers, classes, parameters, values, slopes}: `values[i]` is what layer i
 * gave last, `slopes[i]` the loss's gradient by that. Throws a RangeError where a window does not fit.
 */
export function build(descriptions, input) {
  const layers = [];
  let shape = input;
  let offset = 0;
  for (const description of descriptions) {
    const made = layer(description, shape, offset);
    layers.push(made);
    shape = made.output;
    offset += made.parameters;
  }
  const numbers = () => layers.map(({ output }) => new Float64Array(countOf(output)));
  return {
    input, layers, classes: shape.channels, parameters: offset, values: numbers(), slopes: numbers(),
    toInput: new Float64Array(countOf(input)), probabilities: new Float64Array(shape.channels),
  };
}

/** Weights to begin with: normal, of variance 2 / fan-in (He et al., ICCV 2015), biases 0; the same seed, the same. */
export function initialWeights(network, seed) {
  const random = randomFrom(seed);
  const weights = new Float64Array(network.parameters);
  for (const { parameters, fanIn, units, offset } of network.layers) {
    if (!parameters) continue;
    const deviation = Math.sqrt(2 / fanIn);
    for (let i = 0; i < fanIn * units; i++) weights[offset + i] = deviation * normal(random);
  }
  return weights;
}

/** A number of the standard normal distribution (Box and Muller, 1958). */
export function normal(random) {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** The probabilities of a picture `x` (a flat Float64Array); they are overwritten by the next call. */
export function forward(network, weights, x) {
  let values = x;
  network.layers.forEach((one, i) => {
    one.forward(values, weights, network.values[i]);
    values = network.values[i];
  });
  return softmax(values, network.probabilities);
}

/** exp(x) / Σ exp(x), into `out`; the largest is taken off first, so that nothing overflows. */
export function softmax(logits, out) {
  let largest = -Infinity;
  for (const logit of logits) if (logit > largest) largest = logit;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += out[i] = Math.exp(logits[i] - largest);
  for (let i = 0; i < out.length; i++) out[i] /= sum;
  return out;
}

/**
 * Forward and backward for one picture: adds its share, times `scale`, to `gradient` and returns its loss (not scaled).
 * Afterwards network.values, .slopes and .toInput (by the pixels) hold what was on the way.
 */
export function learnFrom(network, weights, x, label, gradient, scale = 1) {
  const probabilities = forward(network, weights, x);
  const last = network.layers.length - 1;
  const slope = network.slopes[last];
  for (let i = 0; i < slope.length; i++) slope[i] = scale * (probabilities[i] - (i === label ? 1 : 0));
  for (let i = last; i >= 0; i--) {
    const [input, toInput] = i ? [network.values[i - 1], network.slopes[i - 1]] : [x, network.toInput];
    network.layers[i].backward(input, weights, network.values[i], network.slopes[i], toInput, gradient);
  }
  return -Math.log(Math.max(probabilities[label], Number.MIN_VALUE));
}

/** Over several pictures: {loss (mean), accuracy, confusion[label][said], wrong: [index…]}. */
export function evaluate(network, weights, { pictures, labels }) {
  const confusion = Array.from({ length: network.classes }, () => new Array(network.classes).fill(0));
  const wrong = [];
  let loss = 0;
  pictures.forEach((picture, index) => {
    const probabilities = forward(network, weights, picture);
    const said = probabilities.indexOf(Math.max(...probabilities));
    confusion[labels[index]][said] += 1;
    if (said !== labels[index]) wrong.push(index);
    loss -= Math.log(Math.max(probabilities[labels[index]], Number.MIN_VALUE));
  });
  const count = pictures.length || 1;
  return { loss: loss / count, accuracy: 1 - wrong.length / count, confusion, wrong };
}
