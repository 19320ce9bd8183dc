/**
 * Questions with one number as answer, made from a seed: the same address asks the same. Pure.
 *
 * A question is {kind, matrices: [{key, rows, window}], values, answer, sum}: `window` are the marked cells' indices, `values` fill
 * the sentence `ask_<kind>` and `why_<kind>`-style explanation `because_<kind>`; `sum` is the calculation, written out.
 */
import { matrixOf, productsAt } from "../maths/convolution.js";
import { convolution, fieldAfter } from "../maths/counting.js";
import { outputLength, patchMap } from "../maths/geometry.js";
import { randomFrom } from "../../shared/chance.js";
import { pool, poolMap } from "../maths/layers.js";

export const KINDS = ["cell", "size", "max", "average", "relu", "weights", "field"];

const between = (random, least, most) => least + Math.floor(random() * (most - least + 1));
const bracketed = (value) => (value < 0 ? `(−${-value})` : String(value));
const minus = (value) => String(value).replace("-", "−");

const MAKERS = {
  cell(random) {
    const image = matrixOf(4, 4, () => between(random, 0, 3));
    const kernel = matrixOf(2, 2, () => between(random, -1, 2));
    const map = patchMap({ height: 4, width: 4 }, { height: 2, width: 2 });
    const at = between(random, 0, 8);
    const terms = productsAt(at, image, kernel, map);
    const answer = terms.reduce((sum, { product }) => sum + product, 0);
    const window = [...map.sources.subarray(at * 4, at * 4 + 4)];
    const sum = `${terms.map(({ image: a, weight: b }) => `${bracketed(a)}×${bracketed(b)}`).join(" + ")} = ${minus(answer)}`;
    return { matrices: [{ key: "image", rows: image, window }, { key: "filter", rows: kernel, window: [] }], values: {}, answer, sum };
  },
  size(random) {
    const [input, kernel] = [between(random, 6, 32), between(random, 1, 2) * 2 + 1];
    const [stride, padding] = [between(random, 1, 3), between(random, 0, 2)];
    const { size } = outputLength(input, kernel, { stride, padding });
    return { matrices: [], values: { input, kernel, stride, padding }, answer: size, sum: `⌊(${input} + 2·${padding} − ${kernel}) / ${stride}⌋ + 1 = ${size}` };
  },
  max: (random) => pooled(random, "max"),
  average: (random) => pooled(random, "average"),
  relu(random) {
    const sums = Array.from({ length: 3 }, () => between(random, -4, 4));
    const bias = between(random, -3, 3);
    const total = sums.reduce((sum, value) => sum + value, bias);
    const text = [...sums, bias].map(bracketed).join(" + ");
    const values = { red: minus(sums[0]), green: minus(sums[1]), blue: minus(sums[2]), bias: minus(bias) };
    return { matrices: [], values, answer: Math.max(0, total), sum: `max(0, ${text}) = max(0, ${minus(total)}) = ${Math.max(0, total)}` };
  },
  weights(random) {
    const [kernel, channels, filters] = [between(random, 0, 2) * 2 + 1, between(random, 1, 4), between(random, 1, 5) * 2];
    const { parameters } = convolution({ height: 8, width: 8, channels }, { kernel, filters, padding: (kernel - 1) / 2 });
    const sum = `${kernel}·${kernel}·${channels}·${filters} + ${filters} = ${parameters}`;
    return { matrices: [], values: { kernel, channels, filters }, answer: parameters, sum };
  },
  field(random) {
    const [count, stride] = [between(random, 2, 4), between(random, 1, 2)];
    let field = { size: 1, jump: 1, start: 0 };
    const steps = [];
    for (let i = 0; i < count; i++) {
      steps.push(`2·${field.jump}`);
      field = fieldAfter(field, { kind: "conv", kernel: 3, stride }, { height: 99, width: 99 });
    }
    return { matrices: [], values: { count, stride }, answer: field.size, sum: `1 + ${steps.join(" + ")} = ${field.size}` };
  },
};

function pooled(random, kind) {
  const rows = matrixOf(4, 4, () => between(random, 0, 9));
  const at = between(random, 0, 3);
  const map = poolMap({ height: 4, width: 4 }, { size: 2 });
  const window = [...map.sources.subarray(at * 4, at * 4 + 4)];
  const numbers = window.map((pixel) => rows.flat()[pixel]);
  const answer = pool(rows, { kind, size: 2 }).flat()[at];
  const sum = kind === "max" ? `max(${numbers.join("; ")}) = ${answer}` : `(${numbers.join(" + ")}) / 4 = ${answer}`;
  return { matrices: [{ key: "image", rows, window }], values: {}, answer, sum };
}

/** The question of a seed, its `number` (from 0) and, where one is wanted, its kind; else the kinds take turns. */
export function question(seed, number, kind = "all") {
  const chosen = kind === "all" ? KINDS[number % KINDS.length] : kind;
  const random = randomFrom(seed * 1009 + number * 31 + KINDS.indexOf(chosen));
  return { kind: chosen, ...MAKERS[chosen](random) };
}
