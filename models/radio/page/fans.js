/** A heat map of 64 ranges by 48 angles as a fan: from above, or from the side. As models/radio/drawing.py draws it. */
import { tableOf } from "../../../static/js/live/mosaic.js";

export const REACH = 6; // metres that a fan shows, ahead and across
export const ROWS = 64;
export const COLUMNS = 48;
const [NEAREST, FARTHEST] = [1.2, 5.9]; // metres of the first row and the last
const WIDEST = Math.PI / 4; // radians of the last column
const GROUND = [24, 27, 34];
const HEAT = [[0, [11, 10, 24]], [70, [66, 24, 92]], [130, [160, 44, 74]], [190, [236, 118, 36]], [255, [252, 250, 190]]];

/** From nothing to as much as there can be: dark violet, red, orange, light yellow. Pure. */
export function heatAt(_share, level) {
  const last = HEAT.findIndex(([at]) => at >= level);
  if (last === 0) return HEAT[0][1];
  const [[from, one], [to, other]] = [HEAT[last - 1], HEAT[last]];
  return one.map((value, at) => value + ((other[at] - value) * (level - from)) / (to - from));
}

/** Where metres across (or up) and ahead are on a fan, both 0 to 1 from its upper left corner. Pure. */
export const spot = ([across, ahead], upright) => (upright ? [ahead / REACH, 0.5 - across / REACH] : [0.5 + across / REACH, 1 - ahead / REACH]);

/** Of each pixel of a square the row and the column of the map, as fractions of a cell; -1 outside of it. Pure. */
export function cellsOf(side, upright) {
  const cells = new Float32Array(2 * side * side).fill(-1);
  for (let at = 0; at < side * side; at++) {
    const [x, y] = [((at % side) + 0.5) / side, (Math.floor(at / side) + 0.5) / side];
    const [across, ahead] = upright ? [0.5 - y, x] : [x - 0.5, 1 - y];
    const row = ((REACH * Math.hypot(across, ahead) - NEAREST) / (FARTHEST - NEAREST)) * (ROWS - 1);
    const column = ((Math.atan2(across, ahead) + WIDEST) / (2 * WIDEST)) * (COLUMNS - 1);
    if (row >= 0 && row <= ROWS - 1 && column >= 0 && column <= COLUMNS - 1) cells.set([row, column], 2 * at);
  }
  return cells;
}

/** The map's level at fractions of a cell, between its four neighbours. `levels` are ROWS × COLUMNS, 0 to 255. Pure. */
export function levelAt(levels, row, column) {
  const [top, left] = [Math.min(ROWS - 2, Math.floor(row)), Math.min(COLUMNS - 2, Math.floor(column))];
  const [down, right] = [row - top, column - left];
  const at = top * COLUMNS + left;
  const upper = levels[at] * (1 - right) + levels[at + 1] * right;
  const lower = levels[at + COLUMNS] * (1 - right) + levels[at + COLUMNS + 1] * right;
  return upper * (1 - down) + lower * down;
}

/** A square picture of one map, kept until the next one comes. */
export class Fan {
  #cells;
  #side;
  #table = new Uint32Array(tableOf(heatAt).buffer);
  #ground = new Uint32Array(new Uint8ClampedArray([...GROUND, 255]).buffer)[0];
  #context;

  constructor(side, upright) {
    this.#side = side;
    this.#cells = cellsOf(side, upright);
    this.#context = new OffscreenCanvas(side, side).getContext("2d");
    this.show(new Uint8Array(ROWS * COLUMNS));
  }

  get picture() {
    return this.#context.canvas;
  }

  show(levels) {
    const image = this.#context.createImageData(this.#side, this.#side);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < pixels.length; at++) {
      const row = this.#cells[2 * at];
      pixels[at] = row < 0 ? this.#ground : this.#table[Math.round(levelAt(levels, row, this.#cells[2 * at + 1]))];
    }
    this.#context.putImageData(image, 0, 0);
  }
}

/** Reads a layer's grey levels. */
export class Levels {
  #context = new OffscreenCanvas(COLUMNS, ROWS).getContext("2d", { willReadFrequently: true });

  of(layer) {
    this.#context.drawImage(layer, 0, 0);
    const { data } = this.#context.getImageData(0, 0, COLUMNS, ROWS);
    return Uint8Array.from({ length: ROWS * COLUMNS }, (_, at) => data[4 * at]);
  }
}
