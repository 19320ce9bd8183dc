/** How late the mouth is, measured on this page, and what looking ahead is worth, measured beforehand. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { numeral } from "../../../static/js/shared/texts.js";
import { Median } from "./track.js";

/** Shares right by milliseconds of look-ahead: `by_look_ahead` of measured.json. */
export const MEASURED = {
  0: { frames: 0.5498, closure_f1: 0.4615, opening: 0.7946 },
  20: { frames: 0.5782, closure_f1: 0.6234, opening: 0.8105 },
  40: { frames: 0.6075, closure_f1: 0.5385, opening: 0.8175 },
  60: { frames: 0.6113, closure_f1: 0.5641, opening: 0.8188 },
  80: { frames: 0.6159, closure_f1: 0.5195, opening: 0.8202 },
};
const COLUMNS = ["frames", "closure_f1", "opening"];

export class Ahead {
  #say;
  #late = new Median();
  #shown;
  #rows;

  constructor(say, home) {
    this.#say = say;
    this.#shown = el("p", { class: "lips__late", role: "status", "aria-live": "off" });
    const head = el("tr", {}, el("th", { scope: "col", textContent: say("ahead_ms") }), ...COLUMNS.map((name) => el("th", { scope: "col", textContent: say(`ahead_${name}`) })));
    this.#rows = new Map(
      Object.entries(MEASURED).map(([ms, figures]) => {
        const cells = COLUMNS.map((name) => el("td", { textContent: numeral(figures[name], 2) }));
        return [Number(ms), el("tr", {}, el("th", { scope: "row", textContent: ms }), ...cells)];
      }),
    );
    const table = el("table", { class: "ahead" }, el("caption", { textContent: say("ahead_caption") }), el("thead", {}, head), el("tbody", {}, ...this.#rows.values()));
    home.append(this.#shown, table, el("p", { class: "lips__note", textContent: say("ahead_note") }));
    this.clear();
  }

  /** A frame was drawn, so many ms after it was said. */
  add(late) {
    this.#late.add(late);
    this.#show();
  }

  clear() {
    this.#late.clear();
    this.#show();
  }

  get late() {
    return this.#late.value;
  }

  /** Which row holds. */
  mark(ahead) {
    for (const [ms, row] of this.#rows) row.classList.toggle("is-now", ms === ahead);
  }

  #show() {
    const { late } = this;
    setText(this.#shown, late === null ? this.#say("late_none") : this.#say("late", { ms: String(Math.round(late)) }));
  }
}
