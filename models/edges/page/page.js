/** Edges: a table of what each way costs on this frame. */
import { address } from "../../../static/js/shared/address.js";
import { el, setText } from "../../../static/js/shared/dom.js";
import { barOf, countText, timesText, timeText } from "./costs.js";
import { Lines } from "./lines.js";

const SHOW_EVERY = 400; // ms: faster nobody can read
const WAYS = ["hed", "sobel", "laplacian"];

export function extend(live) {
  const { say } = live;
  const language = document.documentElement.lang;
  const rows = new Map(WAYS.map((name) => [name, makeRow(say(name))]));
  const [size, ratio] = [el("p", { class: "panel__hint" }), el("p", { class: "costs__ratio", id: "costs-ratio" })];
  const head = ["way", "milliseconds", "multiply_adds", "parameters"].map((key) => el("th", { scope: "col" }, say(key)));
  live.more.append(
    el("section", { class: "label__block", "aria-labelledby": "costs-title" },
      el("h2", { id: "costs-title" }, say("cost")),
      el("table", { class: "costs", id: "costs", "aria-labelledby": "costs-title" },
        el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...[...rows.values()].map(({ node }) => node))),
      el("p", { class: "panel__hint" }, say("bars")), ratio, size),
    el("p", {}, el("a", { href: address("/playground/live?k=sobel_x&neg=absolute") }, say("playground"))),
  );

  let shown = -Infinity;
  live.on("drawn", ({ data }) => {
    if (performance.now() - shown < SHOW_EVERY && live.phase() === "live") return;
    shown = performance.now();
    const ways = new Map(data.ways.map((way) => [way.name, way]));
    for (const [name, row] of rows) showRow(row, ways.get(name), say, language);
    setText(size, say("size", data));
    const [hed, sobel] = [ways.get("hed"), ways.get("sobel")];
    const values = hed && sobel && {
      times: timesText(hed.milliseconds, sobel.milliseconds, language),
      adds: timesText(hed.multiply_adds, sobel.multiply_adds, language),
    };
    setText(ratio, values ? say("ratio", values) : say("alone"));
  });
  const lines = new Lines(language, getComputedStyle(live.root).getPropertyValue("--sans").trim() || "sans-serif");
  return { render: "layers", compose: (context, answer) => lines.compose(context, answer, live.params()) };
}

function makeRow(name) {
  const bar = el("span", { class: "costs__bar", "aria-hidden": "true" });
  const [time, adds, learned] = [el("span"), el("td", {}, "–"), el("td", {}, "–")];
  setText(time, "–");
  const node = el("tr", {}, el("th", { scope: "row" }, name, bar), el("td", {}, time), adds, learned);
  return { node, bar, time, adds, learned };
}

function showRow(row, way, say, language) {
  row.node.classList.toggle("is-off", !way);
  setText(row.time, way ? timeText(way.milliseconds, language) : "–");
  setText(row.adds, way ? countText(way.multiply_adds, say, language) : "–");
  setText(row.learned, way ? countText(way.parameters, say, language) : "–");
  row.bar.style.setProperty("--share", String(way ? barOf(way.milliseconds) : 0));
}
