/**
 * The chain of kernels: its shape in the page's state, and in the address. Pure.
 *
 * A stage is {name, rows, factor, bias}: `name` one of maths/kernels.js or null for one's own, `rows` the matrix,
 * `factor` what it is multiplied by, `bias` what is added. In an address stages stand between `~`: a name or a matrix
 * (commas between columns, underscores between rows), then `*factor` and `!bias` where they are not the usual ones:
 * `gaussian~0,1,0_1,-4,1_0,1,0*1/2!128`.
 */
import { KERNELS, nameOf } from "../maths/kernels.js";
import { readMatrix } from "../maths/matrices.js";
import { parseNumber, writeNumber } from "../maths/numbers.js";
import { MAX_SIDE, MAX_STAGES } from "./plan.js";

const LIMIT = 999;
const usual = ([over, under]) => over / under;
const near = (a, b) => Math.abs(a - b) < 1e-9;

/** The stage of a named kernel, or null. */
export function stageNamed(name) {
  const found = KERNELS.find((kernel) => kernel.name === name);
  return found ? { name, rows: found.rows, factor: usual(found.factor), bias: 0 } : null;
}

/** A stage whose name follows from its matrix and factor. */
export function named(stage) {
  const found = KERNELS.find(({ rows, factor }) => near(usual(factor), stage.factor) && nameOf(stage.rows, factor) !== null
    && JSON.stringify(rows) === JSON.stringify(stage.rows));
  return { ...stage, name: found?.name ?? null };
}

/** A matrix of another size, in which the old one stays in the middle; new places are 0. */
export function resized(rows, height, width) {
  const [down, across] = [(height - rows.length) / 2, (width - rows[0].length) / 2].map(Math.floor);
  return Array.from({ length: height }, (_, j) =>
    Array.from({ length: width }, (_, i) => rows[j - down]?.[i - across] ?? 0),
  );
}

/** A number within ±999, or null. */
export function readNumber(text) {
  const value = parseNumber(text);
  return value !== null && Math.abs(value) <= LIMIT ? value : null;
}

/** Rows of numbers from pasted text, or null where it is no matrix of up to 7 × 7. */
export function parseMatrix(text) {
  const rows = readMatrix(text, readNumber);
  return rows && rows.length <= MAX_SIDE && rows[0].length <= MAX_SIDE ? rows : null;
}

function readStage(text) {
  const match = /^([a-z_]+|[-\d.,_/e]+)(?:\*([-\d./e]+))?(?:!([-\d./e]+))?$/.exec(text);
  if (!match) return null;
  const known = stageNamed(match[1]);
  const rows = known?.rows ?? (/\d/.test(match[1]) ? parseRows(match[1]) : null);
  const factor = match[2] === undefined ? (known?.factor ?? 1) : readNumber(match[2]);
  const bias = match[3] === undefined ? 0 : readNumber(match[3]);
  return rows && factor !== null && bias !== null ? named({ rows, factor, bias }) : null;
}

function parseRows(text) {
  const rows = text.split("_").map((row) => row.split(",").map(readNumber));
  const fits = rows.length <= MAX_SIDE && rows[0].length <= MAX_SIDE;
  return fits && rows.every((row) => row.length === rows[0].length && !row.includes(null)) ? rows : null;
}

function writeStage(stage) {
  const { name, rows, factor, bias } = named(stage);
  const known = KERNELS.find((kernel) => JSON.stringify(kernel.rows) === JSON.stringify(rows));
  const matrix = name ?? known?.name ?? rows.map((row) => row.map(writeNumber).join(",")).join("_");
  const plain = known ? usual(known.factor) : 1;
  return matrix + (factor === plain ? "" : `*${writeNumber(factor)}`) + (bias ? `!${writeNumber(bias)}` : "");
}

/** The field of a page's state table. */
export const chainField = (fallback) => ({
  fallback,
  read(text) {
    if (text.length > 3000) return undefined;
    const stages = text.split("~").map(readStage);
    return stages.length <= MAX_STAGES && !stages.includes(null) ? stages : undefined;
  },
  write: (chain) => chain.map(writeStage).join("~"),
});

/** The chain as plan.js takes it. */
export const kernelsOf = (chain) =>
  chain.map(({ rows, factor, bias }) => ({
    width: rows[0].length,
    height: rows.length,
    weights: rows.flat(),
    factor,
    bias,
  }));

/** What the weights add up to, factor included: what a flat area is multiplied by. */
export const gainOf = ({ rows, factor }) => factor * rows.flat().reduce((sum, weight) => sum + weight, 0);
