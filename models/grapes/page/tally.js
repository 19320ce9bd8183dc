/** What was counted since one began to look: each bunch once, by its number, with the most berries that it showed. Pure. */

export class Tally {
  #most = new Map(); // number of a bunch → berries

  clear() {
    this.#most.clear();
  }

  /** Takes the bunches of an answer; those seen too seldom to be counted wait. */
  take(bunches) {
    for (const { id, most, counted } of bunches) if (counted) this.#most.set(id, Math.max(most, this.#most.get(id) ?? 0));
  }

  get bunches() {
    return this.#most.size;
  }

  /** Berries told of all of them. */
  get berries() {
    return [...this.#most.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** How many berries there are where so many are told: {low, middle, high}, by the ratio that an answer names. */
export const likely = (told, ratio) => Object.fromEntries(["low", "middle", "high"].map((part) => [part, Math.round(told * ratio[part])]));
