/** Where everybody is small in the picture: a larger one for the pose network, which sees their legs again. */
import { el, setText } from "../../../static/js/shared/dom.js";

export const LOW = 1 / 3; // of the picture's height; below this the pose network hardly sees legs
export const LONG = 3000; // ms for which everybody is so small
const GAP = 1000; // ms: who is small is lost at times
const LARGEST = "far";

/** Whether everybody has been small for a while. Pure: time is passed in. */
export class Smallness {
  #since = null;
  #seen = -Infinity;

  /** Takes an answer's people at a time in ms. */
  take(at, people) {
    if (!people.length) {
      if (at - this.#seen > GAP) this.forget();
      return this.lasts(at);
    }
    this.#seen = at;
    const small = people.every(({ box: [, top, , bottom] }) => bottom - top < LOW);
    this.#since = small ? (this.#since ?? at) : null;
    return this.lasts(at);
  }

  lasts(at) {
    return this.#since !== null && at - this.#since >= LONG;
  }

  forget() {
    this.#since = null;
  }
}

/** The sentence and the button that lead to the larger picture, and back to the size that was asked for before. */
export class Afar {
  #live;
  #say;
  #smallness = new Smallness();
  #before = "balanced"; // the size that comes back
  #told = false;
  #parts;

  constructor(live, home) {
    [this.#live, this.#say] = [live, live.say];
    const button = el("button", { type: "button", class: "button" });
    button.addEventListener("click", () => this.#toggle());
    const sentence = el("p", { class: "afar__sentence", role: "status" });
    this.#parts = { button, sentence, home };
    home.append(sentence, el("p", { class: "game__row" }, button));
  }

  forget() {
    this.#smallness.forget();
    this.#show(false);
  }

  take(now, people) {
    this.#show(this.#smallness.take(now, people));
  }

  get #isLarge() {
    return this.#live.params().size === LARGEST;
  }

  #toggle() {
    if (this.#isLarge) this.#live.setParams({ size: this.#before });
    else {
      this.#before = this.#live.params().size;
      this.#live.setParams({ size: LARGEST });
    }
    this.#show(false);
  }

  #show(small) {
    const { button, sentence, home } = this.#parts;
    const wanted = small && !this.#isLarge;
    setText(sentence, this.#say(this.#isLarge ? "afar_on" : wanted ? "afar_small" : "afar_how"));
    setText(button, this.#say(this.#isLarge ? "afar_back" : "afar_larger"));
    home.classList.toggle("is-wanted", wanted);
    if (wanted && !this.#told) this.#live.announce(this.#say("afar_small"));
    this.#told = wanted;
  }
}
