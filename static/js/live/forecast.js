/**
 * When a worker that computes one frame after the other gets free, reckoned from its answers. Pure; times in ms.
 *
 * All is told in the time at which a frame would have to be taken so as to reach the worker then. An answer that comes at
 * `at`, to a frame taken at `sent` which was `total` at the server, took `at − sent − total` on its road, there and back, the
 * making of the small copy included. Of the `busy` that a frame takes, a share `held` keeps the next one waiting: all of it where
 * nothing runs beside the network, less where a worker decodes one while it computes another. So
 *
 *   free = at − road − floor                          (the road a running mean, the floor what a wait is at least)
 *   free = max(free + held × busy, sent + busy)       for each frame that is out
 *   due  = free + held × busy − busy − lead
 *
 * The lead is a part of the deviation of the worker's own time, since a worker that idles loses a frame where one that is early only
 * makes it older. Unlike an interval, this forgets a frame that took longer with that frame's answer. `held` is learned from frames
 * that waited, and falls a little with each that did not: else a worker that is asked too late would never tell.
 *
 * Where the worker computes frames beside one another nothing is to be reckoned. The first frames, and one now and then, are
 * taken half a frame early: those that did not wait say so.
 */
const PROBES = 3;
const AGAIN = 300;
const TELLING = 3; // ms early, from which on a frame should have waited
const TOLD = 0.3;
const ROAD_GAIN = 0.1;
const LEAD = 0.2;
const LEAST_LEAD = 0.25; // ms
const LEAST_WAIT = 1.5; // ms
const HELD_GAIN = 0.3;
const LESS = 0.001;
const LEAST_HELD = 0.3;
const SHORTEST = 4; // ms
const WINDOW = 2;

export class Forecast {
  #out = []; // when the frames were taken that have no answer yet
  #free = null;
  #road = null;
  #held = 1; // the share of a frame's time that keeps the next one waiting
  #beside = 0; // how sure it is that frames do not wait for one another, 0 to 1
  #answers = 0;

  /** Whether there is something to reckon from, and frames have waited for one another so far. */
  get holds() {
    return this.#free !== null && this.#beside < 0.5;
  }

  captured(now) {
    this.#out.push(now);
  }

  /** A result came at `at` for what was taken at `sent`; `floor` of its wait was none. */
  answered({ wait, total }, { sent, at }, floor) {
    this.#out = this.#out.filter((other) => other > sent);
    this.#answers += 1;
    const [before, took] = [this.#free, Math.max(SHORTEST, total - wait)];
    const road = Math.max(0, at - sent - total);
    this.#road = this.#road === null ? road : this.#road + ROAD_GAIN * (road - this.#road);
    this.#free = at - this.#road - floor;
    if (before === null) return;
    this.#learnHeld(wait - floor, (this.#free - before) / took);
    this.#judge(before - sent, wait - floor, took);
  }

  /** When to take the next one, for a worker that takes about `busy` for a frame, `deviation` more or less. */
  due(busy, deviation) {
    const held = this.#held * busy;
    let free = this.#free ?? 0;
    for (const sent of this.#out.slice(-WINDOW)) free = Math.max(free + held, sent + busy);
    const probes = this.#answers <= PROBES || this.#answers % AGAIN === 0;
    return free + held - busy - (probes ? busy / 2 : Math.max(LEAST_LEAD, LEAD * deviation));
  }

  /** Of one that waited, the time since the one before it says what of a frame's time keeps the next one waiting. */
  #learnHeld(waited, share) {
    this.#held += waited > LEAST_WAIT ? HELD_GAIN * (Math.min(1, share) - this.#held) : -LESS;
    this.#held = Math.max(LEAST_HELD, this.#held);
  }

  /** Whether a frame that came early did wait: else the worker computes frames beside one another. */
  #judge(foreseen, waited, took) {
    if (foreseen > Math.max(TELLING, took / 4)) this.#beside += TOLD * (Number(waited < foreseen / 2) - this.#beside);
  }
}
