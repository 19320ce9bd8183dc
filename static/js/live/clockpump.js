/** Answers that come by themselves, as fast as they are looked at: a clock's page sends nothing but that it is ready for the next. */
import { Frame } from "./frames.js";
import { split } from "./stats.js";

/** A source with nothing in it, of a size, for the machine's rules: there is nothing to ask for, and nothing to wait for. */
export function clockSource({ width, height }) {
  const element = document.createElement("canvas");
  Object.assign(element, { width, height });
  return { element, still: false, release() {} };
}

/** The same as Pump for whoever uses it. */
export class ClockPump {
  #parts;
  #drawn = null; // the newest number that is drawn and not told

  /** `parts` has stats and link; `may()`, `source()`, `stream()` and `onAnswer(answer)` as the pump's. */
  constructor(parts) {
    this.#parts = parts;
  }

  begin() {
    this.#parts.stats.restart();
  }

  /** A new stream: its first answer comes by itself. */
  forget() {
    this.#drawn = null;
    this.#parts.stats.restart();
  }

  result(meta, layers) {
    const { stats, onAnswer, source } = this.#parts;
    if (!source()) return;
    const timing = meta.timing ?? {};
    const latency = Number(timing.total) || 0;
    stats.answer(performance.now(), { latency, parts: split(latency, 0, timing), data: meta.data ?? null });
    const { element } = source();
    onAnswer({ meta, layers, frame: new Frame(element, element), sent: 0 });
  }

  /** An answer is on the stage: the next may come, unless the page is paused. */
  drawn({ seq }) {
    this.#drawn = seq;
    this.kick();
  }

  kick() {
    const { may, link, stream } = this.#parts;
    if (this.#drawn === null || !may()) return;
    link.seen(stream().id, this.#drawn);
    this.#drawn = null;
  }

  // What only pictures of a camera need.
  again() {}
  limit() {}
  backOff() {}
  problem() {}
}
