/**
 * Shapes, parameters, multiply-adds, memory and receptive fields of layers. Pure.
 *
 * A shape is {height, width, channels}. A multiply-add counts once; biases are parameters and no multiply-adds, pooling
 * has neither. Memory is what float32 takes: 4 bytes a parameter, 4 bytes a number that leaves the layer.
 */
import { outputSize } from "./geometry.js";

const BYTES = 4;
const area = ({ height, width }) => height * width;

/** A convolution: {shape, parameters, macs} or {reason}. `kernel` is its side, `filters` the output's channels. */
export function convolution(input, { kernel, filters, stride = 1, padding = 0, bias = true }) {
  const size = outputSize(input, { height: kernel, width: kernel }, { stride, padding });
  if (size.reason) return { reason: size.reason, size };
  const shape = { height: size.rows.size, width: size.columns.size, channels: filters };
  const weights = kernel * kernel * input.channels * filters;
  return { shape, parameters: weights + (bias ? filters : 0), macs: weights * area(shape) };
}

/** Pooling: no parameters. */
export function pooling(input, { size, stride = size, padding = 0 }) {
  const out = outputSize(input, { height: size, width: size }, { stride, padding });
  if (out.reason) return { reason: out.reason, size: out };
  return { shape: { height: out.rows.size, width: out.columns.size, channels: input.channels }, parameters: 0, macs: 0 };
}

/** Every number times every weight: the input is stretched into a column first. */
export function connected(input, { units, bias = true }) {
  const weights = area(input) * input.channels * units;
  return { shape: { height: 1, width: 1, channels: units }, parameters: weights + (bias ? units : 0), macs: weights };
}

/** The average of each channel. */
const globalAverage = (input) => ({ shape: { height: 1, width: 1, channels: input.channels }, parameters: 0, macs: 0 });

const MAKERS = { conv: convolution, pool: pooling, fc: connected, gap: globalAverage };

/**
 * A network, layer after layer: rows of {layer, shape, parameters, macs, memory: {weights, output}, field}, `field` the
 * receptive field as fieldAfter gives it. It ends with {layer, reason, size} at the first layer that does not fit.
 */
export function network(input, layers) {
  const rows = [];
  let shape = input;
  let field = { size: 1, jump: 1, start: 0 };
  for (const layer of layers) {
    const made = MAKERS[layer.kind](shape, layer);
    if (made.reason) return [...rows, { layer, ...made }];
    field = fieldAfter(field, layer, shape);
    shape = made.shape;
    const memory = { weights: made.parameters * BYTES, output: area(shape) * shape.channels * BYTES };
    rows.push({ layer, ...made, memory, field });
  }
  return rows;
}

/**
 * The receptive field after one more layer: `size` pixels of the input, `jump` between neighbouring outputs, and
 * `start`, where the first one's field begins (negative in the padding). From A. Araujo, W. Norris and J. Sim,
 * Computing Receptive Fields of Convolutional Neural Networks, Distill, 2019. After a layer that sees everything the
 * size is Infinity.
 */
export function fieldAfter({ size, jump, start }, layer, input) {
  if (layer.kind === "fc" || layer.kind === "gap") return { size: input.height === 1 && input.width === 1 ? size : Infinity, jump, start };
  const kernel = layer.kind === "conv" ? layer.kernel : layer.size;
  const { stride = layer.kind === "pool" ? layer.size : 1, padding = 0 } = layer;
  return { size: size + (kernel - 1) * jump, jump: jump * stride, start: start - padding * jump };
}

/** Sums over the rows that fitted: {parameters, macs, weights, outputs}, the last two in bytes. */
export function totals(rows) {
  const fitted = rows.filter((row) => !row.reason);
  const sum = (of) => fitted.reduce((total, row) => total + of(row), 0);
  return {
    parameters: sum((row) => row.parameters), macs: sum((row) => row.macs),
    weights: sum((row) => row.memory.weights), outputs: sum((row) => row.memory.output),
  };
}

/** One k×k convolution against a pile of 3×3 ones that sees as far, all with `channels` in and out, size kept. */
export function oneAgainstPile({ side, channels, kernel, bias = true }) {
  const input = { height: side, width: side, channels };
  const same = (taps) => ({ kind: "conv", kernel: taps, filters: channels, padding: (taps - 1) / 2, bias });
  const pile = Array.from({ length: (kernel - 1) / 2 }, () => same(3));
  return { one: network(input, [same(kernel)]), pile: network(input, pile) };
}

/**
 * An Inception module (C. Szegedy et al., Going Deeper with Convolutions, CVPR 2015): branches of 1×1, 3×3, 5×5 and
 * pooling, concatenated. With reductions a 1×1 convolution stands before the 3×3, before the 5×5 and after the pooling.
 * Returns {branches: [{name, rows}], channels, parameters, macs}.
 */
export function inception({ side, channels, one, reduce3, three, reduce5, five, project }, reductions = true) {
  const input = { height: side, width: side, channels };
  const conv = (kernel, filters) => ({ kind: "conv", kernel, filters, padding: (kernel - 1) / 2 });
  const pool = { kind: "pool", size: 3, stride: 1, padding: 1 };
  const plans = {
    one: [conv(1, one)],
    three: reductions ? [conv(1, reduce3), conv(3, three)] : [conv(3, three)],
    five: reductions ? [conv(1, reduce5), conv(5, five)] : [conv(5, five)],
    pool: reductions ? [pool, conv(1, project)] : [pool],
  };
  const branches = Object.entries(plans).map(([name, layers]) => ({ name, rows: network(input, layers) }));
  const sum = (of) => branches.reduce((total, { rows }) => total + rows.reduce((all, row) => all + of(row), 0), 0);
  return {
    branches, parameters: sum((row) => row.parameters), macs: sum((row) => row.macs),
    channels: branches.reduce((total, { rows }) => total + rows.at(-1).shape.channels, 0),
  };
}

/** A fully connected head on the stretched maps against global average pooling and a smaller one. */
export function heads({ side, channels, classes }) {
  const input = { height: side, width: side, channels };
  const fc = { kind: "fc", units: classes };
  return { connected: network(input, [fc]), averaged: network(input, [{ kind: "gap" }, fc]) };
}
