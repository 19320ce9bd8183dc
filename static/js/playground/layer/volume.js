/** The layer's volume, the window through all its channels, and the feature maps that stack up. */
import { el, setText } from "../../shared/dom.js";
import { Grid } from "../shell/grid.js";
import { comma, say } from "../../shared/texts.js";
import { piecesOf } from "../shell/sums.js";
import { row as drawRow } from "../shell/svg.js";
import { bordered, placesOf } from "../step/model.js";
import { problem, writer } from "../step/words.js";
import { CHANNELS, numberAt } from "./model.js";

const byId = (id) => document.getElementById(id);
const write = writer([1, 1], comma);
const signed = (value) => (value < 0 ? `(${write(value)})` : write(value));
const place = (i, columns) => ({ row: Math.floor(i / columns) + 1, column: (i % columns) + 1 });

/** Adds a figure with a caption; returns the place for its grid. */
function plate(host, name, className = "") {
  const grid = el("div", { class: "plate__grid" });
  host.append(el("figure", { class: `plate ${className}` }, el("figcaption", {}, name), grid));
  return grid;
}

export class Volume {
  #now = null;
  #pointed = null; // {filter, cell} under the pointer
  #maps = [];
  #frames = []; // each channel with its border
  #inputs;
  #kernels;
  #onChoose;

