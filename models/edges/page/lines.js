/** Edges as pictures: one way alone, or all beside the camera's frame, as models/edges/drawing.py draws them. */
import { between, caption, Levels, tableOf, tilesOf } from "../../../static/js/live/mosaic.js";
import { timeText } from "./costs.js";
import { blurred, greyOf, KERNELS, painted } from "./kernels.js";

const TITLES = { hed: "HED", sobel: "Sobel", laplacian: "Laplacian" };
const [PAPER, INK] = [[250, 247, 240], [28, 26, 24]];
const [DARK, LIGHT] = [[0, 0, 0], [255, 255, 255]];

/** The table of a map's levels: light lines on a dark ground, or ink on paper; above 0 the threshold leaves only yes and no. Pure. */
export function shadeOf({ threshold, ink }) {
  const colourAt = ink ? between(PAPER, INK) : between(DARK, LIGHT);
  return tableOf((share) => colourAt(threshold > 0 ? Number(share > threshold) : share));
}

/** The areas of the frame, or null, and of each of so many maps. Pure. */
export function areasOf(count, size) {
  if (count === 1) return { frame: null, maps: [{ x: 0, y: 0, ...size }] };
  const [frame, ...maps] = tilesOf(size, 2);
  return { frame, maps: maps.slice(0, count) };
}

/** Makes the maps of the kernels from the frame: they are a few sums a pixel, and would be two thirds of the bytes. */
class Kernels {
  #small = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  #maps = new Map();

  /** The maps of these ways by name, `size` pixels of the frame `original` blurred by `smooth`. */
  of(ways, original, size, smooth) {
    const names = ways.filter((name) => name in KERNELS);
    if (!names.length) return {};
    const { width, height } = size;
    Object.assign(this.#small.canvas, { width, height });
    this.#small.imageSmoothingQuality = "high";
    this.#small.drawImage(original, 0, 0, width, height);
    const levels = blurred(greyOf(this.#small.getImageData(0, 0, width, height).data), size, smooth);
    return Object.fromEntries(names.map((name) => [name, this.#shown(name, KERNELS[name](levels, size), size)]));
  }

  #shown(name, map, { width, height }) {
    const canvas = this.#maps.get(name) ?? new OffscreenCanvas(width, height);
    this.#maps.set(name, Object.assign(canvas, { width, height }));
    canvas.getContext("2d").putImageData(new ImageData(painted(map), width, height), 0, 0);
    return canvas;
  }
}

export class Lines {
  #levels = new Levels();
  #kernels = new Kernels();
  #language;
  #family;

  constructor(language, family) {
    this.#language = language;
    this.#family = family;
  }

  /** Puts the picture together; false where a map that the answer tells of is not there. */
  compose(context, { width, height, original, layers, data }, params) {
    const ways = data?.ways ?? [];
    const names = ways.map(({ name }) => name);
    if (!ways.length || names.some((name) => !layers[name] && !(name in KERNELS))) return false;
    const own = this.#kernels.of(names, original, { width: data.width, height: data.height }, params.smooth);
    const areas = areasOf(ways.length, { width, height });
    const maps = names.map((name, at) => {
      const picture = own[name] ?? layers[name];
      return { picture, from: { x: 0, y: 0, width: picture.width, height: picture.height }, area: areas.maps[at] };
    });
    this.#levels.draw(context, maps, { size: { width, height }, passes: [{ table: shadeOf(params) }] });
    if (areas.frame) context.drawImage(original, areas.frame.x, areas.frame.y, areas.frame.width, areas.frame.height);
    if (params.names) this.#name(context, ways, areas.maps, Math.max(width, height));
    return true;
  }

  #name(context, ways, areas, longer) {
    const style = { letters: Math.round((16 / 640) * longer), family: this.#family };
    ways.forEach(({ name, milliseconds }, at) => {
      caption(context, `${TITLES[name]}  ${timeText(milliseconds, this.#language)} ms`, areas[at], style);
    });
  }
}
