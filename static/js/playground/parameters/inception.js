/** The Inception module: a table, the module as it is wired, and the channels that are stacked. */
import { setText } from "../../shared/dom.js";
import { inception } from "../maths/counting.js";
import { numeral, say } from "../../shared/texts.js";
import { drawing, svg, words } from "../shell/svg.js";
import { table, times } from "./calculators.js";

const WIDE = 122; // of a layer, in the drawing

const byId = (id) => document.getElementById(id);

export function showInception(state) {
  const options = { ...state, side: state.iside, channels: state.ichannels };
  const [thin, thick] = [inception(options), inception(options, false)];
  const sum = (rows, of) => numeral(rows.reduce((total, row) => total + row[of], 0));
  const lines = thin.branches.map(({ name, rows }, i) => {
    const other = thick.branches[i].rows;
    return [say(`branch_${name}`), sum(rows, "parameters"), sum(other, "parameters"), String(rows.at(-1).shape.channels), String(other.at(-1).shape.channels)];
  });
  lines.push([say("all"), numeral(thin.parameters), numeral(thick.parameters), String(thin.channels), String(thick.channels)]);
  lines.push([say("macs"), numeral(thin.macs), numeral(thick.macs), "", ""]);
  const head = ["", say("with_reductions"), say("without_reductions"), say("channels_with"), say("channels_without")];
  byId("inception-table").replaceChildren(table(say("inception_caption"), head, lines));
  byId("inception-picture").replaceChildren(drawModule(options, thin), drawStack(thin, thick));
  setText(byId("inception-says"), say("inception_says", {
    ratio: times(thick.parameters, thin.parameters), macs: times(thick.macs, thin.macs), channels: thin.channels, side: state.iside,
  }));
}

/** The concatenated channels of both modules as bars in four parts. */
function drawStack(thin, thick) {
  const width = 420;
  const most = Math.max(thin.channels, thick.channels);
  const parts = [thin, thick].flatMap(({ branches, channels }, line) => {
    let x = 0;
    const boxes = branches.map(({ rows }, i) => {
      const wide = (rows.at(-1).shape.channels / most) * width;
      const box = svg("rect", { x, y: line * 62 + 24, width: Math.max(1, wide), height: 22, class: `bar bar--${i}` });
      x += wide;
      return box;
    });
    const name = say(line ? "without_reductions" : "with_reductions");
    return [words(0, line * 62 + 16, `${name}: ${say("channels_count", { count: channels })}`, { anchor: "start" }), ...boxes];
  });
  const node = drawing(width, 114, say("stack_label", { thin: thin.channels, thick: thick.channels }), ...parts);
  node.style.setProperty("--natural", `${width}px`);
  return node;
}

/** The module: the input on the left, four branches, and on the right what they are concatenated to. */
function drawModule({ channels }, { branches, channels: stacked }) {
  const [width, high, top] = [420, 50, 8];
  const bottom = top + branches.length * high;
  const parts = branches.flatMap(({ rows }, line) => {
    const y = top + line * high + 4;
    // One layer stands where the last one of two does.
    const places = rows.length === 1 ? [226] : [86, 226];
    const stops = [64, ...places.flatMap((x) => [x, x + WIDE]), 368];
    const wires = Array.from({ length: stops.length / 2 }, (_, i) => svg("path", { d: `M${stops[2 * i]} ${y + 19}H${stops[2 * i + 1]}`, class: "drawing__arrow" }));
    return [...wires, ...rows.map((row, i) => box(places[i], y, WIDE, layerText(row.layer), say("module_weights", { count: numeral(row.parameters) })))];
  });
  const ends = [column(0, 64, top, bottom, String(channels), say("input")), column(368, 52, top, bottom, String(stacked), say("output").toLowerCase())];
  const node = drawing(width, bottom + 6, say("module_label", { input: channels, output: stacked }), ...parts, ...ends);
  node.style.setProperty("--natural", `${width}px`);
  return node;
}

const layerText = (layer) => (layer.kind === "pool" ? `${say("branch_pool")} ${layer.size}×${layer.size}` : `${layer.kernel}×${layer.kernel} · ${layer.filters}`);

const box = (x, y, wide, name, below) =>
  svg("g", {}, svg("rect", { x, y, width: wide, height: 38, class: "module" }),
    words(x + wide / 2, y + 16, name), words(x + wide / 2, y + 31, below, { class: "drawing__soft" }));

const column = (x, wide, top, bottom, name, below) =>
  svg("g", {}, svg("rect", { x: x + 1, y: top, width: wide - 2, height: bottom - top, class: "module module--end" }),
    words(x + wide / 2, (top + bottom) / 2 - 2, name), words(x + wide / 2, (top + bottom) / 2 + 14, below, { class: "drawing__soft" }));
