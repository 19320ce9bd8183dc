/**
 * Layers that learn: each knows its shapes, its forward pass and its backward pass. Pure, in double precision.
 *
 * Numbers of a layer lie flat, channel by channel, row by row. All weights of a network lie in one array; a layer's
 * begin at `offset`: of a convolution filter by filter (each channel by channel, row by row), then a bias a filter; of
 * a fully connected layer unit by unit, then a bias a unit. Border pixels of a convolution's padding are 0.
 */
import { outputSize, patchMap } from "../maths/geometry.js";

const area = ({ height, width }) => height * width;

/** How many numbers a shape {height, width, channels} holds. */
export const countOf = (shape) => area(shape) * shape.channels;

/** Where each tap of each window reads, with `pixels` (one past the last) for the border. */
function reads(input, kernel, settings) {
  const map = patchMap(input, { height: kernel, width: kernel }, settings);
  const outside = area(input);
  return { ...map, sources: map.sources.map((pixel) => (pixel < 0 ? outside : pixel)) };
}

/** A convolution of `filters` kernels of kernel × kernel, stride 1. */
function convolution(input, { kernel, filters, padding = 0 }, offset) {
  const map = reads(input, kernel, { padding });
  const cells = map.height * map.width;
  const taps = map.taps;
  const pixels = area(input);
  const each = input.channels * taps;
  const bordered = new Float64Array(input.channels * (pixels + 1)); // a 0 behind each channel, for the border
  const toInput = new Float64Array(bordered.length);

  const spread = (x) => {
    for (let channel = 0; channel < input.channels; channel++) {
      bordered.set(x.subarray(channel * pixels, (channel + 1) * pixels), channel * (pixels + 1));
    }
  };

  function forward(x, weights, y) {
    spread(x);
    for (let filter = 0; filter < filters; filter++) {
      const first = offset + filter * each;
      const bias = weights[offset + filters * each + filter];
      for (let cell = 0; cell < cells; cell++) {
        let sum = bias;
        for (let channel = 0, w = first, base = 0; channel < input.channels; channel++, base += pixels + 1) {
          for (let tap = 0, at = cell * taps; tap < taps; tap++, w++, at++) sum += weights[w] * bordered[base + map.sources[at]];
        }
        y[filter * cells + cell] = sum;
      }
    }
  }

  function backward(x, weights, y, dy, dx, gradient) {
    spread(x);
    toInput.fill(0);
    for (let filter = 0; filter < filters; filter++) {
      const first = offset + filter * each;
      let toBias = 0;
      for (let cell = 0; cell < cells; cell++) {
        const slope = dy[filter * cells + cell];
        if (slope === 0) continue;
        toBias += slope;
        for (let channel = 0, w = first, base = 0; channel < input.channels; channel++, base += pixels + 1) {
          for (let tap = 0, at = cell * taps; tap < taps; tap++, w++, at++) {
            const pixel = base + map.sources[at];
            gradient[w] += slope * bordered[pixel];
            toInput[pixel] += slope * weights[w];
          }
        }
      }
      gradient[offset + filters * each + filter] += toBias;
    }
    for (let channel = 0; channel < input.channels; channel++) {
      const from = channel * (pixels + 1);
      dx.set(toInput.subarray(from, from + pixels), channel * pixels);
    }
  }

  const output = { height: map.height, width: map.width, channels: filters };
  return { output, parameters: filters * (each + 1), fanIn: each, units: filters, map, forward, backward };
}

/** A fully connected layer. */
function connected(input, { units }, offset) {
  const inputs = countOf(input);
  const biases = offset + units * inputs;

  function forward(x, weights, y) {
    for (let unit = 0, w = offset; unit < units; unit++) {
      let sum = weights[biases + unit];
      for (let i = 0; i < inputs; i++, w++) sum += weights[w] * x[i];
      y[unit] = sum;
    }
  }

  function backward(x, weights, y, dy, dx, gradient) {
    dx.fill(0);
    for (let unit = 0, w = offset; unit < units; unit++) {
      const slope = dy[unit];
      gradient[biases + unit] += slope;
      for (let i = 0; i < inputs; i++, w++) {
        gradient[w] += slope * x[i];
        dx[i] += slope * weights[w];
      }
    }
  }

  return { output: { height: 1, width: 1, channels: units }, parameters: units * (inputs + 1), fanIn: inputs, units, forward, backward };
}

/** Each activation by name: its value, and its slope from its value y (ReLU's at 0 is 0). */
export const ACTIVATIONS = {
  relu: { value: (x) => (x > 0 ? x : 0), slope: (y) => (y > 0 ? 1 : 0) },
  tanh: { value: Math.tanh, slope: (y) => 1 - y * y },
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (y) => y * (1 - y) },
};

function activation(input, { name }) {
  const { value, slope } = ACTIVATIONS[name];
  return {
    output: input, parameters: 0,
    forward: (x, _weights, y) => {
      for (let i = 0; i < y.length; i++) y[i] = value(x[i]);
    },
    backward: (x, _weights, y, dy, dx) => {
      for (let i = 0; i < dx.length; i++) dx[i] = dy[i] * slope(y[i]);
    },
  };
}

/** Pooling, maximum or average, without padding; what no window reaches is left out. Of equals the first counts. */
function pooling(input, { type = "max", size = 2 }) {
  const map = reads(input, size, { stride: size });
  const cells = map.height * map.width;
  const winner = (x, base, cell) => {
    let best = base + map.sources[cell * map.taps];
    for (let at = cell * map.taps + 1; at < (cell + 1) * map.taps; at++) if (x[base + map.sources[at]] > x[best]) best = base + map.sources[at];
    return best;
  };

  function eachCell(visit) {
    for (let channel = 0, at = 0; channel < input.channels; channel++) {
      for (let cell = 0; cell < cells; cell++, at++) visit(channel * area(input), cell, at);
    }
  }

  function forward(x, _weights, y) {
    eachCell((base, cell, at) => {
      if (type === "max") return void (y[at] = x[winner(x, base, cell)]);
      let sum = 0;
      for (let tap = cell * map.taps; tap < (cell + 1) * map.taps; tap++) sum += x[base + map.sources[tap]];
      y[at] = sum / map.taps;
    });
  }

  function backward(x, _weights, y, dy, dx) {
    dx.fill(0);
    eachCell((base, cell, at) => {
      if (type === "max") return void (dx[winner(x, base, cell)] += dy[at]);
      for (let tap = cell * map.taps; tap < (cell + 1) * map.taps; tap++) dx[base + map.sources[tap]] += dy[at] / map.taps;
    });
  }

  return { output: { height: map.height, width: map.width, channels: input.channels }, parameters: 0, map, winner, forward, backward };
}

const MAKERS = { conv: convolution, pool: pooling, dense: connected, activation };

/**
 * One layer by its description {kind: "conv", kernel, filters, padding} · {kind: "dense", units} · {kind: "activation",
 * name} · {kind: "pool", type, size}: {kind, input, output, parameters, offset, forward, backward, …}.
 * Throws a RangeError with the reason's key where a window does not fit.
 */
export function layer(description, input, offset) {
  return { ...description, input, offset, ...MAKERS[description.kind](input, description, offset) };
}

/** Why a description does not fit an input, or null: a key of the reasons that geometry.js gives. */
export function whyNot(description, input) {
  if (description.kind !== "conv" && description.kind !== "pool") return null;
  const side = description.kernel ?? description.size;
  const settings = description.kind === "conv" ? { padding: description.padding ?? 0 } : { stride: side };
  return outputSize(input, { height: side, width: side }, settings).reason;
}
