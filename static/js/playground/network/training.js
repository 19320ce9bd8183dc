/**
 * A training run over a set of pictures: batches in a seeded order, a step at a time. Pure: no clock, no worker.
 *
 * The same seed, set and settings give the same curve to the last bit within one engine.
 */
import { randomFrom, shuffledOrder } from "../../shared/chance.js";
import { build, evaluate, initialWeights, learnFrom } from "./network.js";
import { optimizer } from "./optimizers.js";

/** The weights that a run begins with: drawn from the seed; the first filter's are `given`'s where there are some. */
export function startOf(network, { seed, given = null }) {
  const weights = initialWeights(network, seed);
  if (given) weights.set(given, network.layers[0].offset);
  return weights;
}

/**
 * A run: {network, weights, gradient, step(), epoch, steps, …}. `set` is {pictures, labels}; it may grow between steps,
 * which counts from the next epoch on. settings: {layers, seed, batch, rate, optimizer, momentum, given}.
 */
export function begin(set, input, settings) {
  const network = build(settings.layers, input);
  const weights = startOf(network, settings);
  const gradient = new Float64Array(network.parameters);
  const descent = optimizer(settings.optimizer, network.parameters);
  const random = randomFrom(settings.seed ^ 0x5bd1e995);
  const run = { network, weights, gradient, set, settings: { ...settings }, steps: 0, epoch: 0, order: [], at: 0, batch: [] };

  /** One step: the mean loss of its batch. */
  run.step = () => {
    if (run.at >= run.order.length) {
      if (run.order.length) run.epoch += 1;
      run.order = shuffledOrder(set.pictures.length, random);
      run.at = 0;
    }
    run.batch = run.order.slice(run.at, run.at + run.settings.batch);
    run.at += run.batch.length;
    gradient.fill(0);
    const share = 1 / run.batch.length;
    let loss = 0;
    for (const index of run.batch) loss += learnFrom(network, weights, set.pictures[index], set.labels[index], gradient, share);
    descent.step(weights, gradient, run.settings);
    run.steps += 1;
    return loss * share;
  };

  /** How the weights do on a set: see evaluate. */
  run.look = (others) => evaluate(network, weights, others);
  return run;
}

/** Two networks with about as many parameters: the units of a hidden layer that come closest to `parameters`. */
export function unitsFor(parameters, inputs, classes) {
  return Math.max(1, Math.round((parameters - classes) / (inputs + 1 + classes)));
}
