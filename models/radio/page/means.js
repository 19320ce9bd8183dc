/** Errors of the last two seconds, so that they can be read. Pure. */
export const SPAN = 20; // heat maps

export class Means {
  #rows = [];
  #number = null;

  /** Takes an answer's errors ({oks, centimetres, right, of} each); those of one heat map once. */
  take(number, errors) {
    if (number === this.#number) return;
    if (this.#number !== null && number < this.#number) this.forget();
    this.#number = number;
    this.#rows.push(errors);
    if (this.#rows.length > SPAN) this.#rows.shift();
  }

  forget() {
    this.#rows = [];
    this.#number = null;
  }

  /** {oks, centimetres, share} as means over all, or null of nobody. */
  get value() {
    const all = this.#rows.flat();
    if (!all.length) return null;
    const mean = (of) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
    return { oks: mean(({ oks }) => oks), centimetres: mean(({ centimetres }) => centimetres), share: mean(({ right, of }) => right / Math.max(1, of)) };
  }
}

/** The errors of those who are somebody's. */
export const errorsOf = (said) => said.map(({ error }) => error).filter(Boolean);
