/** Moves sound: sends each hop as it comes, numbered one after the other, and hands the answers on. */
import { bytesOf } from "../shared/sound/hops.js";
import { Frame } from "./frames.js";
import { split } from "./stats.js";

const MOST = 25; // hops that may be unanswered: beyond it the server has long begun to drop the oldest
const LOST_AFTER = 15000;

const now = () => performance.now();

/** The same as Pump for whoever uses it. A hop that is not sent has its number all the same: the gap tells of the loss. */
export class SoundPump {
  #parts;
  #seq = 0;
  #waiting = new Map(); // seq -> {t, size}
  #notBefore = 0;

  /** `parts` has stats and link; `may()`, `source()`, `stream()`, `onAnswer(answer)` and `onLost(code)` as the pump's. */
  constructor(parts) {
    this.#parts = parts;
  }

  begin(source) {
    this.#parts.stats.restart();
    source.listen((samples) => this.#take(source, samples));
  }

  /** A new stream: nothing of the old one is waited for. */
  forget() {
    this.#waiting.clear();
    this.#notBefore = 0;
    this.#parts.stats.restart();
  }

  backOff(after) {
    this.#notBefore = Math.max(this.#notBefore, now() + after);
  }

  result(meta, layers) {
    const { stats, onAnswer, source } = this.#parts;
    const gone = Array.isArray(meta.dropped) ? meta.dropped : [];
    for (const seq of gone) this.#waiting.delete(seq);
    stats.drop(gone.length);
    const entry = this.#waiting.get(meta.seq);
    this.#waiting.delete(meta.seq);
    if (!entry || !source()) return;
    const [at, timing] = [now(), meta.timing ?? {}];
    const latency = at - entry.t;
    stats.answer(at, { latency, parts: split(latency, 0, timing), data: meta.data ?? null });
    const { element } = source();
    onAnswer({ meta, layers, frame: new Frame(element, element), sent: entry.size });
  }

  problem(seq) {
    this.#waiting.delete(seq);
  }

  // What only pictures need: sound comes by itself, and all of it is wanted.
  kick() {}
  again() {}
  limit() {}
  drawn() {}

  #take(source, samples) {
    const { may, stream, link } = this.#parts;
    if (source !== this.#parts.source()) return;
    const [seq, t] = [this.#seq++, now()];
    this.#expire(t);
    if (!may() || t < this.#notBefore || this.#waiting.size >= MOST) return;
    const bytes = bytesOf(samples);
    this.#waiting.set(seq, { t, size: bytes.byteLength });
    link.sound(stream().id, seq, t, bytes);
  }

  #expire(at) {
    const lost = [...this.#waiting].filter(([, { t }]) => at - t > LOST_AFTER);
    for (const [seq] of lost) this.#waiting.delete(seq);
    if (lost.length) this.#parts.onLost("lost_frames");
  }
}
