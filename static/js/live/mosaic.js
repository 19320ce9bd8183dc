/** Grey maps as pictures: their levels through a table of colours, alone or as tiles side by side. Pure but for `Levels`. */

/** The gap between tiles, as a share of the picture's longer side. */
const GAP = 2 / 640;
/** The longer side up to which levels become colours pixel by pixel; beyond it the result is stretched. */
const FINEST = 640;

/** The areas {x, y, width, height} of `side` × `side` tiles that fill a picture, row after row. */
export function tilesOf({ width, height }, side) {
  const gap = Math.round(GAP * Math.max(width, height));
  const [wide, tall] = [width, height].map((length) => (length - gap * (side - 1)) / side);
  return Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [Math.round((at % side) * (wide + gap)), Math.round(Math.floor(at / side) * (tall + gap))];
    return { x, y, width: Math.round(wide), height: Math.round(tall) };
  });
}

/** A table of 256 colours from a function of the level, 0 to 1, that gives [red, green, blue], 0 to 255. */
export function tableOf(colourAt) {
  const table = new Uint8ClampedArray(256 * 4);
  for (let level = 0; level < 256; level++) table.set([...colourAt(level / 255, level), 255], 4 * level);
  return table;
}

/** From one colour to another. */
export const between = (ground, line) => (share) => ground.map((from, at) => from + share * (line[at] - from));

/** Replaces the grey levels of RGBA bytes by a table's colours. */
export function tabled(rgba, table) {
  const [pixels, colours] = [new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4), new Uint32Array(table.buffer)];
  for (let at = 0; at < pixels.length; at++) pixels[at] = colours[rgba[4 * at]];
  return rgba;
}

/** The size at which levels become colours: that of the area, or smaller with its proportions. */
export function worked({ width, height }, finest = FINEST) {
  const scale = Math.min(1, finest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Draws maps through tables, on a canvas of its own. */
export class Levels {
  #context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

  /**
   * Draws grey maps, each stretched over its area: `maps` are {picture, from, area}, `from` the part {x, y, width, height} of
   * the picture. All go through the same work: `size` is the whole picture's, and each of `passes` {table, operation} is laid
   * over it. Where no map is, the level is 0.
   */
  draw(context, maps, { size, passes }) {
    const small = worked(size);
    const [across, down] = [small.width / size.width, small.height / size.height];
    this.#resize(small);
    this.#context.fillStyle = "#000";
    this.#context.fillRect(0, 0, small.width, small.height);
    for (const { picture, from, area } of maps) {
      const to = [area.x * across, area.y * down, area.width * across, area.height * down];
      this.#context.drawImage(picture, from.x, from.y, from.width, from.height, ...to);
    }
    const levels = this.#context.getImageData(0, 0, small.width, small.height);
    context.save();
    for (const { table, operation = "source-over" } of passes) {
      const image = new ImageData(tabled(levels.data.slice(), table), small.width, small.height);
      this.#context.putImageData(image, 0, 0);
      context.globalCompositeOperation = operation;
      context.drawImage(this.#context.canvas, 0, 0, size.width, size.height);
    }
    context.restore();
  }

  /** Draws one map with each of its numbers as a cell of an area. */
  drawCells(context, { picture, from, area }, table) {
    this.#resize(from);
    this.#context.drawImage(picture, from.x, from.y, from.width, from.height, 0, 0, from.width, from.height);
    if (table) {
      const image = this.#context.getImageData(0, 0, from.width, from.height);
      tabled(image.data, table);
      this.#context.putImageData(image, 0, 0);
    }
    context.save();
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#context.canvas, area.x, area.y, area.width, area.height);
    context.restore();
  }

  #resize({ width, height }) {
    const { canvas } = this.#context;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  }
}

/** A caption in the lower left corner of an area, readable on any ground. */
export function caption(context, text, area, { letters, family = "sans-serif", ink = "#fafafa", ground = "#101218" }) {
  context.font = `600 ${letters}px ${family}`;
  const [wide, tall] = [context.measureText(text).width + letters, Math.round(1.5 * letters)];
  if (tall > area.height / 2 || wide > area.width) return;
  context.fillStyle = ground;
  context.fillRect(area.x, area.y + area.height - tall, wide, tall);
  context.fillStyle = ink;
  context.textBaseline = "middle";
  context.fillText(text, area.x + letters / 2, area.y + area.height - tall / 2);
}
