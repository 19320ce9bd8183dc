/**
 * What "teach it yourself" has learnt as a file, and back, for it and for the demos that go by such a file. Pure. A file is a
 * stranger's: everything in it is looked at.
 */
import { bytesOf, FEATURES } from "./described.js";

export const FEWEST_CLASSES = 2;
export const MOST_CLASSES = 6;
export const LONGEST_NAME = 30;

export const KIND = "taught-layer";
export const VERSION = 1;
/** The network whose features it was learnt from: with those of another it means nothing. */
export const NETWORK = "efficientnet-lite0";
/** Bytes; six classes take 42 kB. */
export const LARGEST = 200_000;
const LARGEST_NUMBER = 1e4;

/** Why a file cannot be read: `code` says which: large, other, network, names or numbers. */
export class FileError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const textOf = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Numbers as base64, 32-bit floats, little-endian. */
function packed(numbers) {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((one, at) => view.setFloat32(4 * at, one, true));
  return textOf(new Uint8Array(view.buffer));
}

function unpacked(text, count) {
  const bytes = typeof text === "string" ? bytesOf(text) : null;
  if (bytes?.length !== 4 * count) throw new FileError("numbers");
  const view = new DataView(bytes.buffer);
  const numbers = Float32Array.from({ length: count }, (_, at) => view.getFloat32(4 * at, true));
  if (!numbers.every((one) => Math.abs(one) <= LARGEST_NUMBER)) throw new FileError("numbers");
  return numbers;
}

/** The text of the file. */
export function written({ model, names }) {
  const { features, weights, bias } = model;
  const numbers = { weights: packed(weights), bias: packed(bias) };
  return `${JSON.stringify({ kind: KIND, version: VERSION, network: NETWORK, features, names, ...numbers }, null, 1)}\n`;
}

function namesIn(found) {
  const fits = (name) => typeof name === "string" && name.trim() === name && name.length > 0 && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name);
  const { names } = found;
  if (!Array.isArray(names) || names.length < FEWEST_CLASSES || names.length > MOST_CLASSES || !names.every(fits)) throw new FileError("names");
  return names;
}

/** {names, model} of a file's text. Throws FileError. */
export function read(text) {
  if (text.length > LARGEST) throw new FileError("large");
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new FileError("other");
  }
  if (found?.kind !== KIND || found.version !== VERSION) throw new FileError("other");
  if (found.network !== NETWORK || found.features !== FEATURES) throw new FileError("network");
  const names = namesIn(found);
  const [weights, bias] = [unpacked(found.weights, names.length * FEATURES), unpacked(found.bias, names.length)];
  return { names, model: { classes: names.length, features: FEATURES, weights, bias } };
}
