/**
 * Softmax regression on features: what a page teaches by itself. Pure: the same examples and seed give the same curve.
 *
 * An example is {features, label}: `features` a Float32Array whose length is the same for all, `label` a class from 0.
 * A model is {classes, features, weights, bias}: `weights` a Float32Array, class after class; a score is the sum of the
 * products of a class's weights with the features, and its bias; the softmax of all scores are the probabilities.
 */

import { randomFrom, shuffledOrder } from "../chance.js";

export const DEFAULTS = Object.freeze({ epochs: 60, batch: 16, rate: 0.05, momentum: 0.9, decay: 1e-3, seed: 1 });

/** The length that features are brought to: with it one rate of learning suits bright and dim pictures alike. */
export const LENGTH = 10;

/** What brings features to LENGTH; 0 for features that are all 0. */
export function scaleOf(features) {
  let sum = 0;
  for (const one of features) sum += one * one;
  return sum > 0 ? LENGTH / Math.sqrt(sum) : 0;
}

/** Features brought to LENGTH. */
export function scaled(features) {
  const scale = scaleOf(features);
  return features.map((one) => one * scale);
}

/** A model that knows nothing: each class is as probable as any other. */
export function blank(classes, features) {
  return { classes, features, weights: new Float32Array(classes * features), bias: new Float32Array(classes) };
}

/** One score a class. */
export function scoresOf({ classes, features, weights, bias }, x) {
  const scores = new Float64Array(classes);
  for (let one = 0; one < classes; one++) {
    let sum = bias[one];
    for (let at = 0, from = one * features; at < features; at++) sum += weights[from + at] * x[at];
    scores[one] = sum;
  }
  return scores;
}

/** Scores as probabilities. */
export function softmax(scores) {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((all, one) => all + one, 0);
  return powers.map((one) => one / sum);
}

/** One probability a class. */
export const predict = (model, x) => softmax(scoresOf(model, x));

/** The number of the largest; the first of those that are as large. */
export const largest = (numbers) => numbers.indexOf(Math.max(...numbers));

/** The mean cross-entropy of some examples, natural logarithm, without the decay of weights; and the share told right. */
export function judge(model, examples) {
  let [loss, right] = [0, 0];
  for (const { features, label } of examples) {
    const probabilities = predict(model, features);
    loss -= Math.log(Math.max(probabilities[label], 1e-12));
    right += largest(probabilities) === label;
  }
  return { loss: loss / examples.length, accuracy: right / examples.length };
}

/**
 * The gradient of the mean cross-entropy plus decay / 2 · the sum of the weights' squares: {weights, bias} as the model has
 * them. Biases do not decay.
 */
export function gradient(model, examples, decay = 0) {
  const { classes, features } = model;
  const weights = model.weights.map((one) => one * decay);
  const bias = new Float32Array(classes);
  for (const { features: x, label } of examples) {
    const errors = predict(model, x);
    errors[label] -= 1;
    for (let one = 0; one < classes; one++) {
      const error = errors[one] / examples.length;
      bias[one] += error;
      for (let at = 0, from = one * features; at < features; at++) weights[from + at] += error * x[at];
    }
  }
  return { weights, bias };
}

/**
 * Learns by gradient descent with momentum, an epoch at each step of this generator, so that a page can go on between:
 * yields {epoch, train, held}, each of the two as `judge` gives it, `held` null without held-out examples; returns the
 * model, as it is after the last epoch. Epoch 0 is before anything is learnt.
 */
export function* learning(train, held, classes, options = {}) {
  const { epochs, batch, rate, momentum, decay, seed } = { ...DEFAULTS, ...options };
  const model = blank(classes, train[0].features.length);
  const speed = blank(classes, model.features);
  const random = randomFrom(seed);
  const told = (epoch) => ({ epoch, train: judge(model, train), held: held.length ? judge(model, held) : null });
  yield told(0);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = Array.from(shuffledOrder(train.length, random), (at) => train[at]);
    for (let from = 0; from < order.length; from += batch) {
      const slope = gradient(model, order.slice(from, from + batch), decay);
      for (const part of ["weights", "bias"]) {
        const [values, speeds, slopes] = [model[part], speed[part], slope[part]];
        for (let at = 0; at < values.length; at++) {
          speeds[at] = momentum * speeds[at] - rate * slopes[at];
          values[at] += speeds[at];
        }
      }
    }
    yield told(epoch);
  }
  return model;
}

/** Learns to the end at once: {model, curve}. */
export function learn(train, held, classes, options) {
  const [curve, steps] = [[], learning(train, held, classes, options)];
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return { model: step.value, curve };
    curve.push(step.value);
  }
}

/**
 * Examples to learn from and examples that are held out: of each class `share`, rounded, and at least one of three or more.
 *
 * Pictures taken one after the other show nearly the same, so a random one of them would be no test: a run of neighbours in
 * time is held out, from a random place on; the examples of a class must come in the order in which they were taken.
 */
export function split(examples, classes, { share = 0.2, seed = 1 } = {}) {
  const random = randomFrom(seed);
  const [train, held] = [[], []];
  for (let label = 0; label < classes; label++) {
    const own = examples.filter((one) => one.label === label);
    const count = own.length < 3 ? 0 : Math.max(1, Math.round(share * own.length));
    const from = Math.floor(random() * (own.length - count + 1));
    own.forEach((one, at) => (at >= from && at < from + count ? held : train).push(one));
  }
  return { train, held };
}

/** How often each class (row) was told to be each (column). */
export function confusion(model, examples) {
  const counts = Array.from({ length: model.classes }, () => new Array(model.classes).fill(0));
  for (const { features, label } of examples) counts[label][largest(predict(model, features))] += 1;
  return counts;
}
