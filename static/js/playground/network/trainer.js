/** A run in a thread of its own, as the page sees it: what it was told last, and the curve so far. */
export class Trainer {
  #worker = new Worker(new URL("./trainer.worker.js", import.meta.url), { type: "module" });
  #onChange;
  #generation = 0;
  points = [];
  last = null;

  /** `onChange()` after each report, `onError()` when the thread ended. */
  constructor({ onChange, onError }) {
    this.#onChange = onChange;
    this.#worker.addEventListener("error", onError);
    this.#worker.addEventListener("message", ({ data }) => this.#heard(data));
  }

  get going() {
    return this.last?.going ?? null;
  }

  /** Begins anew: `set` and `held` are {pictures, labels}, `settings` what training.js takes. */
  begin(set, held, settings) {
    this.points = [];
    this.last = null;
    this.#generation += 1;
    this.#worker.postMessage({ act: "begin", set, held, settings });
  }

  /** "step", "epoch", "run", "pause", "change" or "add". */
  act(act, more = {}) {
    this.#worker.postMessage({ act, ...more });
  }

  #heard(report) {
    if (report.points[0]?.step === 0) {
      this.points = [];
      this.#generation -= 1;
    }
    if (this.#generation > 0) return; // of a run that was given up
    this.points.push(...report.points);
    const { confusion, wrong } = report.confusion ? report : this.last ?? report;
    this.last = { ...report, confusion, wrong };
    this.#onChange();
  }
}
