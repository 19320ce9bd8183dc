/** The same network on drawn and on real pictures, side by side. */
import { el } from "../../../static/js/shared/dom.js";

const MEASURES = ["foreground", "berries", "bunches", "identities"];

/** `figures` is figures.json: {drawn, real}, each by measure 0 to 1. */
export function tableOf(figures, say, language) {
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const cell = (tag, text, scope) => el(tag, { textContent: text, scope });
  const head = el("tr", {}, ...["", "table_drawn", "table_real"].map((key) => cell("th", key ? say(key) : "", "col")));
  const rows = MEASURES.map((name) =>
    el("tr", {}, cell("th", say(`table_${name}`), "row"), ...["drawn", "real"].map((kind) => cell("td", percent.format(figures[kind][name])))),
  );
  const caption = el("caption", { textContent: say("table_title") });
  return el("table", { class: "grapes__table" }, caption, el("thead", {}, head), el("tbody", {}, ...rows));
}
