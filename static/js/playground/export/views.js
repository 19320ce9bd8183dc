/** The scenes of the pages that have steps. Pure: `say` gives a key's sentence. */
import { CHANNELS, numberAt } from "../layer/model.js";
import { bordered, placesOf } from "../step/model.js";
import { bracketed, equation, factorText, productsOf } from "../step/words.js";
import { sceneOf } from "./scene.js";

/** The step-by-step page at a step. */
export function stepScene(state, derived, at, write, say) {
  const cell = derived.cells[at];
  const frame = bordered(state);
  const taps = new Map(placesOf(at, derived.map, state.filter, state.dilation).map(({ row, column }, i) => [`${row},${column}`, i]));
  const image = frame.cells.map(({ row, column, own, value }) => {
    const tap = taps.get(`${row},${column}`);
    const mark = tap === undefined ? (own ? undefined : "border") : "window";
    return { text: write(value), mark, corner: tap === undefined ? "" : `×${write(cell.terms[tap].weight)}` };
  });
  const output = derived.cells.map(({ value }, i) => {
    const text = i <= at || state.ahead ? write(value) : "";
    return { text, mark: i === at ? "current" : i < at ? undefined : "soft" };
  });
  const place = say("where", { step: at + 1, steps: derived.cells.length, row: cell.row + 1, column: cell.column + 1 });
  return {
    ...sceneOf({
      groups: [
        { title: say("image"), columns: frame.width, cells: image },
        { title: say("filter"), columns: state.filter[0].length, cells: state.filter.flat().map((value) => ({ text: write(value) })), front: factorText(state.factor) },
        { title: say("output"), columns: derived.map.width, cells: output },
      ],
      signs: ["∗", "="],
      lines: [place, equation(cell, state.factor, write)],
    }),
    label: place,
  };
}

/** The layer page at a step: the channels, the filter's kernels, the map that it fills. */
export function layerScene(state, derived, step, write, say) {
  const [filter, cell] = [Math.floor(step / derived.cells), step % derived.cells];
  const number = numberAt(derived, filter, cell);
  const channels = CHANNELS.map((name) => say(name));
  const window = new Set(derived.map.sources.subarray(cell * derived.map.taps, (cell + 1) * derived.map.taps));
  const inputs = derived.volume.map((rows, c) => ({
    title: channels[c], columns: state.size,
    cells: rows.flat().map((value, i) => ({ text: write(value), mark: window.has(i) ? "window" : undefined })),
  }));
  const kernels = derived.filters[filter].map((rows, c) => ({
    title: say("weights_of", { channel: channels[c] }), columns: state.kernel, cells: rows.flat().map((value) => ({ text: write(value) })),
  }));
  const map = {
    title: say("map_of", { number: filter + 1 }), columns: derived.map.width,
    cells: derived.maps[filter].flat().map((value, i) => ({ text: i <= cell ? write(value) : "", mark: i === cell ? "current" : undefined })),
  };
  const place = say("where_map", { number: filter + 1, row: Math.floor(cell / derived.map.width) + 1, column: (cell % derived.map.width) + 1 });
  const sums = number.channels.map(({ terms, sum }, c) =>
    `${channels[c]}: ${productsOf({ terms }, write).join(" + ")} = ${write(sum)}`);
  const total = `${number.channels.map(({ sum }) => bracketed(write(sum))).join(" + ")} + ${say("bias")} ${bracketed(write(number.bias))} = ${write(number.total)}`;
  const end = state.relu ? `${total}; max(0, ${write(number.total)}) = ${write(number.value)}` : total;
  return { ...sceneOf({ groups: [...inputs, ...kernels, map], signs: ["", "", "∗", "", "", "="], lines: [place, ...sums, end] }), label: place };
}
