/** The real network: what it says of built-in harmless pictures, what was published of its kind, and what that means for a minute. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { blockedMinutes } from "./chance.js";

/** Told right of each kind, as the README of nsfw_model has it of the larger network; what is not there is null. */
export const PUBLISHED = [
  { kind: "harmless_drawing", right: null },
  { kind: "harmless_photograph", right: 0.96 },
  { kind: "sensitive_drawing", right: null },
  { kind: "sensitive_photograph", right: 0.93 },
  { kind: "suggestive_photograph", right: 0.91 },
];
const WRONG = 0.04; // of harmless photographs that are not told right, at the most that are blocked

/** `picture` by its key in the texts: "astronaut.png" is picture_astronaut. */
export const keyOf = (picture) => `picture_${picture.replace(/\..*$/, "")}`;

export class Real {
  #say;
  #percent;
  #rows = new Map(); // by picture
  #list = el("ul", { class: "real__pictures", hidden: true });
  #none;

  constructor(home, { say, percent, watch }) {
    [this.#say, this.#percent] = [say, percent];
    const act = el("button", { type: "button", class: "button", id: "content-real-act", textContent: say("real_act") });
    act.addEventListener("click", watch);
    this.#none = this.#note("real_none");
    home.append(this.#note("real_what"), el("p", { class: "filter__row" }, act), this.#none, this.#list);
    home.append(this.#matrix(), this.#note("real_matrix_note"), this.#minute());
  }

  #note(key) {
    return el("p", { class: "extension__note", textContent: this.#say(key) });
  }

  #matrix() {
    const share = (right) => (right === null ? "–" : this.#percent.format(right));
    const rows = PUBLISHED.map(({ kind, right }) => el("tr", {}, el("th", { scope: "row", textContent: this.#say(kind) }), el("td", { textContent: share(right) })));
    const heads = ["real_shown", "real_right"].map((key) => el("th", { scope: "col", textContent: this.#say(key) }));
    const caption = el("caption", { textContent: this.#say("real_matrix") });
    return el("table", { class: "filter__rules real__matrix" }, caption, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
  }

  #minute() {
    const { one, three } = blockedMinutes(WRONG);
    const share = (value) => this.#percent.format(value);
    return el("p", { class: "extension__note", textContent: this.#say("real_minute", { wrong: share(WRONG), one: share(one), three: share(three) }) });
  }

  /** What was said last of a built-in picture. */
  take({ picture, probability }) {
    this.#none.hidden = true;
    this.#list.hidden = false;
    if (!this.#rows.has(picture)) this.#rows.set(picture, this.#row(picture));
    const { bar, share } = this.#rows.get(picture);
    bar.style.setProperty("--share", probability.toFixed(3));
    setText(share, this.#percent.format(probability));
    for (const [name, { row }] of this.#rows) row.classList.toggle("is-now", name === picture);
  }

  #row(picture) {
    const bar = el("span", { class: "cartoon__bar", "aria-hidden": "true" });
    const share = el("span", { class: "cartoon__share" });
    const row = el("li", {}, el("span", { textContent: this.#say(keyOf(picture)) }), bar, share);
    this.#list.append(row);
    return { row, bar, share };
  }
}
