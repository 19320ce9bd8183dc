/**
 * A network that learns to write, letter by letter (after Karpathy's min-char-rnn, 2015): truncated back-propagation
 * over `length` letters, gradients clipped to ±5, Adagrad (Duchi et al., 2011). Pure; the same seed writes the same.
 *
 * Its loss is the sum over the letters of a step, in nats, as in the lecture: `length` · ln(letters) when it knows nothing.
 */
import { randomFrom } from "../../shared/chance.js";
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

const zerosLike = (arrays) =>
  Object.fromEntries(Object.entries(arrays).map(([key, array]) => [key, new Float64Array(array.length)]));

/** What a network of `wide` numbers a letter and `units` of state keeps of so many letters. */
function newStates(steps, wide, units) {
  const numbers = (count) => new Float64Array(count);
  return {
    X: numbers(steps * wide), A: numbers(steps * wide), kept: numbers(steps * wide),
    h: numbers((steps + 1) * units), c: numbers((steps + 1) * units),
  };
}

class Writer {
  #cell;
  #wide; // numbers that a letter's gates take

  constructor(options) {
    const { letters, units, cell, length = 25, rate = 0.1 } = options;
    this.letters = letters;
    this.units = units;
    this.length = length;
    this.#cell = CELLS[cell];
    this.#wide = this.#cell.gates * units;
    this.rate = rate; // may change between steps
    this.weights = initialWeights(options);
    this.gradient = zerosLike(this.weights);
    this.squares = zerosLike(this.weights); // Adagrad's sums
    const [dX, dA] = [new Float64Array(length * this.#wide), new Float64Array(length * this.#wide)];
    const [dh, dc] = [new Float64Array(units), new Float64Array(units)];
    this.state = { ...newStates(length, this.#wide, units), dX, dA, dh, dc, p: new Float64Array(length * letters) };
    this.steps = 0;
    this.at = 0; // where the next step begins in its text
    this.smoothLoss = length * Math.log(letters);
  }

  /** Reads `length` letters from `at` on; the loss of telling each one's next. Leaves p − target in state.p. */
  forward(codes, at) {
    const { p } = this.state;
    let loss = 0;
    for (let t = 0; t < this.length; t++) {
      this.#read(t, codes[at + t], this.state);
      this.#tell(t, p, t * this.letters, this.state);
      const next = t * this.letters + codes[at + t + 1];
      loss -= Math.log(Math.max(p[next], Number.MIN_VALUE));
      p[next] -= 1;
    }
    return loss;
  }

  /** The gradient by every weight, after forward(codes, at). */
  backward(codes, at) {
    const { weights, gradient, state: run } = this;
    const [V, H, G, T] = [this.letters, this.units, this.#wide, this.length];
    run.dh.fill(0);
    run.dc.fill(0);
    for (const key of ["fromLetter", "bias", "letterBias"]) gradient[key].fill(0);
    for (let t = T - 1; t >= 0; t--) {
      addTransposed(weights.toLetter, V, H, run.p, t * V, run.dh, 0);
      this.#cell.backward(t, H, run);
      addTransposed(weights.fromState, G, H, run.dA, t * G, run.dh, 0);
      const row = codes[at + t] * G;
      for (let i = 0; i < G; i++) gradient.fromLetter[row + i] += run.dX[t * G + i];
      for (let i = 0; i < G; i++) gradient.bias[i] += run.dX[t * G + i];
      for (let i = 0; i < V; i++) gradient.letterBias[i] += run.p[t * V + i];
    }
    outerSums(gradient.fromState, G, H, run.dA, run.h, 0, T);
    outerSums(gradient.toLetter, V, H, run.p, run.h, H, T);
  }

  /** One step on a text's codes, where the last one ended: its loss. The text needs `length` + 2 letters at least. */
  learn(codes) {
    const { h, c } = this.state;
    if (this.at + this.length + 1 >= codes.length || this.steps === 0) {
      this.at = 0;
      h.fill(0, 0, this.units);
      c.fill(0, 0, this.units);
    }
    const loss = this.forward(codes, this.at);
    this.backward(codes, this.at);
    for (const [key, weights] of Object.entries(this.weights)) adagrad(weights, this.gradient[key], this.squares[key], this.rate);
    h.copyWithin(0, this.length * this.units);
    c.copyWithin(0, this.length * this.units);
    this.at += this.length;
    this.steps += 1;
    this.smoothLoss = SMOOTH * this.smoothLoss + (1 - SMOOTH) * loss;
    return loss;
  }

  /** Takes over weights by name, and where they come with more of a run: `squares`, `steps`, `at` and `smoothLoss`. */
  take({ weights, squares = {}, ...run }) {
    for (const [own, given] of [[this.weights, weights], [this.squares, squares]]) {
      for (const [key, numbers] of Object.entries(given)) own[key].set(numbers);
    }
    for (const key of ["steps", "at", "smoothLoss"]) this[key] = run[key] ?? this[key];
    this.state.h.fill(0);
    this.state.c.fill(0);
  }

  /** A reader with a state of its own: {push(letter), probabilities, activations}; the writer's own state is not touched. */
  reader(temperature = 1) {
    const { units, letters } = this;
    const own = newStates(1, this.#wide, units);
    const probabilities = new Float64Array(letters).fill(1 / letters);
    const push = (letter) => {
      own.h.copyWithin(0, units);
      own.c.copyWithin(0, units);
      this.#read(0, letter, own);
      this.#tell(0, probabilities, 0, own, temperature);
      return probabilities;
    };
    return {
      probabilities,
      get activations() {
        return own.h.subarray(units);
      },
      push,
    };
  }

  /** `count` letters' numbers that it writes after it has read those of `lead`, drawn by a seed. */
  sample(lead, count, { temperature = 1, seed = 1 } = {}) {
    const random = randomFrom(seed);
    const reader = this.reader(temperature);
    const written = [];
    for (const code of lead.slice(0, -1)) reader.push(code);
    for (let last = lead.at(-1); written.length < count; ) {
      last = drawFrom(reader.push(last), random());
      written.push(last);
    }
    return written;
  }

  /** The mean loss a letter over a text, after it has read `lead`: what held-out text costs. */
  lossOn(codes, lead = []) {
    const reader = this.reader();
    for (const code of lead) reader.push(code);
    let loss = 0;
    for (let i = 0; i + 1 < codes.length; i++) loss -= Math.log(Math.max(reader.push(codes[i])[codes[i + 1]], Number.MIN_VALUE));
    return loss / Math.max(1, codes.length - 1);
  }

  #read(t, letter, states) {
    const [H, G] = [this.units, this.#wide];
    const { fromLetter, bias, fromState } = this.weights;
    const from = t * G;
    for (let i = 0; i < G; i++) states.X[from + i] = fromLetter[letter * G + i] + bias[i];
    states.A.fill(0, from, from + G);
    addProduct(fromState, G, H, states.h, t * H, states.A, from);
    this.#cell.forward(t, H, states);
  }

  #tell(t, p, at, states, temperature = 1) {
    const [V, H] = [this.letters, this.units];
    const { toLetter, letterBias } = this.weights;
    for (let i = 0; i < V; i++) p[at + i] = letterBias[i];
    addProduct(toLetter, V, H, states.h, (t + 1) * H, p, at);
    let [largest, sum] = [-Infinity, 0];
    for (let i = at; i < at + V; i++) largest = Math.max(largest, p[i]);
    for (let i = at; i < at + V; i++) sum += p[i] = Math.exp((p[i] - largest) / temperature);
    for (let i = at; i < at + V; i++) p[i] /= sum;
  }
}

/**
 * A writer with options {letters, units, cell, seed, length, rate}: `weights`, `gradient`, `state` and `smoothLoss` are to
 * be looked at, learn(codes) trains it, sample(…) has it write.
 */
export const createWriter = (options) => new Writer(options);

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
