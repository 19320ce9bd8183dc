/** The student's error beside the mean pose's, and what is to be said of the last answer. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { errorsOf, Means } from "./means.js";
import { COLOURS } from "./skeletons.js";

const WHO = ["student", "guess"];
const COLUMNS = ["oks", "centimetres", "share"];

/** The sentence for an answer, as a key and its values: who is found, or why nobody is. Pure. */
export function sentence({ people, told, untrained }) {
  const stand = people.filter(({ place }) => place);
  if (!people.length) return ["nobody", {}];
  if (!stand.length) return ["too_little", {}];
  const found = told.filter(({ of }) => of).length;
  if (!found) return ["not_found", {}];
  return [untrained.length ? "found_untrained" : "found", { found, people: stand.length }];
}

export class Errors {
  #say;
  #formats;
  #means = Object.fromEntries(WHO.map((who) => [who, new Means()]));
  #cells = {};
  #untrained = el("p", { class: "radio__untrained" });

  constructor(home, { say, language }) {
    this.#say = say;
    const number = (digits) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const percent = new Intl.NumberFormat(language, { style: "percent" });
    this.#formats = { oks: number(2), centimetres: number(0), share: percent };
    const head = el("tr", {}, el("th", { scope: "col", textContent: say("error_of") }), ...COLUMNS.map((name) => el("th", { scope: "col", textContent: say(`error_${name}`) })));
    const table = el("table", { class: "radio__errors" }, el("thead", {}, head), el("tbody", {}, ...WHO.map((who) => this.#row(who))));
    home.append(this.#legend(), this.#untrained, table, ...["error_note", "maps_note"].map((key) => el("p", { class: "extension__note", textContent: say(key) })));
    this.clear();
  }

  #swatch(who) {
    const swatch = el("span", { class: "radio__swatch", "aria-hidden": "true" });
    swatch.style.setProperty("--ink", COLOURS[who]);
    return swatch;
  }

  #legend() {
    const items = ["teacher", "student"].map((who) => el("li", {}, this.#swatch(who), el("span", { textContent: this.#say(`legend_${who}`) })));
    return el("ul", { class: "radio__legend" }, ...items);
  }

  #row(who) {
    this.#cells[who] = COLUMNS.map(() => el("td", { textContent: "–" }));
    return el("tr", {}, el("th", { scope: "row" }, this.#swatch(who), el("span", { textContent: this.#say(`error_${who}`) })), ...this.#cells[who]);
  }

  clear() {
    for (const who of WHO) this.#means[who].forget();
    setText(this.#untrained, "");
    this.#write();
  }

  take(data) {
    const names = data.untrained.map((name) => this.#say(`untrained_${name}`)).join(", ");
    setText(this.#untrained, names && this.#say("untrained", { names }));
    if (!data.people.length) for (const who of WHO) this.#means[who].forget();
    this.#means.student.take(data.number, errorsOf(data.told));
    this.#means.guess.take(data.number, errorsOf(data.guess));
    this.#write();
  }

  #write() {
    for (const who of WHO) {
      const { value } = this.#means[who];
      COLUMNS.forEach((name, at) => setText(this.#cells[who][at], value ? this.#formats[name].format(value[name]) : "–"));
    }
  }
}
