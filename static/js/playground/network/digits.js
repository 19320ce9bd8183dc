/** The handwritten digits: unpacked, split, and made harder. Pure. */
import { randomFrom, shuffledOrder } from "../../shared/chance.js";

export const SIDE = 8;
const PIXELS = SIDE * SIDE;
const MOST = 16; // what a pixel counts at most

/** The shape that every network here begins with. */
export const INPUT = { height: SIDE, width: SIDE, channels: 1 };

/** How many digits are held out, and the seed of the split: the same ones on every page and in every run. */
const [HELD, SPLIT] = [360, 17];

/** {pictures, labels} of n · 65 bytes: all pixels (0 to 16, row by row), then all labels. Pixels become 0 to 1. */
export function unpack(bytes) {
  const count = Math.floor(bytes.length / (PIXELS + 1));
  if (!count || bytes.length !== count * (PIXELS + 1)) throw new RangeError("these are no digits");
  const picture = (_, i) => Float64Array.from(bytes.subarray(i * PIXELS, (i + 1) * PIXELS), (value) => value / MOST);
  return { pictures: Array.from({ length: count }, picture), labels: Array.from(bytes.subarray(count * PIXELS)) };
}

const pick = ({ pictures, labels }, order) => ({ pictures: order.map((i) => pictures[i]), labels: order.map((i) => labels[i]) });

/** {training, held}: always the same 360 are held out. */
export function split(set) {
  const order = shuffledOrder(set.pictures.length, randomFrom(SPLIT));
  return { training: pick(set, order.slice(HELD)), held: pick(set, order.slice(0, HELD)) };
}

/** Every picture with its pixels in one other order, the same for all of a seed. */
export function withShuffledPixels({ pictures, labels }, seed) {
  const order = shuffledOrder(PIXELS, randomFrom(seed + 101));
  return { pictures: pictures.map((picture) => Float64Array.from(order, (i) => picture[i])), labels };
}

const DIRECTIONS = [[0, 1], [0, -1], [1, 0], [-1, 0]];

/** Every picture moved by one pixel, each in a direction that the seed draws; what comes in is empty. */
export function withShifts({ pictures, labels }, seed) {
  const random = randomFrom(seed + 211);
  return { pictures: pictures.map((picture) => shift(picture, DIRECTIONS[Math.floor(random() * DIRECTIONS.length)])), labels };
}

/** What one side learns from and is tried on: {training, held}. */
export function digitsFor({ training, held }, pixels, seed) {
  if (pixels === "shuffled") return { training: withShuffledPixels(training, seed), held: withShuffledPixels(held, seed) };
  return { training, held: pixels === "shifted" ? withShifts(held, seed) : held };
}

/** A picture moved by [down, right]. */
export function shift(picture, [down, right]) {
  return Float64Array.from(picture, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE) - down, (i % SIDE) - right];
    return row >= 0 && row < SIDE && column >= 0 && column < SIDE ? picture[row * SIDE + column] : 0;
  });
}

/** A picture as 64 signs 0 to g, for the address, and back (null where it is none). */
export const writePicture = (picture) => Array.from(picture, (value) => Math.round(value * MOST).toString(MOST + 1)).join("");
export const readPicture = (text) => (/^[0-9a-g]{64}$/.test(text) ? Float64Array.from(text, (sign) => parseInt(sign, MOST + 1) / MOST) : null);
