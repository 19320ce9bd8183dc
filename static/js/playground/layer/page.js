/** The layer page: the volume with its filters, pooling, stretching, shuffling, all on one state. */
import { createExport } from "../export/save.js";
import { layerScene } from "../export/views.js";
import { parseNumber } from "../maths/numbers.js";
import { createPage, note } from "../shell/page.js";
import { createTransport } from "../shell/transport.js";
import { comma, say } from "../../shared/texts.js";
import { writer } from "../step/words.js";
import { Volume } from "./volume.js";
import { Parts } from "./parts.js";
import { createPhoto } from "./photo.js";
import { deriveLayer, filtersOf, TABLE, volumeOf } from "./model.js";

const byId = (id) => document.getElementById(id);
const CHOICES = ["size", "kernel", "filters", "stride", "padding", "window", "hop", "outputs"];

const transport = createTransport({
  get() {
    const { step, last } = deriveLayer(page.state);
    return { step, last, speed: page.state.speed };
  },
  set: (changes) => page.set(changes),
});
const page = createPage({ table: TABLE, onChange: show, keys: transport.keys });

const withCell = (rows, at, to, value) => rows.map((row, y) => (y === at ? row.map((old, x) => (x === to ? value : old)) : row));

const volume = new Volume({
  onPixel(channel, name, row, column, value) {
    if (value === null) return note(say("not_a_number"));
    return page.set({ [name]: withCell(volumeOf(page.state)[channel], row, column, value) });
  },
  onWeight(filter, index, value) {
    if (value === null) return note(say("not_a_number"));
    const { flat } = filtersOf(page.state);
    return page.set({ weights: withCell(flat, filter, index, value) });
  },
  onChoose: (step) => transport.act({ type: "go", step }),
});

const parts = new Parts({
  onPixel(row, column, value) {
    if (value === null) return note(say("not_a_number"));
    return page.set({ pool: withCell(page.state.pool, row, column, value) });
  },
  onDot: (dot) => page.set({ dot }),
});

function show(state) {
  const derived = deriveLayer(state);
  for (const name of CHOICES) byId(name).value = String(state[name]);
  byId("relu").checked = state.relu;
  byId("pooling").value = state.pooling;
  transport.show({ step: derived.step, last: derived.last, speed: state.speed });
  volume.show(state, derived, transport.playing);
  if (document.activeElement !== byId("bias")) byId("bias").value = String(derived.bias[derived.filter ?? 0]).replace("-", "−");
  parts.show(state);
}

for (const name of CHOICES) {
  byId(name).addEventListener("change", (event) => page.set({ [name]: Number(event.target.value) }));
}
byId("relu").addEventListener("change", (event) => page.set({ relu: event.target.checked }));
byId("pooling").addEventListener("change", (event) => page.set({ pooling: event.target.value }));
byId("bias").addEventListener("input", (event) => {
  const value = parseNumber(event.target.value);
  event.target.setAttribute("aria-invalid", String(value === null));
  const { bias, filter } = deriveLayer(page.state);
  if (value !== null) page.set({ bias: [bias.map((old, f) => (f === (filter ?? 0) ? value : old))] });
});
byId("again").addEventListener("click", () => {
  const fresh = Object.fromEntries(["red", "green", "blue", "weights", "bias"].map((name) => [name, null]));
  page.set({ ...fresh, seed: (page.state.seed + 1) % 1000000, step: 0 });
});
byId("shuffle").addEventListener("click", () => page.set({ shuffle: (page.state.shuffle + 1) % 1000000 }));

createExport({
  name: "layer",
  view() {
    const { step, last } = deriveLayer(page.state);
    return { step, steps: last + 1, speed: page.state.speed };
  },
  sceneAt: (step) => layerScene(page.state, deriveLayer(page.state), step, writer([1, 1], comma), say),
});
createPhoto();
page.start();
