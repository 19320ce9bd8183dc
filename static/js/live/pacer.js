/**
 * When to take the next picture. Pure: the caller says what time it is (ms).
 *
 * With two frames in flight a frame waits a whole turn at the server and is two model times old when it is
 * drawn; with one, the model idles while pictures travel. So the next frame should reach the server when the worker
 * gets free. Whoever is alone reckons from each answer when that will be (forecast.js). Where the worker computes frames beside
 * one another, or it is not told when an answer came, it feels for the worker's rate as TCP feels for a line's (Chiu and Jain,
 * 1989), in small steps, since each frame that waits is an old one. Each result says how long its frame waited
 * (`timing.wait`); a wait as short as the way itself (the least one seen, up to 2 ms) says only that the worker was free:
 *
 *   it did not wait   interval −= 1 % (1 %, 2 %, … 10 % as long as nothing ever waited, and after forty in a row)
 *   it waited         interval += 1 %, or a twentieth of the wait if that is more
 *                     next capture = last capture + interval + 0.3 × wait
 *
 * A wait counts from 1.5 ms, or from the mean deviation of the model's own time, at most a tenth of the interval. The
 * interval grows and shrinks as that time does (total − wait, a running mean), and is at most 1.2 times as long, so that a
 * machine that stumbles now and then is kept busy too. A dropped frame counts as one that waited half an interval too
 * long. Before the first answer only one frame is out.
 *
 * Where several streams share the machine, each result says how many and how long a round of one turn for each
 * takes (`share`). The interval then tends to that round, so that everyone gets the same share, and a frame is aimed at
 * arriving one turn before its own, so that the worker always finds somebody's frame:
 *
 *   error     = wait − turn / streams, held within ± half an interval
 *   interval += 0.1 × (turn − interval)                (unless the worker idled)
 *   next capture = last capture + interval + 0.4 × error
 */
import { Forecast } from "./forecast.js";

const PHASE_GAIN = 0.4;
const RATE_GAIN = 0.05;
const TURN_GAIN = 0.1;
const BUSY_GAIN = 0.25;
const HIGHEST_FLOOR = 2;
const SHORTEST = 4;
const LONGEST = 5000;

const LEAST_WAIT = 1.5; // ms
const SOONER = 0.01;
const LATER = 0.01;
const LATER_BY_WAIT = 0.05;
const FIRST_LATER = 0.05;
const DRAIN = 0.3;
const PATIENCE = 40; // answers that did not wait, after which the model may have become quicker
const LATEST = 1.2; // times what the worker takes for a frame

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

export class Pacer {
  #interval; // ms between captures, undefined until the first answer
  #last; // time of the last capture
  #correction; // ms, for the next capture only
  #idle; // answers in a row that found the worker idle
  #busy; // what the worker takes for a frame, a running mean, ms
  #deviation; // how far single frames are from it, a running mean, ms
  #floor; // the least wait seen: what the way to the worker and back takes when nobody is before one, ms
  #known; // whether a frame has ever waited: the worker's rate is near
  #alone; // whether nobody shares the machine
  #forecast;

  constructor() {
    this.reset();
  }

  reset() {
    this.#interval = undefined;
    this.#last = undefined;
    this.#correction = 0;
    this.#idle = 0;
    this.#busy = undefined;
    this.#deviation = 1;
    this.#floor = HIGHEST_FLOOR;
    this.#known = false;
    this.#alone = true;
    this.#forecast = new Forecast();
  }

  get interval() {
    return this.#interval;
  }

  /** How many ms until the next capture is due: 0 for now, Infinity until the first answer. */
  due(now) {
    if (this.#last === undefined) return 0;
    if (this.#interval === undefined) return Infinity;
    if (this.#alone && this.#forecast.holds) {
      return Math.max(0, this.#forecast.due(this.#busy, this.#deviation) - now);
    }
    return Math.max(0, this.#last + this.#interval + this.#correction - now);
  }

  /** A capture began. */
  captured(now) {
    this.#last = now;
    this.#correction = 0;
    this.#forecast.captured(now);
  }

  /**
   * A result came; `wait` and `total` in ms as its `timing` says, `streams` and `turn` (ms) as its `share`; `when` says when
   * its frame was taken (`sent`) and when it came (`at`).
   */
  answered({ wait, total }, { streams = 1, turn = 0 } = {}, when = null) {
    if (!(wait >= 0) || !(total >= 0)) return;
    const shared = streams > 1 && turn > 0;
    this.#alone = !shared;
    if (when) this.#forecast.answered({ wait, total }, when, Math.min(this.#floor, wait));
    const slower = this.#learnBusy(Math.max(SHORTEST, total - wait));
    if (this.#interval === undefined) {
      this.#interval = shared ? Math.max(this.#busy, turn) : this.#busy;
      return;
    }
    this.#floor = Math.min(this.#floor, wait);
    if (shared) this.#takeTurn(wait, turn / streams, turn);
    else this.#feel(wait - this.#floor, slower);
  }

  /** The server replaced a waiting frame by a newer one: frames come too fast. */
  dropped() {
    if (this.#interval !== undefined) this.#steer(this.#interval / 2, RATE_GAIN);
  }

  /** Nothing came back, or a problem did: begin anew, with one frame. */
  stalled() {
    this.reset();
  }

  /** How many times as long the worker now takes as was thought. */
  #learnBusy(took) {
    const thought = this.#busy ?? took;
    this.#deviation += 0.1 * (Math.min(Math.abs(took - thought), thought / 4) - this.#deviation);
    this.#busy = thought + BUSY_GAIN * (took - thought);
    return this.#busy / thought;
  }

  /** Alone: a little sooner while nothing waits, later as soon as something does. */
  #feel(waited, slower) {
    this.#interval *= slower;
    if (waited < Math.max(LEAST_WAIT, Math.min(this.#deviation, this.#interval / 10))) {
      this.#idle += 1;
      const isNear = this.#known && this.#idle < PATIENCE;
      this.#interval = Math.min(this.#interval, LATEST * this.#busy);
      this.#scale(isNear ? -SOONER : -Math.min(0.1, 0.01 * this.#idle));
      return;
    }
    this.#idle = 0;
    const share = Math.min(1, waited / this.#interval);
    const later = this.#interval * (1 + Math.max(this.#known ? LATER : FIRST_LATER, LATER_BY_WAIT * share));
    this.#interval = clamp(later, this.#interval, Math.max(this.#interval, LATEST * this.#busy));
    this.#known = true;
    this.#correction = DRAIN * share * this.#interval;
  }

  /** Among others: once a round, a turn ahead. */
  #takeTurn(wait, goal, turn) {
    const idled = wait < goal / 2;
    this.#idle = idled ? this.#idle + 1 : 0;
    if (idled) this.#hurry(turn);
    else this.#interval += TURN_GAIN * (turn - this.#interval);
    this.#steer(wait - goal, 0);
  }

  #scale(by) {
    this.#interval = clamp(this.#interval * (1 + by), SHORTEST, LONGEST);
  }

  #steer(error, rateGain) {
    const held = clamp(error, -this.#interval / 2, this.#interval / 2);
    this.#interval = clamp(this.#interval + rateGain * held, SHORTEST, LONGEST);
    this.#correction = PHASE_GAIN * held;
  }

  /** The worker idled although others are there: ask sooner. */
  #hurry(turn) {
    if (this.#idle > 1) this.#interval = Math.min(this.#interval, Math.max(this.#busy, turn));
    this.#scale(-Math.min(0.1, 0.01 * this.#idle));
  }
}
