/** The layer's volume, the window through all its channels, and the feature maps that stack up. */
import { el, setText } from "../../shared/dom.js";
import { createGrid } from "../shell/grid.js";
import { comma, say } from "../../shared/texts.js";
import { row as drawRow } from "../shell/svg.js";
import { bordered, placesOf } from "../step/model.js";
import { problem, writer } from "../step/words.js";
import { CHANNELS, numberAt } from "./model.js";

const byId = (id) => document.getElementById(id);
const write = writer([1, 1], comma);
const signed = (value) => (value < 0 ? `(${write(value)})` : write(value));

/** `onPixel(channel, name, row, column, value)`, `onWeight(filter, index, value)`, `onChoose(step)`. */
export function createVolume({ onPixel, onWeight, onChoose }) {
  let now = null;
  let pointed = null; // {filter, cell} under the pointer
  let maps = [];
  let frames = []; // each channel with its border

  const frame = (host, name, className = "") => {
    const place = el("div", { class: "plate__grid" });
    const caption = el("figcaption", {}, name);
    host.append(el("figure", { class: `plate ${className}` }, caption, place));
    return { place, caption };
  };

  const inputs = CHANNELS.map((name, channel) => {
    const { place } = frame(byId("volume"), say(name), `channel channel--${name}`);
    return createGrid(place, {
      label: say("channel_of", { channel: say(name) }),
      on: { edit: (i, value) => onPixel(channel, name, frames[channel].cells[i].row, frames[channel].cells[i].column, value) },
    });
  });
  const kernels = CHANNELS.map((name, channel) => {
    const { place } = frame(byId("kernels"), say(name), `channel channel--${name}`);
    return createGrid(place, {
      label: say("weights_of", { channel: say(name) }),
      on: { edit: (i, value) => onWeight(shownAt().filter, channel * now.state.kernel ** 2 + i, value) },
    });
  });

  function shownAt() {
    const { filter = 0, cell = 0 } = now.derived;
    return pointed && pointed.filter < now.derived.filters.length && pointed.cell < now.derived.cells ? pointed : { filter, cell };
  }

  function makeMaps(count) {
    if (maps.length === count) return;
    byId("maps").replaceChildren();
    maps = Array.from({ length: count }, (_, filter) => {
      const { place } = frame(byId("maps"), say("filter_number", { number: filter + 1 }));
      const point = (cell) => {
        pointed = cell === null ? null : { filter, cell };
        paint();
      };
      const choose = (cell) => onChoose(filter * now.derived.cells + cell);
      return createGrid(place, { label: say("map_of", { number: filter + 1 }), on: { point, choose } });
    });
  }

  function show(state, derived, playing) {
    now = { state, derived, playing };
    const cellLabel = (columns, i) => ({ row: Math.floor(i / columns) + 1, column: (i % columns) + 1 });
    frames = derived.volume.map((image) => bordered({ image, padding: state.padding, mode: "zero" }));
    inputs.forEach((grid, c) => {
      const label = ({ row, column }) => `${say(CHANNELS[c])}, ${say("cell_image", { row: row + 1, column: column + 1 })}`;
      const cells = frames[c].cells.map((cell) => ({ editable: cell.own, label: cell.own ? label(cell) : "" }));
      grid.shape(cells, frames[c].width);
    });
    kernels.forEach((grid, c) => {
      const label = (i) => `${say(CHANNELS[c])}, ${say("cell_filter", cellLabel(state.kernel, i))}`;
      grid.shape(Array.from({ length: state.kernel ** 2 }, (_, i) => ({ editable: true, label: label(i) })), state.kernel);
    });
    byId("why").hidden = derived.possible;
    setText(byId("why"), derived.possible ? "" : problem(derived.size, say));
    makeMaps(derived.possible ? derived.filters.length : 0);
    for (const grid of maps) grid.shape(Array.from({ length: derived.cells }, () => ({ label: "" })), derived.map.width);
    drawShape(state, derived);
    paint();
  }

  function drawShape({ size, kernel, filters }, { possible, map }) {
    const out = possible ? `${map.height}×${map.width}×${filters}` : "?";
    const steps = [
      { height: size, width: size, depth: 3, label: `${size}×${size}×3`, above: say("image") },
      { height: kernel, width: kernel, depth: 3, label: `${filters} × ${kernel}×${kernel}×3`, above: say("filters"), name: "block--accent" },
      { height: map?.height ?? 1, width: map?.width ?? 1, depth: filters, label: out, above: say("feature_maps") },
    ];
    byId("shape").replaceChildren(drawRow(steps, say("shape_label", { input: steps[0].label, filters: steps[1].label, output: out }), { most: 60 }));
  }

  function paint() {
    const { derived } = now;
    const at = shownAt();
    paintInputs(derived, at);
    setText(byId("filter-name"), say("filter_of", { number: at.filter + 1, count: derived.filters.length }));
    kernels.forEach((grid, c) => {
      const values = derived.filters[at.filter][c].flat();
      grid.fill((i) => ({ value: values[i] }));
    });
    if (!derived.possible) {
      byId("sums").replaceChildren();
      setText(byId("where"), "");
      return;
    }
    paintMaps(derived, at);
    paintSum(derived, at);
  }

  function paintInputs({ map, possible, filters }, at) {
    const places = possible ? placesOf(at.cell, map, filters[at.filter][0], 1) : [];
    const taps = new Map(places.map(({ row, column }, tap) => [`${row},${column}`, tap]));
    inputs.forEach((grid, c) => {
      const kernel = filters[at.filter][c].flat();
      grid.fill((i) => {
        const { row, column, own, value } = frames[c].cells[i];
        const tap = taps.get(`${row},${column}`);
        const label = own ? null : say("cell_border", { row: row + 1, column: column + 1, value: write(value) });
        const classes = `${own ? "" : "cell--border"} ${tap === undefined ? "" : "is-window"}`;
        return { text: write(value), value, classes, weight: tap === undefined ? "" : `×${write(kernel[tap])}`, label };
      });
    });
  }

  function paintMaps({ maps: results, step, cells, map }, at) {
    maps.forEach((grid, filter) => {
      const values = results[filter].flat();
      grid.fill((cell) => {
        const done = filter * cells + cell <= step;
        const here = filter === at.filter && cell === at.cell;
        const text = done || here ? write(values[cell]) : "";
        const [row, column] = [Math.floor(cell / map.width) + 1, (cell % map.width) + 1];
        return {
          text, classes: `${here ? "is-current" : ""} ${done ? "is-done" : "is-ahead"}`,
          label: say("cell_output", { row, column, value: text || say("not_yet") }),
        };
      });
    });
  }

  function paintSum(derived, at) {
    const number = numberAt(derived, at.filter, at.cell);
    const [row, column] = [Math.floor(at.cell / derived.map.width) + 1, (at.cell % derived.map.width) + 1];
    setText(byId("where"), say("where_map", { number: at.filter + 1, row, column }));
    const lines = number.channels.map(({ terms, sum }, c) =>
      el(
        "p", { class: `sums__line channel--${CHANNELS[c]}` }, el("b", {}, say(CHANNELS[c])),
        ` ${terms.map(({ image, weight }) => `${signed(image)}×${signed(weight)}`).join(" + ")} = ${write(sum)}`,
      ),
    );
    const total = `${number.channels.map(({ sum }) => signed(sum)).join(" + ")} + ${say("bias")} ${signed(number.bias)} = ${write(number.total)}`;
    const end = now.state.relu ? `${total}; max(0, ${write(number.total)}) = ${write(number.value)}` : total;
    lines.push(el("p", { class: "sums__line sums__total" }, end));
    byId("sums").replaceChildren(...lines);
    const spoken = say("map_sentence", {
      number: at.filter + 1, row, column, red: write(number.channels[0].sum), green: write(number.channels[1].sum),
      blue: write(number.channels[2].sum), bias: write(number.bias), total: write(number.total), value: write(number.value),
    });
    setText(byId("spoken"), now.playing ? say("playing") : spoken);
  }

  return { show };
}
