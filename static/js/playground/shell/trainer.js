/**
 * A run in a thread of its own, as the page sees it: what it was told last, and the curve so far. Each report has `points`
 * (new ones of the curve), `going`, and `begins` where it is a run's first; what else it has is the thread's own business.
 */
export class Trainer {
  #worker;
  #onChange;
  #generation = 0;
  points = [];
  last = null;

  /** `url` is the thread's module. `onChange()` after each report, `onError()` when the thread ended. */
  constructor(url, { onChange, onError }) {
    this.#worker = new Worker(url, { type: "module" });
    this.#onChange = onChange;
    this.#worker.addEventListener("error", onError);
    this.#worker.addEventListener("message", ({ data }) => this.#heard(data));
  }

  get going() {
    return this.last?.going ?? null;
  }

  /** Begins anew with what the thread takes for that. */
  begin(task) {
    this.points = [];
    this.last = null;
    this.#generation += 1;
    this.#worker.postMessage({ act: "begin", ...task });
  }

  /** What the thread knows to do: "step", "run", "pause" and more. */
  act(act, more = {}) {
    this.#worker.postMessage({ act, ...more });
  }

  #heard(report) {
    if (report.begins) {
      this.points = [];
      this.#generation -= 1;
    }
    if (this.#generation > 0) return; // of a run that was given up
    this.points.push(...report.points);
    // What is null was not looked at this time: what was known stays.
    const known = Object.entries(report).filter(([, value]) => value !== null && value !== undefined);
    this.last = { ...this.last, ...Object.fromEntries(known), going: report.going };
    this.#onChange();
  }
}
