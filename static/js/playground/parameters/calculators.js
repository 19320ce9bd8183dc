/** Four questions, each with a table, a picture and a sentence. */
import { el, setText } from "../../shared/dom.js";
import { convolution, heads, oneAgainstPile, totals } from "../maths/counting.js";
import { numeral, say } from "../../shared/texts.js";
import { drawing, row as drawRow, svg, words } from "../shell/svg.js";

const byId = (id) => document.getElementById(id);

/** A table from a heading row and rows of text; the first cell of each row is its heading. */
export function table(caption, head, rows) {
  const line = (cells, tag) => el("tr", {}, ...cells.map((text, i) => el(tag === "th" || i === 0 ? "th" : "td", { scope: tag === "th" ? "col" : i === 0 ? "row" : undefined }, text)));
  return el(
    "table", { class: "figures" }, el("caption", { class: "visually-hidden" }, caption),
    el("thead", {}, line(head, "th")), el("tbody", {}, ...rows.map((cells) => line(cells, "td"))),
  );
}

/** How many times one count is the other, in two digits. */
export const times = (more, less) => (less ? (more / less).toLocaleString(document.documentElement.lang, { maximumSignificantDigits: 2 }) : "–");
const shapeText = ({ height, width, channels }) => `${height}×${width}×${channels}`;

/** Two bars to compare by eye: [{label, value}], the longest as wide as the drawing. */
export function bars(label, items) {
  const [width, high] = [420, 56];
  const most = Math.max(...items.map(({ value }) => value), 1);
  const parts = items.flatMap(({ label: name, value }, i) => [
    words(0, i * high + 16, `${name}: ${numeral(value)}`, { anchor: "start" }),
    svg("rect", { x: 0, y: i * high + 24, width: Math.max(1, (value / most) * width), height: 16, class: i ? "bar bar--accent" : "bar" }),
  ]);
  const node = drawing(width, items.length * high - 8, label, ...parts);
  node.style.setProperty("--natural", `${width}px`);
  return node;
}

export function showPile({ side, channels, kernel }) {
  const { one, pile } = oneAgainstPile({ side, channels, kernel });
  const [a, b] = [totals(one), totals(pile)];
  const name = say("pile_name", { count: pile.length });
  const reach = (rows) => `${rows.at(-1).field.size}×${rows.at(-1).field.size}`;
  byId("pile-table").replaceChildren(
    table(say("compared"), ["", `${kernel}×${kernel}`, name], [
      [say("parameters"), numeral(a.parameters), numeral(b.parameters)],
      [say("macs"), numeral(a.macs), numeral(b.macs)],
      [say("field"), reach(one), reach(pile)],
      [say("nonlinearities"), "1", String(pile.length)],
    ]),
  );
  byId("pile-picture").replaceChildren(drawReach(kernel, pile.length));
  const formula = { kernel, channels: numeral(channels), count: pile.length, one: numeral(a.parameters), pile: numeral(b.parameters) };
  setText(byId("pile-says"), say("pile_says", { ...formula, ratio: times(a.parameters, b.parameters) }));
}

/** How a pile of 3×3 filters sees farther with each layer: squares within squares. */
function drawReach(kernel, count) {
  const cell = Math.floor(200 / kernel);
  const parts = [];
  for (let y = 0; y < kernel; y++) {
    for (let x = 0; x < kernel; x++) parts.push(svg("rect", { x: x * cell + 2, y: y * cell + 2, width: cell, height: cell, class: "reach" }));
  }
  for (let layer = 0; layer <= count; layer++) {
    const sides = 2 * layer + 1;
    const from = ((kernel - sides) / 2) * cell + 2;
    parts.push(svg("rect", { x: from, y: from, width: sides * cell, height: sides * cell, class: layer ? "reach__ring" : "reach__ring reach__ring--first" }));
    parts.push(words(kernel * cell + 20, ((kernel - sides) / 2) * cell + 17, say("after_layers", { count: layer, side: sides }), { anchor: "start" }));
  }
  const node = drawing(kernel * cell + 220, kernel * cell + 6, say("reach_label", { side: kernel, count }), ...parts);
  node.style.setProperty("--natural", `${kernel * cell + 220}px`);
  return node;
}

export function showOne({ pside, pin, pout }) {
  const made = convolution({ height: pside, width: pside, channels: pin }, { kernel: 1, filters: pout });
  const steps = [
    { height: pside, width: pside, depth: pin, label: `${pside}×${pside}×${pin}`, above: say("input") },
    { height: 1, width: 1, depth: pin, label: `${pout} × 1×1×${pin}`, above: say("filters"), name: "block--accent" },
    { height: pside, width: pside, depth: pout, label: shapeText(made.shape), above: say("output").toLowerCase() },
  ];
  byId("one-picture").replaceChildren(drawRow(steps, say("shape_label", { input: steps[0].label, filters: steps[1].label, output: steps[2].label })));
  setText(byId("one-says"), say("one_says", {
    input: pin, filters: pout, weights: numeral(pin * pout), parameters: numeral(made.parameters), macs: numeral(made.macs),
    output: shapeText(made.shape),
  }));
}

export function showHeads({ hside, hchannels, classes }) {
  const { connected, averaged } = heads({ side: hside, channels: hchannels, classes });
  const [a, b] = [totals(connected), totals(averaged)];
  const column = hside * hside * hchannels;
  byId("head-table").replaceChildren(
    table(say("compared"), ["", say("head_connected"), say("head_averaged")], [
      [say("column_length"), numeral(column), numeral(hchannels)],
      [say("parameters"), numeral(a.parameters), numeral(b.parameters)],
      [say("macs"), numeral(a.macs), numeral(b.macs)],
    ]),
  );
  byId("head-picture").replaceChildren(
    bars(say("parameters"), [{ label: say("head_connected"), value: a.parameters }, { label: say("head_averaged"), value: b.parameters }]),
  );
  setText(byId("head-says"), say("head_says", {
    side: hside, maps: numeral(hchannels), column: numeral(column), classes: numeral(classes), connected: numeral(a.parameters),
    averaged: numeral(b.parameters), ratio: times(a.parameters, b.parameters),
  }));
}
