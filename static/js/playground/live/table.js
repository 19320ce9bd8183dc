/** The live page's fields in the address. Pure. */
import { choice, flag, whole, words } from "../shell/state.js";
import { chainField, stageNamed } from "./chain.js";
import { EDGES, MAX_STAGES, NEGATIVES } from "./plan.js";

export const CHANNELS = ["red", "green", "blue"];

/** A place in the picture, "x.y", or null. */
const place = {
  fallback: null,
  read(text) {
    const match = /^(\d{1,4})\.(\d{1,4})$/.exec(text);
    return match ? { x: Number(match[1]), y: Number(match[2]) } : undefined;
  },
  write: ({ x, y }) => `${x}.${y}`,
};

/**
 * `source`: camera, clip:NAME or picture:NAME (empty: the first there is); `facing`: the phone's camera; `mirror`: auto
 * (as the camera suggests), 0 or 1; `split`: percent of the picture that shows the original; `k`: the chain (chain.js);
 * `stage`: which kernel of it is edited and looked into; `at`: the pixel that is looked at.
 */
export const TABLE = {
  source: words("", /^(camera|(clip|picture):[\w][\w.-]{0,79})$/),
  facing: choice("", ["", "front", "back"]),
  mirror: choice("auto", ["auto", "0", "1"]),
  split: whole(50, 0, 100),
  k: chainField([stageNamed("edge")]),
  stage: whole(1, 1, MAX_STAGES),
  colour: flag(false),
  channel: choice("green", CHANNELS),
  edges: choice("replicate", EDGES),
  neg: choice("clamp", NEGATIVES),
  engine: choice("auto", ["auto", "webgl", "arrays"]),
  at: place,
};

/** A source as sources.js takes it, from its text and the built-in footage; the first picture where there is none. */
export function sourceOf(text, builtin, facing = "") {
  if (text === "camera") return { kind: "camera", facing };
  const [kind, name] = text.split(/:(.*)/s);
  const found = builtin.find((item) => item.kind === kind && item.name === name)
    ?? builtin.find((item) => item.kind === "picture");
  return found ? { kind: found.kind, name: found.name, url: found.url } : { kind: "camera", facing };
}

/** The address of the step-by-step page with a crop's numbers (rows) and a kernel. `step` is the cell, from 0. */
export function stepQuery(crop, { rows, factor }, step, { toFraction, writeNumber }) {
  const write = (matrix) => matrix.map((row) => row.map(writeNumber).join(",")).join("_");
  const fraction = toFraction(factor, 999);
  const fits = fraction !== null && Math.abs(fraction.numerator) <= 999;
  // A factor that is no fraction goes into the weights.
  const filter = fits ? rows : rows.map((row) => row.map((weight) => weight * factor));
  const parts = [`image=${write(crop)}`, `filter=${write(filter)}`];
  if (fits && factor !== 1) parts.push(`factor=${fraction.numerator}/${fraction.denominator}`);
  return `?${parts.join("&")}&shade=1&step=${step}`;
}
