/** The coloured picture: the frame's own lightness, the network's colours, on a graphics card or by arrays. */
import { colourInto, flatLines, GUIDE, lightness, linesOf, planesOf, resized } from "./compose.js";
import { createColourer } from "./webgl.js";

// As models/colorization/doubt.py has them: shares of doubt shown as none and as whole, and its colour.
const [LOW, HIGH, OPACITY] = [0.48, 0.75, 0.75];
const SHADE = [236, 72, 120];

const scratch = (width, height) => new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });

/** RGBA bytes of a picture at a size. */
function bytesOf(context, picture, { width, height }) {
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

/** Colours by arrays, for browsers without a graphics card; `draw` as in webgl.js. */
export function createArrays() {
  const context = scratch(1, 1);
  return {
    lost: false,
    draw(picture, { width, height }, lines, saturation) {
      const { canvas } = context;
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      context.drawImage(picture, 0, 0, width, height);
      const image = context.getImageData(0, 0, width, height);
      colourInto(image.data, { width, height }, lines, saturation);
      context.putImageData(image, 0, 0);
      return canvas;
    },
  };
}

/** The opacity of the shade, 0 to 255, by level of doubt. Pure. */
export const opacityOf = (level) => Math.round(255 * OPACITY * Math.min(1, Math.max(0, (level / 255 - LOW) / (HIGH - LOW))));

export class Colouring {
  #engine = createColourer() ?? createArrays();
  #guide = scratch(GUIDE, GUIDE);
  #layer = scratch(1, 1);
  #lines = null; // {ab, edges, lines}: of the answer that is shown
  #made = null; // {ab, edges, saturation, width, canvas}: so that dividers move over a picture that is there

  /** Puts the picture together; false where the answer has no colours. `params` has saturation, edges and unsure. */
  compose(context, { width, height, original, layers }, params) {
    if (!layers.ab) return false;
    context.drawImage(this.#coloured(original, { width, height }, layers.ab, params), 0, 0);
    if (params.unsure && layers.unsure) this.#tint(context, { width, height }, layers.unsure);
    return true;
  }

  #coloured(original, size, ab, { saturation, edges }) {
    const made = this.#made;
    if (made?.ab === ab && made.edges === edges && made.saturation === saturation && made.width === size.width) return made.canvas;
    const lines = this.#linesFor(original, ab, edges);
    if (this.#engine.lost) this.#engine = createArrays();
    const canvas = this.#engine.draw(original, size, lines, saturation);
    this.#made = { ab, edges, saturation, width: size.width, canvas };
    return canvas;
  }

  #linesFor(original, ab, edges) {
    if (this.#lines?.ab === ab && this.#lines.edges === edges) return this.#lines.lines;
    const [cells, guide] = [{ width: ab.width, height: ab.height }, { width: GUIDE, height: GUIDE }];
    const planes = planesOf(this.#read(ab));
    const lines = edges
      ? linesOf(lightness(bytesOf(this.#guide, original, guide)), planes.map((plane) => resized(plane, cells, guide)), guide)
      : flatLines(planes, cells);
    this.#lines = { ab, edges, lines };
    return lines;
  }

  #read(layer) {
    const { width, height } = layer;
    if (this.#layer.canvas.width !== width || this.#layer.canvas.height !== height) Object.assign(this.#layer.canvas, { width, height });
    return bytesOf(this.#layer, layer, { width, height });
  }

  /** Where the network is unsure, over a picture without colours. */
  #tint(context, { width, height }, unsure) {
    const levels = this.#read(unsure);
    const image = new ImageData(unsure.width, unsure.height);
    for (let at = 0; at < levels.length; at += 4) image.data.set([...SHADE, opacityOf(levels[at])], at);
    this.#layer.putImageData(image, 0, 0);
    context.save();
    context.globalCompositeOperation = "saturation";
    context.fillStyle = "#808080";
    context.fillRect(0, 0, width, height);
    context.restore();
    context.drawImage(this.#layer.canvas, 0, 0, width, height);
  }
}
