/**
 * A network that learns to write, letter by letter (after Karpathy's min-char-rnn, 2015): truncated back-propagation
 * over `length` letters, gradients clipped to ±5, Adagrad (Duchi et al., 2011). Pure; the same seed writes the same.
 *
 * Its loss is the sum over the letters of a step, in nats, as in the lecture: `length` · ln(letters) when it knows nothing.
 */
import { randomFrom } from "../maths/layers.js";
import { normal } from "../network/network.js";
import { addProduct, addTransposed, outerSums } from "./blocks.js";
import { CELLS } from "./cells.js";

const CLIP = 5;
const TINY = 1e-8;
const SMOOTH = 0.999;
const DEVIATION = 0.01;

/** The letters of a text in the order of their code points, and the text as their numbers. */
export function read(text) {
  const letters = [...new Set(text)].sort();
  const numbers = new Map(letters.map((letter, number) => [letter, number]));
  return { letters, codes: Int32Array.from(text, (letter) => numbers.get(letter)) };
}

/** Weights to begin with, by name: normal of deviation 0.01, biases 0 (an LSTM's forgetting 1). */
export function initialWeights({ letters, units, cell, seed }) {
  const random = randomFrom(seed);
  const drawn = (count) => Float64Array.from({ length: count }, () => DEVIATION * normal(random));
  const wide = CELLS[cell].gates * units;
  const weights = {
    fromLetter: drawn(letters * wide), fromState: drawn(wide * units), bias: new Float64Array(wide),
    toLetter: drawn(letters * units), letterBias: new Float64Array(letters),
  };
  if (cell === "lstm") weights.bias.fill(1, units, 2 * units);
  return weights;
}

