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
 *   next capture = last capture + interval + 0.25 × error   (mends the phase)
 *
 * A wait near zero says only that the worker idled, not how long. Then the interval falls at once to the
 * time that the worker was busy with the frame (total − wait) if that is shorter, and by 1 %, 2 %, … 10 %
 * for each further idle answer. The target is 2 ms and half of the mean deviation of the waits, at most a tenth of
 * the interval, so that a jittery model is kept busy too. A dropped frame counts as one that waited half an
 * interval too long. Before the first answer only one frame is out.
 */
const PHASE_GAIN = 0.25;
const RATE_GAIN = 0.05;
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

  function reset() {
    interval = undefined;
    last = undefined;
    correction = 0;
    deviation = 2;
    meanWait = undefined;
    idle = 0;
  }
  reset();

  function target() {
    return clamp(2 + deviation / 2, 2, Math.max(4, interval / 10));
  }

  function learnDeviation(wait) {
    meanWait = meanWait === undefined ? wait : meanWait + 0.1 * (wait - meanWait);
    deviation += 0.1 * (Math.min(Math.abs(wait - meanWait), interval / 4) - deviation);
  }

  function steer(error) {
    const held = clamp(error, -interval / 2, interval / 2);
    interval = clamp(interval + clamp(RATE_GAIN * held, -interval / 10, interval / 10), SHORTEST, LONGEST);
    correction = PHASE_GAIN * held;
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
    /** A result came; `wait` and `total` in ms as its `timing` says. */
    answered({ wait, total }) {
      if (!(wait >= 0) || !(total >= 0)) return;
      const busy = Math.max(SHORTEST, total - wait);
      if (interval === undefined) {
        interval = busy;
        return;
      }
      learnDeviation(wait);
      if (wait < target() / 2) {
        idle += 1;
        if (idle > 1) interval = Math.min(interval, busy);
        interval = Math.max(SHORTEST, interval * (1 - Math.min(0.1, 0.01 * idle)));
      } else {
        idle = 0;
      }
      steer(wait - target());
    },
    /** The server replaced a waiting frame by a newer one: frames come too fast. */
    dropped() {
      if (interval !== undefined) steer(interval / 2);
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