  /** `onPixel(channel, name, row, column, value)`, `onWeight(filter, index, value)`, `onChoose(step)`. */
  constructor({ onPixel, onWeight, onChoose }) {
    this.#onChoose = onChoose;
    this.#inputs = CHANNELS.map((name, channel) => {
      const host = plate(byId("volume"), say(name), `channel channel--${name}`);
      return new Grid(host, {
        label: say("channel_of", { channel: say(name) }),
        on: {
          edit: (i, value) => {
            const { row, column } = this.#frames[channel].cells[i];
            onPixel(channel, name, row, column, value);
          },
        },
      });
    });
    this.#kernels = CHANNELS.map((name, channel) => {
      const host = plate(byId("kernels"), say(name), `channel channel--${name}`);
      return new Grid(host, {
        label: say("weights_of", { channel: say(name) }),
        on: { edit: (i, value) => onWeight(this.#shownAt().filter, channel * this.#now.state.kernel ** 2 + i, value) },
      });
    });
  }

  #shownAt() {
    const { filter = 0, cell = 0, filters, cells } = this.#now.derived;
    const pointed = this.#pointed;
    return pointed && pointed.filter < filters.length && pointed.cell < cells ? pointed : { filter, cell };
  }

  #makeMaps(count) {
    if (this.#maps.length === count) return;
    byId("maps").replaceChildren();
    this.#maps = Array.from({ length: count }, (_, filter) => {
      const host = plate(byId("maps"), say("filter_number", { number: filter + 1 }));
      const point = (cell) => {
        this.#pointed = cell === null ? null : { filter, cell };
        this.#paint();
      };
      const choose = (cell) => this.#onChoose(filter * this.#now.derived.cells + cell);
      return new Grid(host, { label: say("map_of", { number: filter + 1 }), on: { point, choose } });
    });
  }

  show(state, derived, playing) {
    this.#now = { state, derived, playing };
    this.#frames = derived.volume.map((image) => bordered({ image, padding: state.padding, mode: "zero" }));
    this.#inputs.forEach((grid, c) => {
      const label = ({ row, column }) => `${say(CHANNELS[c])}, ${say("cell_image", { row: row + 1, column: column + 1 })}`;
      const cells = this.#frames[c].cells.map((cell) => ({ editable: cell.own, label: cell.own ? label(cell) : "" }));
      grid.shape(cells, this.#frames[c].width);
    });
    this.#kernels.forEach((grid, c) => {
      const label = (i) => `${say(CHANNELS[c])}, ${say("cell_filter", place(i, state.kernel))}`;
      grid.shape(Array.from({ length: state.kernel ** 2 }, (_, i) => ({ editable: true, label: label(i) })), state.kernel);
    });
    byId("why").hidden = derived.possible;
    setText(byId("why"), derived.possible ? "" : problem(derived.size, say));
    this.#makeMaps(derived.possible ? derived.filters.length : 0);
    for (const grid of this.#maps) grid.shape(Array.from({ length: derived.cells }, () => ({ label: "" })), derived.map.width);
    this.#drawShape(state, derived);
    this.#paint();
  }

  #drawShape({ size, kernel, filters }, { possible, map }) {
    const out = possible ? `${map.height}×${map.width}×${filters}` : "?";
    const steps = [
      { height: size, width: size, depth: 3, label: `${size}×${size}×3`, above: say("image") },
      { height: kernel, width: kernel, depth: 3, label: `${filters} × ${kernel}×${kernel}×3`, above: say("filters"), name: "block--accent" },
      { height: map?.height ?? 1, width: map?.width ?? 1, depth: filters, label: out, above: say("feature_maps") },
    ];
    byId("shape").replaceChildren(drawRow(steps, say("shape_label", { input: steps[0].label, filters: steps[1].label, output: out }), { most: 60 }));
  }

  #paint() {
    const { derived } = this.#now;
    const at = this.#shownAt();
    this.#paintInputs(derived, at);
    setText(byId("filter-name"), say("filter_of", { number: at.filter + 1, count: derived.filters.length }));
    this.#kernels.forEach((grid, c) => {
      const values = derived.filters[at.filter][c].flat();
      grid.fill((i) => ({ value: values[i] }));
    });
    if (!derived.possible) {
      byId("sums").replaceChildren();
      setText(byId("where"), "");
      return;
    }
    this.#paintMaps(derived, at);
    this.#paintSum(derived, at);
  }

  #paintInputs({ map, possible, filters }, at) {
    const places = possible ? placesOf(at.cell, map, filters[at.filter][0], 1) : [];
    const taps = new Map(places.map(({ row, column }, tap) => [`${row},${column}`, tap]));
    this.#inputs.forEach((grid, c) => {
      const kernel = filters[at.filter][c].flat();
      grid.fill((i) => {
        const { row, column, own, value } = this.#frames[c].cells[i];
        const tap = taps.get(`${row},${column}`);
        const label = own ? null : say("cell_border", { row: row + 1, column: column + 1, value: write(value) });
        const classes = `${own ? "" : "cell--border"} ${tap === undefined ? "" : "is-window"}`;
        return { text: write(value), value, classes, weight: tap === undefined ? "" : `×${write(kernel[tap])}`, label };
      });
    });
  }

  #paintMaps({ maps: results, step, cells, map }, at) {
    this.#maps.forEach((grid, filter) => {
      const values = results[filter].flat();
      grid.fill((cell) => {
        const done = filter * cells + cell <= step;
        const here = filter === at.filter && cell === at.cell;
        const text = done || here ? write(values[cell]) : "";
        const { row, column } = place(cell, map.width);
        return {
          text, classes: `${here ? "is-current" : ""} ${done ? "is-done" : "is-ahead"}`,
          label: say("cell_output", { row, column, value: text || say("not_yet") }),
        };
      });
    });
  }

  #paintSum(derived, at) {
    const number = numberAt(derived, at.filter, at.cell);
    const { row, column } = place(at.cell, derived.map.width);
    setText(byId("where"), say("where_map", { number: at.filter + 1, row, column }));
    const lines = number.channels.map(({ terms, sum }, c) =>
      el(
        "p", { class: `sums__line channel--${CHANNELS[c]}` }, el("b", {}, say(CHANNELS[c])), " ",
        ...piecesOf(`${terms.map(({ image, weight }) => `${signed(image)}×${signed(weight)}`).join(" + ")} = ${write(sum)}`),
      ),
    );
    const total = `${number.channels.map(({ sum }) => signed(sum)).join(" + ")} + ${say("bias")} ${signed(number.bias)} = ${write(number.total)}`;
    const end = this.#now.state.relu ? `${total}; max(0, ${write(number.total)}) = ${write(number.value)}` : total;
    lines.push(el("p", { class: "sums__line sums__total" }, end));
    byId("sums").replaceChildren(...lines);
    const spoken = say("map_sentence", {
      number: at.filter + 1, row, column, red: write(number.channels[0].sum), green: write(number.channels[1].sum),
      blue: write(number.channels[2].sum), bias: write(number.bias), total: write(number.total), value: write(number.value),
    });
    setText(byId("spoken"), this.#now.playing ? say("playing") : spoken);
  }
}
