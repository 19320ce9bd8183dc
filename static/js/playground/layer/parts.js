/** Pooling, stretching with dot products, and the shuffled picture. */
import { setText } from "../../shared/dom.js";
import { sizeOf } from "../maths/convolution.js";
import { createGrid } from "../shell/grid.js";
import { comma, say } from "../../shared/texts.js";
import { problem, writer } from "../step/words.js";
import { deriveDense, derivePool, deriveShuffle, equalNeighbours } from "./model.js";

const byId = (id) => document.getElementById(id);
const write = writer([1, 1], comma);
const signed = (value) => (value < 0 ? `(${write(value)})` : write(value));
const place = (i, width) => ({ row: Math.floor(i / width) + 1, column: (i % width) + 1 });

/** `onPixel(row, column, value)` for the matrix that pooling and stretching share, `onDot(output)`. */
export function createParts({ onPixel, onDot }) {
  let state = null;
  let cell = 0; // the pooled cell that is shown
  let pixel = null; // the pixel under the pointer, in the matrix or the column

  const shared = (host) =>
    createGrid(byId(host), {
      label: say("matrix"),
      on: {
        edit: (i, value) => onPixel(Math.floor(i / state.pool[0].length), i % state.pool[0].length, value),
        point(index) {
          pixel = index;
          paintPool();
          paintDense();
        },
      },
    });
  const poolIn = shared("pool-in");
  const matrix = shared("matrix");
  const showCell = (index) => {
    if (index === null) return;
    cell = index;
    paintPool();
  };
  const poolOut = createGrid(byId("pool-out"), { label: say("output"), on: { point: showCell, choose: showCell } });
  const column = createGrid(byId("column"), {
    label: say("column_label"),
    on: {
      point(index) {
        pixel = index === null ? null : Math.floor(index / (1 + state.outputs));
        paintDense();
      },
      choose(index) {
        const line = index % (1 + state.outputs);
        if (line > 0) onDot(line - 1);
      },
    },
  });
  const still = Object.fromEntries(
    ["plain", "shuffled", "plain-map", "shuffled-map"].map((id) => [id, createGrid(byId(id), { label: say(`grid_${id.replace("-", "_")}`) })]),
  );

  function show(next) {
    state = next;
    const { width } = sizeOf(state.pool);
    const editable = state.pool.flat().map((_, i) => ({ editable: true, label: say("cell_image", place(i, width)) }));
    poolIn.shape(editable, width);
    matrix.shape(editable, width);
    paintPool();
    paintDense();
    paintShuffle();
  }

  function paintPool() {
    const derived = derivePool(state);
    byId("pool-why").hidden = derived.possible;
    byId("pool-out").hidden = !derived.possible;
    setText(byId("pool-why"), derived.possible ? "" : problem(derived.size, say));
    setText(byId("pool-name"), say(`pool_${state.pooling}`));
    const values = state.pool.flat();
    if (!derived.possible) {
      poolIn.fill((i) => ({ value: values[i] }));
      setText(byId("pool-sum"), "");
      return;
    }
    cell = Math.min(cell, derived.result.length - 1);
    const window = new Set(derived.map.sources.subarray(cell * derived.map.taps, (cell + 1) * derived.map.taps));
    poolIn.fill((i) => ({ value: values[i], classes: window.has(i) ? "is-window" : "" }));
    poolOut.shape(derived.result.map(() => ({ label: "" })), derived.map.width);
    const read = new Set(pixel === null ? [] : derived.map.readers(pixel));
    poolOut.fill((i) => ({
      text: write(derived.result[i]), classes: i === cell ? "is-current" : read.has(i) ? "is-reader" : "",
      label: say("cell_output", { ...place(i, derived.map.width), value: write(derived.result[i]) }),
    }));
    const numbers = derived.windows[cell];
    const sum =
      state.pooling === "max"
        ? `max(${numbers.map(write).join("; ")})`
        : `(${numbers.map(signed).join(" + ")}) / ${numbers.length}`;
    setText(byId("pool-sum"), `${sum} = ${write(derived.result[cell])}`);
  }

  function paintDense() {
    const { column: numbers, weights, bias, result } = deriveDense(state);
    const dot = Math.min(state.dot, result.length - 1);
    const values = state.pool.flat();
    matrix.fill((i) => ({ value: values[i], classes: i === pixel ? "is-pointed" : "" }));
    const lines = [numbers, ...weights];
    const across = lines.length;
    column.shape(Array.from({ length: numbers.length * across }, () => ({ label: "" })), across);
    column.fill((index) => {
      const [line, i] = [index % across, Math.floor(index / across)];
      const label = say(line ? "weight_label" : "number_label", { number: i + 1, output: line, value: write(lines[line][i]) });
      const classes = [line === 0 ? "is-done" : "", line === dot + 1 ? "is-window" : "", i === pixel ? "is-pointed" : ""].join(" ");
      return { text: write(lines[line][i]), classes, label };
    });
    const terms = numbers.map((value, i) => `${signed(value)}×${signed(weights[dot][i])}`).join(" + ");
    setText(byId("dot-sum"), say("dot_sum", { output: dot + 1, terms, bias: write(bias[dot]), value: write(result[dot]) }));
  }

  function paintShuffle() {
    const { image, shuffled, maps, same } = deriveShuffle(state);
    const rows = { plain: image, shuffled, "plain-map": maps[0], "shuffled-map": maps[1] };
    for (const [id, grid] of Object.entries(still)) {
      const width = rows[id][0].length;
      const values = rows[id].flat();
      grid.shape(values.map(() => ({ label: "" })), width);
      grid.fill((i) => ({
        text: write(values[i]), classes: values[i] === 1 && !id.endsWith("map") ? "is-window" : "",
        label: say("cell_output", { ...place(i, width), value: write(values[i]) }),
      }));
    }
    setText(byId("shuffle-words"), say("shuffle_words", {
      before: write(same[0]), after: write(same[1]), equal: equalNeighbours(image), left: equalNeighbours(shuffled),
    }));
  }

  return { show };
}
