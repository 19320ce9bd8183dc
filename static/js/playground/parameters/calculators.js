/** Four questions, each with a table, a picture and a sentence. */
import { el, setText } from "../../shared/dom.js";
import { convolution, heads, oneAgainstPile, totals } from "../maths/counting.js";
import { grouped, t } from "../shell/strings.js";
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
    words(0, i * high + 16, `${name}: ${grouped(value)}`, { anchor: "start" }),
    svg("rect", { x: 0, y: i * high + 24, width: Math.max(1, (value / most) * width), height: 16, class: i ? "bar bar--accent" : "bar" }),
  ]);
  const node = drawing(width, items.length * high - 8, label, ...parts);
  node.style.setProperty("--natural", `${width}px`);
  return node;
}

export function showPile({ side, channels, kernel }) {
  const { one, pile } = oneAgainstPile({ side, channels, kernel });
  const [a, b] = [totals(one), totals(pile)];
  const name = t("pile_name", { count: pile.length });
  const reach = (rows) => `${rows.at(-1).field.size}×${rows.at(-1).field.size}`;
  byId("pile-table").replaceChildren(
    table(t("compared"), ["", `${kernel}×${kernel}`, name], [
      [t("parameters"), grouped(a.parameters), grouped(b.parameters)],
      [t("macs"), grouped(a.macs), grouped(b.macs)],
      [t("field"), reach(one), reach(pile)],
      [t("nonlinearities"), "1", String(pile.length)],
    ]),
  );
  byId("pile-picture").replaceChildren(drawReach(kernel, pile.length));
  const formula = { kernel, channels: grouped(channels), count: pile.length, one: grouped(a.parameters), pile: grouped(b.parameters) };
  setText(byId("pile-says"), t("pile_says", { ...formula, ratio: times(a.parameters, b.parameters) }));
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
    parts.push(words(kernel * cell + 20, ((kernel - sides) / 2) * cell + 17, t("after_layers", { count: layer, side: sides }), { anchor: "start" }));
  }
  const node = drawing(kernel * cell + 220, kernel * cell + 6, t("reach_label", { side: kernel, count }), ...parts);
  node.style.setProperty("--natural", `${kernel * cell + 220}px`);
  return node;
}

export function showOne({ pside, pin, pout }) {
  const made = convolution({ height: pside, width: pside, channels: pin }, { kernel: 1, filters: pout });
  const steps = [
    { height: pside, width: pside, depth: pin, label: `${pside}×${pside}×${pin}`, above: t("input") },
    { height: 1, width: 1, depth: pin, label: `${pout} × 1×1×${pin}`, above: t("filters"), name: "block--accent" },
    { height: pside, width: pside, depth: pout, label: shapeText(made.shape), above: t("output").toLowerCase() },
  ];
  byId("one-picture").replaceChildren(drawRow(steps, t("shape_label", { input: steps[0].label, filters: steps[1].label, output: steps[2].label })));
  setText(byId("one-says"), t("one_says", {
    input: pin, filters: pout, weights: grouped(pin * pout), parameters: grouped(made.parameters), macs: grouped(made.macs),
    output: shapeText(made.shape),
  }));
}

export function showHeads({ hside, hchannels, classes }) {
  const { connected, averaged } = heads({ side: hside, channels: hchannels, classes });
  const [a, b] = [totals(connected), totals(averaged)];
  const column = hside * hside * hchannels;
  byId("head-table").replaceChildren(
    table(t("compared"), ["", t("head_connected"), t("head_averaged")], [
      [t("column_length"), grouped(column), grouped(hchannels)],
      [t("parameters"), grouped(a.parameters), grouped(b.parameters)],
      [t("macs"), grouped(a.macs), grouped(b.macs)],
    ]),
  );
  byId("head-picture").replaceChildren(
    bars(t("parameters"), [{ label: t("head_connected"), value: a.parameters }, { label: t("head_averaged"), value: b.parameters }]),
  );
  setText(byId("head-says"), t("head_says", {
    side: hside, maps: grouped(hchannels), column: grouped(column), classes: grouped(classes), connected: grouped(a.parameters),
    averaged: grouped(b.parameters), ratio: times(a.parameters, b.parameters),
  }));
}
