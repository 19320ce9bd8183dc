/** "Does it see the thing, or what is behind it?": an experiment in six steps with the first two classes. Pure. */

export const PICTURES = 10;
/** Of the pictures asked, so many must be called by the other name to say that the background was learnt. */
export const MOST = 0.5;

export const STEPS = ["first", "second", "learn", "ask", "mix", "again", "done"];

/** {asked, right}: how many pictures of a thing before the other's background were asked, and called by its name. */
const tally = () => ({ asked: 0, right: 0 });

export class Experiment {
  #learntFrom = null; // how many pictures of each when it was learnt first
  before = tally();
  after = tally();

  /** Something was learnt, from so many pictures of each of the two. */
  learnt(counts) {
    if (counts.some((count) => count < PICTURES)) return;
    if (this.#learntFrom === null) this.#learntFrom = counts;
    else if (this.before.asked >= PICTURES && this.#mixed(counts)) this.after = tally();
    this.#last = counts;
  }

  #last = null;

  #mixed(counts) {
    return counts.every((count, at) => count >= this.#learntFrom[at] + PICTURES);
  }

  /** Where it stands: one of STEPS; `counts` are the pictures of the two classes. */
  step(counts) {
    if (this.#learntFrom === null) {
      if (counts[0] < PICTURES) return "first";
      return counts[1] < PICTURES ? "second" : "learn";
    }
    if (this.before.asked < PICTURES) return "ask";
    if (!this.#last || !this.#mixed(this.#last)) return "mix";
    return this.after.asked < PICTURES ? "again" : "done";
  }

  /** One picture of the first thing before the second one's background was asked, and was called by class `told`. */
  asked(told, counts) {
    const step = this.step(counts);
    if (step !== "ask" && step !== "again") return;
    const one = step === "ask" ? this.before : this.after;
    one.asked += 1;
    one.right += told === 0;
  }

  /** Whether it learnt the background, by a tally; null before all are asked. */
  static fooled({ asked, right }) {
    return asked < PICTURES ? null : right <= asked * MOST;
  }
}
