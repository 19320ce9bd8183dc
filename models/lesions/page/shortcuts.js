/** What each disguise does to all pictures of the split: a table of what was measured (shortcuts.json). */
import { el } from "../../../static/js/shared/dom.js";
import { numeral } from "../../../static/js/shared/texts.js";

/** The measured disguises that the page has switches for. */
const ROWS = ["as_it_is", "lesion_hidden", "dark_corners", "ruler", "ink", "hairs", "skin_darkened", "turned_30", "turned_90"];

const percent = (share) => `${numeral(100 * share)} %`;

function row(name, { turned, turned_interval: ends, melanoma_recall: told, naevi_called_melanoma: frightened }, say) {
  const range = ends.map((end) => numeral(100 * end)).join("–");
  const cells = [name === "as_it_is" ? "–" : `${percent(turned)} (${range})`, percent(told), percent(frightened)];
  const head = el("th", { scope: "row", textContent: say(`row_${name}`) });
  return el("tr", {}, head, ...cells.map((textContent) => el("td", { textContent })));
}

export function createShortcuts(home, { pictures, shortcuts }, say) {
  const heads = ["", "col_turned", "col_told", "col_frightened"].map((key) => el("th", { scope: "col", textContent: key && say(key) }));
  const rows = ROWS.map((name) => row(name, shortcuts[name], say));
  const table = el("table", { class: "shortcuts" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
  home.append(
    el("p", { class: "lesion__small", textContent: say("shortcuts_note", { pictures: numeral(pictures) }) }),
    el("div", { class: "lesion__wide", tabIndex: 0, role: "region", "aria-label": say("shortcuts") }, table),
  );
}
