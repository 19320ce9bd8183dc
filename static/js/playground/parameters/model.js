/** The address of the page of calculators, and the small network's text form. Pure. */
import { choice, whole } from "../shell/state.js";

const CODES = { c: "conv", p: "pool", f: "fc", g: "gap" };
const LIMITS = { kernel: 11, filters: 2048, stride: 4, padding: 5, size: 8, units: 10000 };
export const MOST_LAYERS = 12;

/**
 * Layers as text, apart by dots: `c3-16-1-1` a convolution (kernel, filters, stride, padding), `p2-2` a pooling (size,
 * stride), `f10` a fully connected layer, `g` global average pooling.
 */
export function readLayers(text) {
  const parts = text === "" ? [] : text.split(".");
  if (parts.length > MOST_LAYERS) return undefined;
  const layers = parts.map(readLayer);
  return layers.every(Boolean) ? layers : undefined;
}

function readLayer(text) {
  const match = /^([cpfg])([\d-]*)$/.exec(text);
  if (!match) return null;
  const kind = CODES[match[1]];
  const numbers = match[2] === "" ? [] : match[2].split("-").map(Number);
  const names = FIELDS[kind];
  if (numbers.length !== names.length) return null;
  const layer = { kind, ...Object.fromEntries(names.map((name, i) => [name, numbers[i]])) };
  return names.every((name) => isAllowed(name, layer[name])) ? layer : null;
}

/** The numbers of each kind of layer, in their order. */
export const FIELDS = { conv: ["kernel", "filters", "stride", "padding"], pool: ["size", "stride"], fc: ["units"], gap: [] };

/** [least, most] of a layer's number. */
export const limitsOf = (name) => [name === "padding" ? 0 : 1, LIMITS[name]];

export const isAllowed = (name, value) => Number.isInteger(value) && value >= limitsOf(name)[0] && value <= limitsOf(name)[1];

export const writeLayers = (layers) =>
  layers.map((layer) => layer.kind[0] + FIELDS[layer.kind].map((name) => layer[name]).join("-")).join(".");

/** What a new layer of a kind starts with. */
export const FRESH = {
  conv: { kind: "conv", kernel: 3, filters: 16, stride: 1, padding: 1 },
  pool: { kind: "pool", size: 2, stride: 2 },
  fc: { kind: "fc", units: 10 },
  gap: { kind: "gap" },
};

const FIRST = readLayers("c3-16-1-1.p2-2.c3-32-1-1.p2-2.c3-64-1-1.g.f10");

export const TABLE = {
  side: whole(56, 1, 512),
  channels: whole(64, 1, 2048),
  kernel: choice(7, [3, 5, 7, 9, 11]),
  pside: whole(56, 1, 512),
  pin: whole(256, 1, 4096),
  pout: whole(64, 1, 4096),
  iside: whole(28, 1, 512),
  ichannels: whole(192, 1, 2048),
  one: whole(64, 1, 1024),
  reduce3: whole(96, 1, 1024),
  three: whole(128, 1, 1024),
  reduce5: whole(16, 1, 1024),
  five: whole(32, 1, 1024),
  project: whole(32, 1, 1024),
  hside: whole(7, 1, 64),
  hchannels: whole(1024, 1, 4096),
  classes: whole(1000, 1, 100000),
  input: whole(32, 4, 512),
  depth: choice(3, [1, 3]),
  layers: { fallback: FIRST, read: readLayers, write: writeLayers },
  layer: whole(4, 0, MOST_LAYERS),
};

/** Whether a layer follows one that left no picture: a convolution after a fully connected layer makes no sense. */
export const firstAfterColumn = (layers) => {
  const column = layers.findIndex(({ kind }) => kind === "fc");
  return column < 0 ? -1 : layers.findIndex(({ kind }, i) => i > column && kind !== "fc");
};
