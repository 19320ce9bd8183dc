/**
 * When a worker that computes one frame after the other gets free, reckoned from its answers. Pure; times in ms.
 *
 * All is told in the time at which a frame would have to be taken so as to reach the worker then. An answer that comes at
 * `at`, to a frame taken at `sent` which was `total` at the server, took `at − sent − total` on its road, there and back, the
 * making of the small copy included. So the worker got free for whatever is taken at
 *
 *   free = at − road − floor            (the road a running mean, the floor what a wait is at least)
 *   free = max(free, sent) + busy       for each frame that is out
 *
 * and the next frame is due a little before that: by a part of the deviation of the worker's own time, since a worker that idles
 * loses a frame where one that is early only makes it older. Unlike an interval, this forgets a frame that took longer with that
 * frame's answer.
 *
 * Where the worker computes frames beside one another nothing is to be reckoned. The first frames, and one now and then, are
 * taken half a frame early: those that did not wait say so.
 */
const PROBES = 3;
const AGAIN = 300;
const TELLING = 3; // ms early, from which on a frame should have waited
const TOLD = 0.3;
const ROAD_GAIN = 0.1;
const LEAD = 0.4;
const LEAST_LEAD = 0.25; // ms
const WINDOW = 2;

export class Forecast {
  #out = []; // when the frames were taken that have no answer yet
  #free = null;
  #road = null;
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
    if (this.#free !== null) this.#judge(this.#free - sent, wait - floor, total - wait);
    const road = Math.max(0, at - sent - total);
    this.#road = this.#road === null ? road : this.#road + ROAD_GAIN * (road - this.#road);
    this.#free = at - this.#road - floor;
  }

  /** When to take the next one, for a worker that takes about `busy` for a frame, `deviation` more or less. */
  due(busy, deviation) {
    let free = this.#free ?? 0;
    for (const sent of this.#out.slice(-WINDOW)) free = Math.max(free, sent) + busy;
    const probes = this.#answers <= PROBES || this.#answers % AGAIN === 0;
    return free - (probes ? busy / 2 : Math.max(LEAST_LEAD, LEAD * deviation));
  }

  /** Whether a frame that came early did wait: else the worker computes frames beside one another. */
  #judge(foreseen, waited, took) {
    if (foreseen > Math.max(TELLING, took / 4)) this.#beside += TOLD * (Number(waited < foreseen / 2) - this.#beside);
  }
}
