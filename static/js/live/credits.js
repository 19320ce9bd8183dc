/**
 * The account of unanswered frames. Pure: no clock, no network; the caller says what time it is.
 *
 * The server grants `window` credits. Sending a frame takes one; it comes back exactly once, by the frame's
 * result, by its number in a later result's `dropped`, by a problem that names it, or, when an answer is
 * lost, by `expire`. An answer to a frame that is not (or no longer) waited for changes nothing.
 */
export function createCredits({ window = 1, lostAfter = 15000 } = {}) {
  let limit = window;
  let next = 0;
  const waiting = new Map(); // seq -> time of sending
  const counts = { sent: 0, answered: 0, dropped: 0, problems: 0, lost: 0, strays: 0 };

  function settle(seq, kind) {
    if (!waiting.has(seq)) {
      counts.strays += 1;
      return null;
    }
    const sentAt = waiting.get(seq);
    waiting.delete(seq);
    counts[kind] += 1;
    return sentAt;
  }

  return {
    /** A new stream: the server forgets the old one's frames, so their credits are void. Numbers go on. */
    reset(newWindow = limit) {
      limit = Math.max(1, Math.floor(newWindow) || 1);
      waiting.clear();
    },
    /** Whether a frame may be sent now. */
    free() {
      return waiting.size < limit;
    },
    /** Take a credit; the number of the frame. Throws when none is free. */
    take(now) {
      if (waiting.size >= limit) throw new Error("no credit is free");
      const seq = next++;
      waiting.set(seq, now);
      counts.sent += 1;
      return seq;
    },
    /** Give a credit back for a frame that was never sent (its encoding failed). */
    cancel(seq) {
      if (waiting.delete(seq)) counts.sent -= 1;
    },
    /** A result came. Returns when its frame was sent, or null for a stray answer. */
    result(seq, dropped = []) {
      for (const old of dropped) settle(old, "dropped");
      return settle(seq, "answered");
    },
    /** A problem that names a frame came. Returns when it was sent, or null for a stray answer. */
    problem(seq) {
      return settle(seq, "problems");
    },
    /** Frees the credits of frames unanswered for `lostAfter` ms; returns their numbers. */
    expire(now) {
      const lost = [...waiting].filter(([, sentAt]) => now - sentAt >= lostAfter).map(([seq]) => seq);
      for (const seq of lost) settle(seq, "lost");
      return lost;
    },
    get unanswered() {
      return waiting.size;
    },
    get window() {
      return limit;
    },
    get counts() {
      return { ...counts };
    },
  };
}
