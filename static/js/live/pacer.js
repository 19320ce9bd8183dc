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
 *   next capture = last capture + interval + 0.4 × error   (corrects the phase)
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

export class Pacer {
  #interval; // ms between captures, undefined until the first answer
  #last; // time of the last capture
  #correction; // ms, for the next capture only
  #deviation; // mean absolute deviation of the waits, ms
  #meanWait;
  #idle; // answers in a row that found the worker idle
  #busy; // what the worker takes for a frame, a running mean: a quick one alone would have too many come, ms
  #floor; // the least wait seen: what the way to the worker and back takes when nobody is before one, ms

  constructor() {
    this.reset();
  }

  reset() {
    this.#interval = undefined;
    this.#last = undefined;
    this.#correction = 0;
    this.#deviation = 2;
    this.#meanWait = undefined;
    this.#idle = 0;
    this.#busy = undefined;
    this.#floor = HIGHEST_FLOOR;
  }

  get interval() {
    return this.#interval;
  }

  /** How many ms until the next capture is due: 0 for now, Infinity until the first answer. */
  due(now) {
    if (this.#last === undefined) return 0;
    if (this.#interval === undefined) return Infinity;
    return Math.max(0, this.#last + this.#interval + this.#correction - now);
  }

  /** A capture began. */
  captured(now) {
    this.#last = now;
    this.#correction = 0;
  }

  /** A result came; `wait` and `total` in ms as its `timing` says, `streams` and `turn` (ms) as its `share`. */
  answered({ wait, total }, { streams = 1, turn = 0 } = {}) {
    if (!(wait >= 0) || !(total >= 0)) return;
    const shared = streams > 1 && turn > 0;
    const took = Math.max(SHORTEST, total - wait);
    this.#busy = this.#busy === undefined ? took : this.#busy + BUSY_GAIN * (took - this.#busy);
    if (this.#interval === undefined) {
      this.#interval = shared ? Math.max(this.#busy, turn) : this.#busy;
      return;
    }
    this.#learnDeviation(wait);
    this.#floor = Math.min(this.#floor, wait);
    const goal = shared ? turn / streams : this.#floor + this.#target();
    const idled = wait < (shared ? goal / 2 : this.#floor + this.#target() / 2);
    this.#idle = idled ? this.#idle + 1 : 0;
    if (idled) this.#hurry(shared ? turn : 0);
    else if (shared) this.#interval += TURN_GAIN * (turn - this.#interval);
    this.#steer(wait - goal, shared ? 0 : RATE_GAIN);
  }

  /** The server replaced a waiting frame by a newer one: frames come too fast. */
  dropped() {
    if (this.#interval !== undefined) this.#steer(this.#interval / 2, RATE_GAIN);
  }

  /** Nothing came back, or a problem did: begin anew, with one frame. */
  stalled() {
    this.reset();
  }

  #target() {
    return clamp(1.5 + this.#deviation / 3, 1.5, Math.max(3, this.#interval / 10));
  }

  #learnDeviation(wait) {
    this.#meanWait = this.#meanWait === undefined ? wait : this.#meanWait + 0.1 * (wait - this.#meanWait);
    this.#deviation += 0.1 * (Math.min(Math.abs(wait - this.#meanWait), this.#interval / 4) - this.#deviation);
  }

  #steer(error, rateGain) {
    const held = clamp(error, -this.#interval / 2, this.#interval / 2);
    const change = clamp(rateGain * held, -this.#interval / 10, this.#interval / 10);
    this.#interval = clamp(this.#interval + change, SHORTEST, LONGEST);
    this.#correction = PHASE_GAIN * held;
  }

  /** The worker idled: ask sooner, at once as often as it could answer if it serves nobody else. */
  #hurry(turn) {
    if (this.#idle > 1) this.#interval = Math.min(this.#interval, Math.max(this.#busy, turn));
    this.#interval = Math.max(SHORTEST, this.#interval * (1 - Math.min(0.1, 0.01 * this.#idle)));
  }
}
