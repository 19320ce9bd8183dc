/** One output pixel of a chain, worked out by itself with all that goes into it. Pure; the same numbers as the engines. */
import { greyOf, inside, shownOf } from "./plan.js";

/** How far a chain's last result reaches into the picture, to each side. */
const reachOf = (plan) => ({
  x: plan.stages.reduce((sum, { width }) => sum + (width >> 1), 0),
  y: plan.stages.reduce((sum, { height }) => sum + (height >> 1), 0),
});

/** The part of a picture around a place that is needed to work it out: {x, y, width, height}, within the picture. */
export function regionAround(at, size, margin, plan) {
  const reach = reachOf(plan);
  const span = (place, n, far) => {
    const first = Math.max(0, place - margin - far);
    return [first, Math.min(n, place + margin + far + 1) - first];
  };
  const [x, width] = span(at.x, size.width, reach.x);
  const [y, height] = span(at.y, size.height, reach.y);
  return { x, y, width, height };
}

/**
 * A function (stage, x, y) → number: what comes out of that many stages at a place of the picture; 0 is the picture
 * itself. `region` holds `data` (RGBA bytes) of a part of the picture, from regionAround. `channel` is 0, 1, 2, or
 * null for grey. Places beyond the picture are what `edges` says.
 */
export function createProbe(plan, size, region, channel) {
  const known = plan.stages.map(() => new Map());

  function pixel(x, y) {
    const n = 4 * ((y - region.y) * region.width + x - region.x);
    const { data } = region;
    return channel === null ? greyOf(data[n], data[n + 1], data[n + 2]) : data[n + channel];
  }

  function valueAt(stage, x, y) {
    const [across, down] = [inside(x, size.width, plan.edges), inside(y, size.height, plan.edges)];
    if (across < 0 || down < 0) return 0;
    if (stage === 0) return pixel(across, down);
    const cache = known[stage - 1];
    const key = down * size.width + across;
    if (!cache.has(key)) cache.set(key, sumAt(stage, across, down));
    return cache.get(key);
  }

  function sumAt(stage, x, y) {
    const { width, height, weights, bias } = plan.stages[stage - 1];
    let sum = bias;
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        const weight = weights[j * width + i];
        if (weight !== 0) sum += weight * valueAt(stage - 1, x + i - (width >> 1), y + j - (height >> 1));
      }
    }
    return sum;
  }

  return valueAt;
}

/** The corner of a kernel's window over an output pixel. */
const cornerOf = (at, rows) => ({ x: at.x - ((rows[0].length - 1) >> 1), y: at.y - ((rows.length - 1) >> 1) });

/**
 * The working of one stage (counted from 1) at one place: {terms: [{value, weight, product}], sum (of the products),
 * scaled (times the factor), value (with the bias), shown (0 to 255)}.
 */
export function workingAt(valueAt, stage, { rows, factor, bias }, at, negatives) {
  const corner = cornerOf(at, rows);
  const terms = rows.flatMap((row, j) =>
    row.map((weight, i) => {
      const value = valueAt(stage - 1, corner.x + i, corner.y + j);
      return { value, weight, product: value * weight };
    }),
  );
  const sum = terms.reduce((total, { product }) => total + product, 0);
  const scaled = sum * factor;
  return { terms, sum, scaled, value: scaled + bias, shown: shownOf(scaled + bias, negatives) };
}

/** A patch of the numbers that go into a stage: rows of {value, window, outside, middle} around a place. */
export function patchAt(valueAt, stage, rows, at, size, radius) {
  const corner = cornerOf(at, rows);
  const span = Array.from({ length: 2 * radius + 1 }, (_, n) => n - radius);
  const within = (place, first, count) => place >= first && place < first + count;
  return span.map((dy) =>
    span.map((dx) => {
      const [x, y] = [at.x + dx, at.y + dy];
      return {
        value: valueAt(stage - 1, x, y),
        window: within(x, corner.x, rows[0].length) && within(y, corner.y, rows.length),
        outside: !within(x, 0, size.width) || !within(y, 0, size.height),
        middle: dx === 0 && dy === 0,
      };
    }),
  );
}

/**
 * A crop of the numbers that go into a stage, up to 12 × 12, inside the picture, around a place: {rows, step}, with 2
 * decimals. `step` is the output cell (row by row, without padding) that stands for the place, or the nearest.
 */
export function cropAt(valueAt, stage, rows, at, size, most = 12) {
  const [wide, high] = [rows[0].length, rows.length];
  const side = (count, n) => Math.min(most, n, count + 6);
  const [width, height] = [side(wide, size.width), side(high, size.height)];
  const first = (place, count, n) => Math.min(Math.max(0, place - (count >> 1)), n - count);
  const [left, top] = [first(at.x, width, size.width), first(at.y, height, size.height)];
  const round = (value) => Math.round(value * 100) / 100 + 0;
  const corner = cornerOf(at, rows);
  const within = (cell, n) => Math.min(Math.max(0, cell), Math.max(0, n));
  const across = width - wide + 1;
  const step = within(corner.y - top, height - high) * across + within(corner.x - left, width - wide);
  const numbers = Array.from({ length: height }, (_, j) =>
    Array.from({ length: width }, (_, i) => round(valueAt(stage - 1, left + i, top + j))),
  );
  return { rows: numbers, step };
}
