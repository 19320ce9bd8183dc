/** A row for each action: how probable it is now, and its course over the last ten seconds. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { keyOf, rowsOf } from "./names.js";
import { areaOf } from "./past.js";
import { svg } from "./svg.js";

export class Bars {
  #say;
  #percent;
  #list = el("ul", { class: "acts" });
  #rows = [];
  #asOne = null;

  constructor(home, say, percent) {
    [this.#say, this.#percent] = [say, percent];
    home.append(this.#list, el("p", { class: "extension__note", textContent: say("bars_note") }));
  }

  #build(asOne) {
    this.#asOne = asOne;
    this.#rows = rowsOf(asOne).map(({ action, at }) => {
      const course = svg("path", { class: "acts__course" });
      const chart = svg("svg", { viewBox: "0 0 100 20", preserveAspectRatio: "none", "aria-hidden": "true", class: "acts__chart" }, course);
      const share = el("span", { class: "acts__share", textContent: "–" });
      const row = el("li", {}, el("span", { class: "acts__name", textContent: this.#say(keyOf(action)) }), chart, share);
      return { at, row, course, share };
    });
    this.#list.replaceChildren(...this.#rows.map(({ row }) => row));
  }

  show(past, asOne, now) {
    if (asOne !== this.#asOne) this.#build(asOne);
    const newest = past.newest?.probabilities;
    const most = newest ? Math.max(...this.#rows.map(({ at }) => newest[at])) : 0;
    for (const { at, row, course, share } of this.#rows) {
      course.setAttribute("d", past.lines(at, now).map(areaOf).join(""));
      setText(share, newest ? this.#percent.format(newest[at]) : "–");
      row.classList.toggle("is-most", newest !== undefined && newest[at] === most && most > 0.1);
    }
  }
}
