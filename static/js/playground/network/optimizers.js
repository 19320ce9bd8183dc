/** How weights follow a gradient. Pure; a state belongs to one run and is changed in place. */

/** Gradient descent with momentum (Polyak, 1964): v ← momentum · v − rate · g, w ← w + v. */
function momentum(count) {
  const speed = new Float64Array(count);
  return {
    arrays: { speed },
    step(weights, gradient, { rate, momentum: kept = 0.9 }) {
      for (let i = 0; i < count; i++) weights[i] += speed[i] = kept * speed[i] - rate * gradient[i];
    },
  };
}

const [FIRST, SECOND, EPSILON] = [0.9, 0.999, 1e-7];

/** Adam (Kingma and Ba, ICLR 2015), with TensorFlow's constants. */
function adam(count) {
  const [mean, square] = [new Float64Array(count), new Float64Array(count)];
  let steps = 0;
  return {
    arrays: { mean, square },
    step(weights, gradient, { rate }) {
      steps += 1;
      const scaled = (rate * Math.sqrt(1 - SECOND ** steps)) / (1 - FIRST ** steps);
      for (let i = 0; i < count; i++) {
        mean[i] += (1 - FIRST) * (gradient[i] - mean[i]);
        square[i] += (1 - SECOND) * (gradient[i] * gradient[i] - square[i]);
        weights[i] -= (scaled * mean[i]) / (Math.sqrt(square[i]) + EPSILON);
      }
    },
  };
}

const MAKERS = { momentum, adam };

/** The names of the optimizers. */
export const OPTIMIZERS = Object.keys(MAKERS);

/** An optimizer for `count` weights: {step(weights, gradient, {rate, momentum}), arrays}. Throws a RangeError. */
export function optimizer(name, count) {
  if (!MAKERS[name]) throw new RangeError(`no optimizer ${name}`);
  return MAKERS[name](count);
}
