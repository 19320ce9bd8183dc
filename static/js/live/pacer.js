/**
 * When to take the next picture. Pure: the caller says what time it is (ms).
 *
 * With two frames in flight a frame waits a whole turn at the server and is two model times old when it is
 * drawn; with one, the model idles while pictures travel. So the next frame should reach the server a
 * moment before the worker is free. Each result says how long its frame waited (`timing.wait`). This is a
 * phase-locked loop on that figure, aimed at a small positive wait:
 *
 *   error     = wait − target, held within ± half an interval
 *   interval += 0.05 × error                       (learns the rate; at most a tenth of itself at once)
 *   next capture = last capture + interval + 0.4 × error   (mends the phase)
 *
 * A wait as short as the way itself (the least one seen, up to 2 ms) says only that the worker idled, not how
 * long. Then the interval falls at once to the time that the worker is busy with a frame (total − wait, a running
 * mean) if that is shorter, and by 1 %, 2 %, … 10 % for each further idle answer. The target is that way, 1.5 ms, and a
 * third of the mean deviation of the waits, at most a tenth of the interval, so that a jittery model is kept busy too. A
 * dropped frame counts as one that waited half an interval too long. Before the first answer only one frame is out.
 *
 * Where several streams share the machine, each result says how many and how long a round of one turn for each
 * takes (`share`). The interval then tends to that round, so that everyone gets the same share, and the target is
 * one turn, so that the worker always finds somebody's frame:
 *
 *   interval += 0.1 × (turn − interval)            (unless the worker idled)
 */
const PHASE_GAIN = 0.4;
const RATE_GAIN = 0.05;
const TURN_GAIN = 0.1;
const BUSY_GAIN = 0.25;
const HIGHEST_FLOOR = 2;
const SHORTEST = 4;
const LONGEST = 5000;

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

export function createPacer() {
  let interval; // ms between captures, undefined until the first answer
  let last; // time of the last capture
  let correction; // ms, for the next capture only
  let deviation; // mean absolute deviation of the waits, ms
  let meanWait;
  let idle; // answers in a row that found the worker idle
  let busy; // what the worker takes for a frame, a running mean: a quick one alone would have too many come, ms
  let floor; // the least wait seen: what the way to the worker and back takes when nobody is before one, ms

  function reset() {
    interval = undefined;
    last = undefined;
    correction = 0;
    deviation = 2;
    meanWait = undefined;
    idle = 0;
    busy = undefined;
    floor = HIGHEST_FLOOR;
  }
  reset();

  function target() {
    return clamp(1.5 + deviation / 3, 1.5, Math.max(3, interval / 10));
  }

  function learnDeviation(wait) {
    meanWait = meanWait === undefined ? wait : meanWait + 0.1 * (wait - meanWait);
    deviation += 0.1 * (Math.min(Math.abs(wait - meanWait), interval / 4) - deviation);
  }

  function steer(error, rateGain) {
    const held = clamp(error, -interval / 2, interval / 2);
    interval = clamp(interval + clamp(rateGain * held, -interval / 10, interval / 10), SHORTEST, LONGEST);
    correction = PHASE_GAIN * held;
  }

  /** The worker idled: ask sooner, at once as often as it could answer if it serves nobody else. */
  function hurry(turn) {
    if (idle > 1) interval = Math.min(interval, Math.max(busy, turn));
    interval = Math.max(SHORTEST, interval * (1 - Math.min(0.1, 0.01 * idle)));
  }

  return {
    reset,
    /** How many ms until the next capture is due: 0 for now, Infinity until the first answer. */
    due(now) {
      if (last === undefined) return 0;
      if (interval === undefined) return Infinity;
      return Math.max(0, last + interval + correction - now);
    },
    /** A capture began. */
    captured(now) {
      last = now;
      correction = 0;
    },
    /** A result came; `wait` and `total` in ms as its `timing` says, `streams` and `turn` (ms) as its `share`. */
    answered({ wait, total }, { streams = 1, turn = 0 } = {}) {
      if (!(wait >= 0) || !(total >= 0)) return;
      const shared = streams > 1 && turn > 0;
      const took = Math.max(SHORTEST, total - wait);
      busy = busy === undefined ? took : busy + BUSY_GAIN * (took - busy);
      if (interval === undefined) {
        interval = shared ? Math.max(busy, turn) : busy;
        return;
      }
      learnDeviation(wait);
      floor = Math.min(floor, wait);
      const goal = shared ? turn / streams : floor + target();
      idle = wait < (shared ? goal / 2 : floor + target() / 2) ? idle + 1 : 0;
      if (idle > 0) hurry(shared ? turn : 0);
      else if (shared) interval += TURN_GAIN * (turn - interval);
      steer(wait - goal, shared ? 0 : RATE_GAIN);
    },
    /** The server replaced a waiting frame by a newer one: frames come too fast. */
    dropped() {
      if (interval !== undefined) steer(interval / 2, RATE_GAIN);
    },
    /** Nothing came back, or a problem did: begin anew, with one frame. */
    stalled() {
      reset();
    },
    get interval() {
      return interval;
    },
  };
}