/** A writer: {weights, gradient, learn(codes, at), sample(…), state, …}. options: {letters, units, cell, seed, length, rate}. */
export function createWriter(options) {
  const { letters: V, units: H, cell: name, length: T = 25 } = options;
  const cell = CELLS[name];
  const G = cell.gates * H;
  const weights = initialWeights(options);
  const each = (source) => Object.fromEntries(Object.entries(source).map(([key, array]) => [key, new Float64Array(array.length)]));
  const [gradient, squares] = [each(weights), each(weights)];
  const numbers = (count) => new Float64Array(count);
  const run = {
    X: numbers(T * G), A: numbers(T * G), kept: numbers(T * G), h: numbers((T + 1) * H), c: numbers((T + 1) * H),
    dX: numbers(T * G), dA: numbers(T * G), dh: numbers(H), dc: numbers(H), p: numbers(T * V),
  };
  const writer = { ...options, length: T, weights, gradient, squares, steps: 0, smoothLoss: T * Math.log(V), at: 0, state: run };

  function read(t, letter, states = run) {
    const from = t * G;
    for (let i = 0; i < G; i++) states.X[from + i] = weights.fromLetter[letter * G + i] + weights.bias[i];
    states.A.fill(0, from, from + G);
    addProduct(weights.fromState, G, H, states.h, t * H, states.A, from);
    cell.forward(t, H, states);
  }

  function tell(t, p, at, temperature = 1, states = run) {
    for (let i = 0; i < V; i++) p[at + i] = weights.letterBias[i];
    addProduct(weights.toLetter, V, H, states.h, (t + 1) * H, p, at);
    let [largest, sum] = [-Infinity, 0];
    for (let i = at; i < at + V; i++) largest = Math.max(largest, p[i]);
    for (let i = at; i < at + V; i++) sum += p[i] = Math.exp((p[i] - largest) / temperature);
    for (let i = at; i < at + V; i++) p[i] /= sum;
  }

  /** Reads `length` letters from `at` on; the loss of telling each one's next. Leaves p − target in run.p. */
  writer.forward = (codes, at) => {
    let loss = 0;
    for (let t = 0; t < T; t++) {
      read(t, codes[at + t]);
      tell(t, run.p, t * V);
      const next = t * V + codes[at + t + 1];
      loss -= Math.log(Math.max(run.p[next], Number.MIN_VALUE));
      run.p[next] -= 1;
    }
    return loss;
  };

  /** The gradient by every weight, after forward(codes, at). */
  writer.backward = (codes, at) => {
    run.dh.fill(0);
    run.dc.fill(0);
    for (const key of ["fromLetter", "bias", "letterBias"]) gradient[key].fill(0);
    for (let t = T - 1; t >= 0; t--) {
      addTransposed(weights.toLetter, V, H, run.p, t * V, run.dh, 0);
      cell.backward(t, H, run);
      addTransposed(weights.fromState, G, H, run.dA, t * G, run.dh, 0);
      const row = codes[at + t] * G;
      for (let i = 0; i < G; i++) gradient.fromLetter[row + i] += run.dX[t * G + i];
      for (let i = 0; i < G; i++) gradient.bias[i] += run.dX[t * G + i];
      for (let i = 0; i < V; i++) gradient.letterBias[i] += run.p[t * V + i];
    }
    outerSums(gradient.fromState, G, H, run.dA, run.h, 0, T);
    outerSums(gradient.toLetter, V, H, run.p, run.h, H, T);
  };

  /** One step on a text's codes, where the last one ended: its loss. The text needs `length` + 2 letters at least. */
  writer.learn = (codes) => {
    if (writer.at + T + 1 >= codes.length || writer.steps === 0) {
      writer.at = 0;
      run.h.fill(0, 0, H);
      run.c.fill(0, 0, H);
    }
    const loss = writer.forward(codes, writer.at);
    writer.backward(codes, writer.at);
    for (const key of Object.keys(weights)) adagrad(weights[key], gradient[key], squares[key], options.rate ?? 0.1);
    run.h.copyWithin(0, T * H);
    run.c.copyWithin(0, T * H);
    writer.at += T;
    writer.steps += 1;
    writer.smoothLoss = SMOOTH * writer.smoothLoss + (1 - SMOOTH) * loss;
    return loss;
  };

  /** A reader with a state of its own: {push(letter), probabilities, activations}; the writer's own state is not touched. */
  writer.reader = (temperature = 1) => {
    const own = { X: numbers(G), A: numbers(G), kept: numbers(G), h: numbers(2 * H), c: numbers(2 * H) };
    const probabilities = new Float64Array(V).fill(1 / V);
    return {
      probabilities,
      get activations() {
        return own.h.subarray(H);
      },
      push(letter) {
        own.h.copyWithin(0, H);
        own.c.copyWithin(0, H);
        read(0, letter, own);
        tell(0, probabilities, 0, temperature, own);
        return probabilities;
      },
    };
  };

  /** `count` letters' numbers that it writes after `letter`, drawn by a seed. */
  writer.sample = (letter, count, { temperature = 1, seed = 1 } = {}) => {
    const random = randomFrom(seed);
    const reader = writer.reader(temperature);
    const written = [];
    for (let last = letter; written.length < count; ) {
      last = drawFrom(reader.push(last), random());
      written.push(last);
    }
    return written;
  };

  /** The mean loss a letter over a text, from an empty state: what held-out text costs. */
  writer.lossOn = (codes) => {
    const reader = writer.reader();
    let loss = 0;
    for (let i = 0; i + 1 < codes.length; i++) loss -= Math.log(Math.max(reader.push(codes[i])[codes[i + 1]], Number.MIN_VALUE));
    return loss / Math.max(1, codes.length - 1);
  };
  return writer;
}

/** The index at which the running sum of probabilities passes a share from 0 to 1. */
export function drawFrom(probabilities, share) {
  let left = share;
  for (let i = 0; i < probabilities.length - 1; i++) {
    left -= probabilities[i];
    if (left < 0) return i;
  }
  return probabilities.length - 1;
}

function adagrad(weights, gradient, squares, rate) {
  for (let i = 0; i < weights.length; i++) {
    const slope = gradient[i];
    if (slope === 0) continue;
    const clipped = slope > CLIP ? CLIP : slope < -CLIP ? -CLIP : slope;
    squares[i] += clipped * clipped;
    weights[i] -= (rate * clipped) / Math.sqrt(squares[i] + TINY);
  }
}
