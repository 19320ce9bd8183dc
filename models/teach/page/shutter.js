/** When a picture is taken: while something is held, and once for a press that was too short for one. Pure. */

/** Milliseconds between two: pictures that come faster show the same. */
export const GAP = 120;

export class Shutter {
  #held = null;
  #owed = null;
  #last = -Infinity;

  begin(what) {
    this.#held = this.#owed = what;
  }

  end() {
    this.#held = null;
  }

  forget() {
    this.#held = this.#owed = null;
  }

  get held() {
    return this.#held;
  }

  /** What the picture of now is taken for; null for nothing. */
  take(now) {
    const what = this.#held ?? this.#owed;
    if (what === null || (this.#owed === null && now - this.#last < GAP)) return null;
    this.#owed = null;
    this.#last = now;
    return what;
  }
}
