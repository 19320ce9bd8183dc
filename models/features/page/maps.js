/** Feature maps and filters as pictures, as models/features/drawing.py draws them. */
import { Levels, tableOf, tilesOf } from "../../../static/js/live/mosaic.js";

const [GROUND, EDGE, ACCENT] = ["#181b22", "#101218", "#fcb442"];
const clamp = (value) => Math.min(1, value);
/** How much of the light is seen over a picture, by level. */
const seen = (level) => clamp(level / 160);

/** The colours of levels: alone ({alone}), or over a grey picture: what is left of that ({dimmed}), and the light on it ({light}). Pure. */
export function tablesOf(inferno) {
  const colours = inferno.join("").match(/../g).map((byte) => parseInt(byte, 16));
  const at = (level) => colours.slice(3 * level, 3 * level + 3);
  return {
    alone: tableOf((_, level) => at(level)),
    light: tableOf((_, level) => at(level).map((value) => value * seen(level))),
    dimmed: tableOf((_, level) => Array(3).fill(0.55 * 255 * (1 - seen(level)))),
  };
}

/** The part of a layer that is its `at`-th tile, of `count` one below the other. Pure. */
export function partOf({ width, height }, at, count) {
  const tall = height / count;
  return { x: 0, y: at * tall, width, height: tall };
}

/** A square in the middle of an area, and the whole area of a map beside a filter, within its half. Pure. */
export function squareIn({ x, y, width, height }) {
  const edge = Math.max(1, Math.floor(0.92 * Math.min(width, height)));
  return { x: x + Math.floor((width - edge) / 2), y: y + Math.floor((height - edge) / 2), width: edge, height: edge };
}

/** The table of colours, from beside this file. */
export async function loadTables() {
  return tablesOf(await (await fetch(new URL("./inferno.json", import.meta.url))).json());
}

export class Maps {
  #levels = new Levels();
  #tables;

  constructor(tables) {
    this.#tables = tables;
  }

  /** Puts the picture together; false where what it is of is not there. */
  compose(context, shown, { over }) {
    const { width, height, layers, data } = shown;
    if (!data?.shown?.length || !(layers.maps || layers.filters)) return false;
    const side = Math.ceil(Math.sqrt(data.shown.length)); // by the answer: the setting may be another already
    context.fillStyle = layers.filters ? GROUND : "#000";
    context.fillRect(0, 0, width, height);
    if (layers.filters && layers.maps) this.#filterBesideMap(context, shown);
    else if (layers.filters) this.#filters(context, shown, side);
    else if (over) this.#over(context, shown, side);
    else this.#cells(context, shown, side);
    return true;
  }

  #tiles({ width, height, data, layers: { maps, filters } }, side) {
    const picture = maps ?? filters;
    const areas = tilesOf({ width, height }, side);
    return data.shown.map((_, at) => ({ picture, from: partOf(picture, at, data.shown.length), area: areas[at] }));
  }

  #cells(context, shown, side) {
    for (const tile of this.#tiles(shown, side)) this.#levels.drawCells(context, tile, this.#tables.alone);
  }

  /** The maps as light on the grey frame. */
  #over(context, shown, side) {
    const { width, height, original } = shown;
    const tiles = this.#tiles(shown, side);
    for (const { area } of tiles) context.drawImage(original, area.x, area.y, area.width, area.height);
    context.save();
    context.globalCompositeOperation = "saturation"; // the lightness stays, the colour goes
    context.fillStyle = "#808080";
    context.fillRect(0, 0, width, height);
    context.restore();
    const passes = [
      { table: this.#tables.dimmed, operation: "multiply" },
      { table: this.#tables.light, operation: "lighter" },
    ];
    this.#levels.draw(context, tiles, { size: { width, height }, passes });
  }

  /** Filters, each with a bar that says how strongly it answers to the frame now. */
  #filters(context, shown, side) {
    const { data } = shown;
    const most = data.strongest || Math.max(...data.shown.map(({ strength }) => strength), 1e-6);
    this.#tiles(shown, side).forEach(({ picture, from, area }, at) => {
      const bar = Math.max(1, Math.floor(area.height / 16));
      this.#levels.drawCells(context, { picture, from, area: squareIn({ ...area, height: area.height - 2 * bar }) }, null);
      const foot = area.y + area.height - bar;
      context.fillStyle = EDGE;
      context.fillRect(area.x, foot - bar, area.width, 2 * bar);
      context.fillStyle = ACCENT;
      context.fillRect(area.x, foot, Math.max(1, Math.round(clamp(data.shown[at].strength / most) * area.width)), bar);
    });
  }

  #filterBesideMap(context, { width, height, layers: { filters, maps } }) {
    const half = Math.floor(width / 2);
    const left = squareIn({ x: 0, y: 0, width: half, height });
    this.#levels.drawCells(context, { picture: filters, from: partOf(filters, 0, 1), area: left }, null);
    const tall = Math.floor((height * (width - half)) / width);
    const right = { x: half, y: Math.floor((height - tall) / 2), width: width - half, height: tall };
    this.#levels.drawCells(context, { picture: maps, from: partOf(maps, 0, 1), area: right }, this.#tables.alone);
  }
}
