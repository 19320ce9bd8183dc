/** Why the radar's picture is coarse: c / 2B and λ / D as numbers that move, each with a bar of a metre. */
import { el, setText } from "../../../static/js/shared/dom.js";

const MOST = 1; // metres of a full bar

export class Resolution {
  #say;
  #number;
  #rows;
  #facts = el("p", { class: "extension__note" });

  constructor(home, { say, language }) {
    this.#say = say;
    this.#number = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
    this.#rows = { range: this.#row("res_range"), across: this.#row("res_across") };
    const list = el("ul", { class: "radio__rows" }, ...Object.values(this.#rows).map(({ row }) => row));
    home.append(list, this.#facts, el("p", { class: "extension__note", textContent: say("res_note") }));
  }

  #row(key) {
    const name = el("span", {}, el("span", { textContent: this.#say(key) }), el("span", { class: "radio__formula", textContent: this.#say(`${key}_formula`) }));
    const bar = el("span", { class: "radio__bar", "aria-hidden": "true" });
    const value = el("span", { class: "radio__value", textContent: "–" });
    return { row: el("li", {}, name, bar, value), bar, value };
  }

  #length = (metres) => this.#say("cm", { number: this.#number.format(100 * metres) });

  show(radar) {
    for (const [name, { bar, value }] of Object.entries(this.#rows)) {
      bar.style.setProperty("--share", String(Math.min(1, radar[name] / MOST)));
      setText(value, this.#length(radar[name]));
    }
    const [beam, away] = [radar.beam, radar.away].map((value) => this.#number.format(value));
    const [wavelength, aperture] = [radar.wavelength, radar.aperture].map(this.#length);
    setText(this.#facts, this.#say("res_facts", { beam, away, wavelength, aperture }));
  }
}
