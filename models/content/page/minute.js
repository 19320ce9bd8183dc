/** The looks of the last minute, where the page itself says what a still shows. Pure; the server's are models/content/demo.py's. */
const KEPT = 60;

export class Minute {
  #looks = [];

  clear() {
    this.#looks = [];
  }

  /** One more look, `gap` seconds after the one before: all that is remembered, the newest last, as a list of its own. */
  add(gap, probability) {
    this.#looks = [...this.#looks, [gap, probability]].slice(-KEPT);
    return this.#looks;
  }
}
