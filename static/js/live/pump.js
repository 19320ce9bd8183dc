/**
 * Moves frames: takes a picture when the pacer says so and a credit is free, has a small copy encoded and sent, and hands
 * the answers on, each with the very frame that it answers. A still picture goes once, and again when `again()` is called.
 */
import { eachFrame } from "../shared/stage/frames.js";
import { codingFor, isThin } from "./coding.js";
import { Ring } from "./frames.js";
import { split } from "./stats.js";

const MOST_FAILURES = 60; // what moves has two seconds or more to give a picture
const STALE = "stale";

const now = () => performance.now();

export class Pump {
  #parts;
  #sent = new Map(); // seq -> {size, browser, t, present}
  #ring = new Ring(); // the frames of these, at the camera's own size
  #timer = null;
  #encoding = false;
  #notBefore = 0;
  #least = 0; // ms between two pictures
  #sentLast = -Infinity;
  #fresh = true; // whether the video has a picture that was not taken yet
  #owed = true; // whether a still picture has yet to be sent
  #streams = 1; // that share the machine
  #failures = 0; // of taking a picture, one after the other
  #unwatch = () => {};

  /**
   * `parts` has credits, pacer, capture, stats and link; `may()` says whether frames may be sent; `source()` is the
   * present source, `stream()` the present stream, `mirror()` whether pictures are turned round; `onAnswer({meta, layers,
   * frame, sent})` and `onLost(code)` tell the page, `onBroken()` that no picture can be had of the source. `layers` are the answer's pictures by name, as bytes; the frame is the
   * page's to close; `sent` is how many bytes its small copy had.
   */
  constructor(parts) {
    this.#parts = parts;
    setInterval(() => this.#expire(), 1000);
  }

  /** Send a frame if everything allows it; else see to it that this is called again. */
  kick() {
    const { may, credits, source, pacer } = this.#parts;
    if (!may() || this.#encoding || !credits.free()) return;
    const present = source();
    if (present.still ? !this.#owed : !this.#fresh) return;
    const wait = Math.max(
      this.#notBefore - now(),
      present.still ? 0 : pacer.due(now()),
      this.#sentLast + this.#least - now(),
    );
    if (wait === Infinity) return;
    if (wait > 0.5) this.#wake(wait);
    else this.#send(present);
  }

  /** Send at most so many pictures a second; 0 for no limit. */
  limit(rate) {
    this.#least = rate > 0 ? 1000 / rate : 0;
    this.kick();
  }

  /** A still picture is to be sent again: a setting changed. */
  again() {
    this.#owed = true;
    this.kick();
  }

  /** A new source is there. */
  begin(present) {
    this.#owed = true;
    this.#fresh = true;
    this.#unwatch();
    this.#parts.stats.restart();
    if (!present.still) this.#watch(present.element);
    this.kick();
  }

  /** A new stream: nothing of the old one is waited for. */
  forget(window) {
    const { credits, pacer, stats } = this.#parts;
    credits.reset(window);
    this.#sent.clear();
    this.#ring.clear();
    this.#ring.resize(credits.window);
    pacer.reset();
    stats.restart();
    this.#owed = true;
    this.#notBefore = 0;
  }

  /** An answer is on the stage: nothing that a camera waits for. */
  drawn() {}

  backOff(after) {
    this.#notBefore = Math.max(this.#notBefore, now() + after);
    this.#parts.pacer.stalled();
    this.#wake(after);
  }

  /** An answer came. */
  result(meta, layers) {
    const { credits, pacer, stats, source, onAnswer } = this.#parts;
    const at = now();
    const gone = Array.isArray(meta.dropped) ? meta.dropped : [];
    const entry = this.#sent.get(meta.seq);
    const sentAt = credits.result(meta.seq, gone);
    const frame = this.#ring.take(meta.seq);
    for (const seq of [...gone, meta.seq]) this.#settle(seq);
    stats.drop(gone.length);
    for (let i = 0; i < gone.length; i++) pacer.dropped();
    if (sentAt === null || !entry || !frame) {
      frame?.close();
      return;
    }
    const timing = meta.timing ?? {};
    pacer.answered(timing, meta.share, { sent: entry.t, at });
    this.#streams = meta.share?.streams ?? 1;
    const latency = at - entry.t;
    stats.answer(at, { latency, parts: split(latency, entry.browser, timing), data: meta.data ?? null });
    // An answer to a picture of the source before is counted, not shown.
    if (entry.present === source()) onAnswer({ meta, layers, frame, sent: entry.size });
    else frame.close();
    this.kick();
  }

  /** A problem came for a frame: its credit is free again. A still picture is sent again after the wait. */
  problem(seq) {
    this.#settle(seq);
    if (this.#parts.credits.problem(seq) === null) return;
    this.#owed = true;
    this.kick();
  }

  /** Nothing is waited for under this number any more. */
  #settle(seq) {
    this.#sent.delete(seq);
    this.#ring.drop(seq);
  }

  #watch(video) {
    this.#unwatch = eachFrame(video, () => {
      this.#fresh = true;
      this.kick();
    });
  }

  #wake(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.kick(), delay);
  }

  async #send(present) {
    const { credits, pacer, link, onLost } = this.#parts;
    const t = now();
    const target = this.#parts.stream();
    const seq = credits.take(t);
    this.#sentLast = t;
    pacer.captured(t);
    this.#encoding = true;
    this.#fresh = false;
    this.#owed = false;
    try {
      const { frame, bytes } = await this.#taken(present, target);
      this.#failures = 0;
      this.#ring.keep(seq, frame);
      this.#sent.set(seq, { size: bytes.byteLength, browser: now() - t, t, present });
      link.frame(target.id, seq, t, bytes);
    } catch (error) {
      credits.cancel(seq);
      if (present.still) this.#owed = true;
      if (error instanceof RangeError) onLost("too_large");
      else this.#failed(present, error);
    } finally {
      this.#encoding = false;
      this.kick();
    }
  }

  /** The frame and the bytes to send; throws where the stream has closed or the source has changed meanwhile. */
  async #taken(present, target) {
    const { capture, mirror, may, stream, source } = this.#parts;
    const { size, maxBytes } = target;
    const { still, element } = present;
    const coding = codingFor(target, { streams: this.#streams, thin: isThin() });
    const taken = await capture.take(element, { size, maxBytes, ...coding, still, mirror: mirror() });
    if (may() && stream() === target && source() === present) return taken;
    taken.frame.close();
    throw new Error(STALE);
  }

  /** No picture was to be had: of a still one none ever is, what moves may give one the next time. */
  #failed(present, error) {
    this.#notBefore = Math.max(this.#notBefore, now() + 30);
    if (error.message === STALE) return;
    this.#failures += 1;
    if (!present.still && this.#failures < MOST_FAILURES) return;
    this.#failures = 0;
    if (present === this.#parts.source()) this.#parts.onBroken();
  }

  /** Gives up what was not answered for too long. */
  #expire() {
    const { credits, pacer, onLost } = this.#parts;
    const lost = credits.expire(now());
    for (const seq of lost) this.#settle(seq);
    if (lost.length) {
      this.#owed = true;
      pacer.stalled();
      onLost("lost_frames");
    }
    this.kick();
  }
}
