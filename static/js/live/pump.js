/**
 * Moves frames: takes a picture when the pacer says so and a credit is free, has it encoded, sends it, and hands
 * the answers on. A still picture goes once, and again when `again()` is called.
 */
import { split } from "./stats.js";

const now = () => performance.now();

/**
 * `may()` says whether frames may be sent; `source()` is the present source; `stream()` the present stream;
 * `onAnswer(seq, meta, bytes, original)` and `onLost()` tell the page.
 */
export function createPump({ credits, pacer, capture, stats, link, may, source, stream, mirror, onAnswer, onLost }) {
  const sent = new Map(); // seq -> {original, browser, t, present}
  let timer = null;
  let encoding = false;
  let notBefore = 0;
  let least = 0; // ms between two pictures
  let sentLast = -Infinity;
  let fresh = true; // whether the video has a picture that was not taken yet
  let owed = true; // whether a still picture has yet to be sent
  let watched = null;

  function watch(video) {
    if (watched === video) return;
    watched = video;
    const seen = () => {
      if (watched !== video) return;
      fresh = true;
      kick();
      next();
    };
    const next = () => {
      if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(seen);
      else requestAnimationFrame(seen);
    };
    next();
  }

  function wake(delay) {
    clearTimeout(timer);
    timer = setTimeout(kick, delay);
  }

  /** Send a frame if everything allows it; else see to it that this is called again. */
  function kick() {
    if (!may() || encoding || !credits.free()) return;
    const present = source();
    if (present.still ? !owed : !fresh) return;
    const wait = Math.max(notBefore - now(), present.still ? 0 : pacer.due(now()), sentLast + least - now());
    if (wait === Infinity) return;
    if (wait > 0.5) wake(wait);
    else send(present);
  }

  async function send(present) {
    const t = now();
    sentLast = t;
    const target = stream();
    const seq = credits.take(t);
    pacer.captured(t);
    encoding = true;
    fresh = false;
    owed = false;
    try {
      const { bytes } = await capture.encode(present.element, {
        size: target.size,
        maxBytes: target.maxBytes,
        quality: target.quality,
        mirror: mirror(),
      });
      // While it was encoded the stream may have closed or the source changed.
      if (!may() || stream() !== target || source() !== present) throw new Error("stale");
      sent.set(seq, { original: bytes, browser: now() - t, t, present });
      link.frame(target.id, seq, t, bytes);
    } catch (error) {
      credits.cancel(seq);
      if (present.still) owed = true;
      if (error instanceof RangeError) onLost("too_large");
      else notBefore = Math.max(notBefore, now() + 30);
    } finally {
      encoding = false;
      kick();
    }
  }

  function result(meta, bytes) {
    const at = now();
    const gone = Array.isArray(meta.dropped) ? meta.dropped : [];
    const entry = sent.get(meta.seq);
    const sentAt = credits.result(meta.seq, gone);
    for (const seq of [...gone, meta.seq]) sent.delete(seq);
    stats.drop(gone.length);
    for (let i = 0; i < gone.length; i++) pacer.dropped();
    if (sentAt === null || !entry) return;
    const timing = meta.timing ?? {};
    pacer.answered(timing, meta.share);
    const latency = at - entry.t;
    stats.answer(at, { latency, parts: split(latency, entry.browser, timing), data: meta.data ?? null });
    // An answer to a picture of the source before is counted, not shown.
    if (entry.present === source()) onAnswer(meta, bytes, entry.original);
    kick();
  }

  /** A problem came for a frame: its credit is free again. A still picture is sent again after the wait. */
  function problem(seq) {
    sent.delete(seq);
    if (credits.problem(seq) === null) return;
    owed = true;
    kick();
  }

  setInterval(() => {
    const lost = credits.expire(now());
    for (const seq of lost) sent.delete(seq);
    if (lost.length) {
      owed = true;
      pacer.stalled();
      onLost("lost_frames");
    }
    kick();
  }, 1000);

  return {
    kick,
    result,
    problem,
    /** Send at most so many pictures a second; 0 for no limit. */
    limit(rate) {
      least = rate > 0 ? 1000 / rate : 0;
      kick();
    },
    /** A still picture is to be sent again: a setting changed. */
    again() {
      owed = true;
      kick();
    },
    /** A new source is there. */
    begin(present) {
      owed = true;
      fresh = true;
      watched = null;
      stats.restart();
      if (!present.still) watch(present.element);
      kick();
    },
    /** A new stream: nothing of the old one is waited for. */
    forget(window) {
      credits.reset(window);
      sent.clear();
      pacer.reset();
      stats.restart();
      owed = true;
      notBefore = 0;
    },
    backOff(after) {
      notBefore = Math.max(notBefore, now() + after);
      pacer.stalled();
      wake(after);
    },
  };
}
