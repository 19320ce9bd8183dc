/** The walk along the drawn row: begins when the network has answered once, goes no faster than it looks, and ends. */

const USUAL = 133; // ms between two answers at which the row is walked at full speed, as it was measured
const SLOWEST = 0.2;

/** How fast the clip plays, of its own speed, where answers come so many ms apart. Pure. */
export const paceOf = (apart) => Math.min(1, Math.max(SLOWEST, USUAL / apart));

export class Walk {
  #live;
  #url;
  #onEnd;
  #video = null;
  #last = null;
  #apart = USUAL;
  #begun = false;

  /** `url` is the clip's; `onEnd()` is called when its end is reached. */
  constructor(live, url, onEnd) {
    [this.#live, this.#url, this.#onEnd] = [live, url, onEnd];
    live.on("source", (held) => this.#hold(held));
    live.on("state", (phase) => this.#follow(phase));
  }

  get walking() {
    return this.#video !== null;
  }

  start() {
    this.#live.dispatch({ type: "select", source: { kind: "clip", url: this.#url } });
    this.#live.dispatch({ type: "start" });
  }

  /** An answer came at a time in ms. */
  take(now) {
    if (!this.#video) return;
    if (this.#last !== null) this.#apart += 0.2 * (Math.min(2000, now - this.#last) - this.#apart);
    this.#last = now;
    this.#video.playbackRate = paceOf(this.#apart);
    if (!this.#begun) this.#play();
  }

  #hold(held) {
    if (this.#video) this.#video.onended = null;
    this.#video = held?.element.src?.endsWith(this.#url) ? held.element : null;
    this.#begun = false;
    [this.#last, this.#apart] = [null, USUAL];
    if (!this.#video) return;
    this.#video.loop = false;
    this.#video.pause();
    this.#video.currentTime = 0;
    this.#video.onended = () => {
      this.#live.dispatch({ type: "pause" });
      this.#onEnd();
    };
  }

  #follow(phase) {
    if (!this.#video || !this.#begun || this.#video.ended) return;
    if (phase === "live") this.#play();
    else this.#video.pause();
  }

  #play() {
    this.#begun = true;
    this.#video.play().catch(() => {}); // let go of meanwhile
  }
}
