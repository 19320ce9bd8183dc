/** The experiment on the page: what is to be done now, a button to ask without teaching, and what came out. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { Experiment, PICTURES } from "./experiment.js";
import { holds } from "./hold.js";

export class Trial {
  #say;
  #experiment = new Experiment();
  #parts;
  #end;

  constructor(home, say, { begin, end }) {
    [this.#say, this.#end] = [say, end];
    const ask = el("button", { type: "button", class: "button teach__hold", id: "teach-ask", textContent: say("ask") });
    holds(ask, { begin, end });
    this.#parts = {
      step: el("p", { class: "teach__step", role: "status" }),
      ask,
      before: el("p", { class: "teach__found" }),
      after: el("p", { class: "teach__found" }),
    };
    home.append(el("p", { class: "extension__note", textContent: say("trial_how") }), ...Object.values(this.#parts));
  }

  forget(classes) {
    this.#experiment = new Experiment();
    this.show(classes);
  }

  learnt(classes) {
    this.#experiment.learnt(this.#counts(classes));
    this.show(classes);
  }

  asked(told, classes) {
    this.#experiment.asked(told, this.#counts(classes));
    this.show(classes);
  }

  #counts = (classes) => classes.slice(0, 2).map(({ inputs }) => inputs.length);

  /** A button that is switched off while it is held hears of no release. */
  #allow(asking) {
    const { ask } = this.#parts;
    if (ask.disabled === !asking) return;
    ask.disabled = !asking;
    if (asking) return;
    ask.classList.remove("is-held");
    this.#end();
  }

  show(classes) {
    const step = this.#experiment.step(this.#counts(classes));
    const [first, second] = classes.map(({ name }) => name);
    const given = { first, second, count: PICTURES };
    setText(this.#parts.step, this.#say(`trial_${step}`, given));
    this.#allow(step === "ask" || step === "again");
    for (const part of ["before", "after"]) {
      const { asked, right } = this.#experiment[part];
      const fooled = Experiment.fooled(this.#experiment[part]);
      const verdict = fooled === null ? "" : this.#say(fooled ? "trial_fooled" : "trial_sound", given);
      setText(this.#parts[part], asked ? `${this.#say(`trial_${part}_count`, { ...given, asked, right })} ${verdict}`.trim() : "");
    }
  }
}
