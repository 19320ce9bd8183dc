/** How much detail the page puts together: less, while more takes longer than the next answer may wait. Pure. */

/** Shares of the frame's sides. */
export const STEPS = Object.freeze([1, 0.75, 0.5, 0.375]);
/** Milliseconds from which on putting a picture together counts as slow, and below which it counts as quick. */
const [SLOW, QUICK] = [50, 20];
/** How many pictures are looked at before anything changes: one alone may have met with something else. */
const LOOKED_AT = 6;

const middle = (values) => [...values].sort((one, other) => one - other)[values.length >> 1];

export class Detail {
  #step = 0;
  #took = [];

  /** The share of the frame's sides, 0 to 1. */
  get share() {
    return STEPS[this.#step];
  }

  /** Notes the milliseconds that one picture took. The time is taken to grow with the number of pixels. */
  took(ms) {
    this.#took.push(ms);
    if (this.#took.length < LOOKED_AT) return;
    const now = middle(this.#took);
    this.#took = [];
    const at = (step) => now * (STEPS[step] / this.share) ** 2;
    if (now > SLOW) {
      const enough = STEPS.findIndex((_, step) => step > this.#step && at(step) <= SLOW);
      this.#step = enough < 0 ? STEPS.length - 1 : enough;
    } else if (this.#step && at(this.#step - 1) < QUICK) {
      this.#step -= 1;
    }
  }

  /** A frame of another size: everything begins anew. */
  reset() {
    this.#step = 0;
    this.#took = [];
  }
}
