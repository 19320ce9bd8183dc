/** The probabilities of the last ten seconds of the one person who is followed. Pure. */
export const SPAN = 10000; // ms

export class Past {
  #who = null;
  #moments = []; // {at, probabilities}, the oldest first

  /** Takes an answer's people at a time in ms; somebody else than before begins anew. */
  take(at, chosen, people) {
    const one = people.find(({ id }) => id === chosen);
    if (chosen !== this.#who) this.forget();
    this.#who = chosen;
    if (one?.action) this.#moments.push({ at, probabilities: one.probabilities });
    while (this.#moments.length && at - this.#moments[0].at > SPAN) this.#moments.shift();
  }

  forget() {
    this.#who = null;
    this.#moments = [];
  }

  get newest() {
    return this.#moments.at(-1) ?? null;
  }

  /**
   * One action's course as points [x, height], both 0 to 1: x 1 is `now`. Where nothing was told for half a second the line
   * is broken: a list of lines.
   */
  lines(index, now) {
    const lines = [];
    let before = -Infinity;
    for (const { at, probabilities } of this.#moments) {
      if (at - before > 500) lines.push([]);
      lines.at(-1).push([1 - (now - at) / SPAN, probabilities[index]]);
      before = at;
    }
    return lines.filter((line) => line.length > 1);
  }
}

/** The area under such a line, for an SVG of 100 by 20. Pure. */
export function areaOf(line) {
  const points = line.map(([x, y]) => `${(100 * x).toFixed(1)},${(20 * (1 - y)).toFixed(1)}`);
  return `M${(100 * line[0][0]).toFixed(1)},20L${points.join("L")}L${(100 * line.at(-1)[0]).toFixed(1)},20Z`;
}
