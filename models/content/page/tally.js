/** What each rule blocked wrongly, missed, and how late it was, against what the class says is shown. Pure. */
import { RULES } from "./rules.js";

export class Tally {
  #looks = 0;
  #shown = 0; // looks with a card
  #begun = null; // seconds since a card came up, null while none is shown
  #counts;

  constructor() {
    this.clear();
  }

  clear() {
    [this.#looks, this.#shown, this.#begun] = [0, 0, null];
    this.#counts = Object.fromEntries(RULES.map((rule) => [rule, { wrong: 0, missed: 0, late: [], waiting: false }]));
  }

  /** Takes a look: whether a card is shown, what each rule says, and the seconds since the look before. */
  take(isShown, verdict, gap) {
    this.#looks += 1;
    if (isShown) this.#shown += 1;
    const begins = isShown && this.#begun === null;
    this.#begun = isShown ? (begins ? 0 : this.#begun + gap) : null;
    for (const rule of RULES) {
      const counts = this.#counts[rule];
      if (begins) counts.waiting = true;
      if (!isShown) counts.waiting = false;
      if (verdict[rule] && !isShown) counts.wrong += 1;
      if (!verdict[rule] && isShown) counts.missed += 1;
      if (verdict[rule] && counts.waiting) {
        counts.late.push(this.#begun);
        counts.waiting = false;
      }
    }
  }

  get shown() {
    return this.#shown;
  }

  get others() {
    return this.#looks - this.#shown;
  }

  /** {wrong, missed} in looks, and the mean seconds from card to block, null where nothing was blocked in time. */
  of(rule) {
    const { wrong, missed, late } = this.#counts[rule];
    return { wrong, missed, late: late.length ? late.reduce((sum, one) => sum + one, 0) / late.length : null };
  }
}
