/** How near the nearest training pictures are to what was made, beside how near they usually are to a real one. */
import { el, setText } from "../dom.js";
import { numeral, say } from "../texts.js";

/** What such a distance tells, `usual` being {low, high}: "copy", "near" or "far". Pure. */
export const verdictOf = (distance, { low, high }) => (distance < low / 2 ? "copy" : distance <= high ? "near" : "far");

export class Nearest {
  #section;
  #rows;
  #band;
  #words = el("p", { class: "made__note", role: "status" });

  constructor(live) {
    this.#rows = ["1", "2", "3"].map((place) => {
      const bar = el("span", { class: "made__bar", "aria-hidden": "true" });
      const text = el("span", { class: "made__figure" });
      return { node: el("li", { class: "made__near" }, el("span", { textContent: place }), bar, text), bar, text };
    });
    this.#band = el("li", { class: "made__near made__near--usual" }, el("span", { textContent: say("made_usual") }), el("span", { class: "made__bar", "aria-hidden": "true" }), el("span", { class: "made__figure" }));
    this.#section = el(
      "section",
      { class: "label__block made", id: "nearest", "aria-label": say("made_nearest"), hidden: true },
      el("p", { class: "made__small", textContent: say("made_nearest_how") }),
      el("ol", { class: "made__nears" }, ...this.#rows.map(({ node }) => node), this.#band),
      this.#words,
    );
    live.label.append(this.#section);
    live.on("answer", ({ meta }) => meta.data && this.#take(meta.data));
  }

  #take({ show, distances, usual }) {
    this.#section.hidden = show !== "nearest";
    if (this.#section.hidden) return;
    const [typical, low, high] = usual;
    const most = Math.max(...distances, high);
    const levels = (value) => say("made_levels", { number: numeral(value, 1) });
    this.#rows.forEach(({ bar, text }, at) => {
      bar.style.setProperty("--share", String(distances[at] / most));
      setText(text, levels(distances[at]));
    });
    const [, bar, text] = this.#band.children;
    bar.style.setProperty("--share", String(typical / most));
    setText(text, levels(typical));
    setText(this.#words, say(`made_is_${verdictOf(distances[0], { low, high })}`, { low: numeral(low, 1), high: numeral(high, 1) }));
  }
}
