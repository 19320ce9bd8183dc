/** Pooling, stretching with dot products, and the shuffled picture. */
import { setText } from "../../shared/dom.js";
import { sizeOf } from "../maths/convolution.js";
import { Grid } from "../shell/grid.js";
import { comma, say } from "../../shared/texts.js";
import { problem, writer } from "../step/words.js";
import { deriveDense, derivePool, deriveShuffle, equalNeighbours } from "./model.js";

const byId = (id) => document.getElementById(id);
const write = writer([1, 1], comma);
const signed = (value) => (value < 0 ? `(${write(value)})` : write(value));
const place = (i, width) => ({ row: Math.floor(i / width) + 1, column: (i % width) + 1 });

export class Parts {
  #state = null;
  #cell = 0; // the pooled cell that is shown
  #pixel = null; // the pixel under the pointer, in the matrix or the column
  #poolIn;
  #matrix;
  #poolOut;
  #column;
  #still;
  #onPixel;

  /** `onPixel(row, column, value)` for the matrix that pooling and stretching share, `onDot(output)`. */
  constructor({ onPixel, onDot }) {
    this.#onPixel = onPixel;
    this.#poolIn = this.#newMatrix("pool-in");
    this.#matrix = this.#newMatrix("matrix");
    const showCell = (index) => this.#showCell(index);
    this.#poolOut = new Grid(byId("pool-out"), { label: say("output"), on: { point: showCell, choose: showCell } });
    this.#column = new Grid(byId("column"), {
      label: say("column_label"),
      on: {
        point: (index) => {
          this.#pixel = index === null ? null : Math.floor(index / (1 + this.#state.outputs));
          this.#paintDense();
        },
        choose: (index) => {
          const line = index % (1 + this.#state.outputs);
          if (line > 0) onDot(line - 1);
        },
      },
    });
    const still = (id) => new Grid(byId(id), { label: say(`grid_${id.replace("-", "_")}`) });
    this.#still = Object.fromEntries(["plain", "shuffled", "plain-map", "shuffled-map"].map((id) => [id, still(id)]));
  }

  /** One of the two grids that show the same matrix. */
  #newMatrix(host) {
    return new Grid(byId(host), {
      label: say("matrix"),
      on: {
        edit: (i, value) => {
          const { length } = this.#state.pool[0];
          this.#onPixel(Math.floor(i / length), i % length, value);
        },
        point: (index) => {
          this.#pixel = index;
          this.#paintPool();
          this.#paintDense();
        },
      },
    });
  }

  #showCell(index) {
    if (index === null) return;
    this.#cell = index;
    this.#paintPool();
  }

  show(next) {
    this.#state = next;
    const { width } = sizeOf(this.#state.pool);
    const editable = this.#state.pool.flat().map((_, i) => ({ editable: true, label: say("cell_image", place(i, width)) }));
    this.#poolIn.shape(editable, width);
    this.#matrix.shape(editable, width);
    this.#paintPool();
    this.#paintDense();
    this.#paintShuffle();
  }

  #paintPool() {
    const derived = derivePool(this.#state);
    byId("pool-why").hidden = derived.possible;
    byId("pool-out").hidden = !derived.possible;
    setText(byId("pool-why"), derived.possible ? "" : problem(derived.size, say));
    setText(byId("pool-name"), say(`pool_${this.#state.pooling}`));
    const values = this.#state.pool.flat();
    if (!derived.possible) {
      this.#poolIn.fill((i) => ({ value: values[i] }));
      setText(byId("pool-sum"), "");
      return;
    }
    this.#cell = Math.min(this.#cell, derived.result.length - 1);
    const window = new Set(derived.map.sources.subarray(this.#cell * derived.map.taps, (this.#cell + 1) * derived.map.taps));
    this.#poolIn.fill((i) => ({ value: values[i], classes: window.has(i) ? "is-window" : "" }));
    this.#poolOut.shape(derived.result.map(() => ({ label: "" })), derived.map.width);
    const read = new Set(this.#pixel === null ? [] : derived.map.readers(this.#pixel));
    this.#poolOut.fill((i) => ({
      text: write(derived.result[i]), classes: i === this.#cell ? "is-current" : read.has(i) ? "is-reader" : "",
      label: say("cell_output", { ...place(i, derived.map.width), value: write(derived.result[i]) }),
    }));
    const numbers = derived.windows[this.#cell];
    const sum =
      this.#state.pooling === "max"
        ? `max(${numbers.map(write).join("; ")})`
        : `(${numbers.map(signed).join(" + ")}) / ${numbers.length}`;
    setText(byId("pool-sum"), `${sum} = ${write(derived.result[this.#cell])}`);
  }

  #paintDense() {
    const { column: numbers, weights, bias, result } = deriveDense(this.#state);
    const dot = Math.min(this.#state.dot, result.length - 1);
    const values = this.#state.pool.flat();
    this.#matrix.fill((i) => ({ value: values[i], classes: i === this.#pixel ? "is-pointed" : "" }));
    const lines = [numbers, ...weights];
    const across = lines.length;
    this.#column.shape(Array.from({ length: numbers.length * across }, () => ({ label: "" })), across);
    this.#column.fill((index) => {
      const [line, i] = [index % across, Math.floor(index / across)];
      const label = say(line ? "weight_label" : "number_label", { number: i + 1, output: line, value: write(lines[line][i]) });
      const classes = [line === 0 ? "is-done" : "", line === dot + 1 ? "is-window" : "", i === this.#pixel ? "is-pointed" : ""].join(" ");
      return { text: write(lines[line][i]), classes, label };
    });
    const terms = numbers.map((value, i) => `${signed(value)}×${signed(weights[dot][i])}`).join(" + ");
    setText(byId("dot-sum"), say("dot_sum", { output: dot + 1, terms, bias: write(bias[dot]), value: write(result[dot]) }));
  }

  #paintShuffle() {
    const { image, shuffled, maps, same } = deriveShuffle(this.#state);
    const rows = { plain: image, shuffled, "plain-map": maps[0], "shuffled-map": maps[1] };
    for (const [id, grid] of Object.entries(this.#still)) {
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
}
