/** What was heard and told of the last seconds, frame by frame, and which of it is to be seen now. Pure. */
export const FRAME = 20; // ms
const KEPT = 600; // frames
const REPLAYED = 200; // frames of slow motion: four seconds
export const SLOWER = 4;

const empty = () => ({ mel: null, wave: null, loudness: 0, said: null, visemes: null, mouth: null, closed: false });

export class Track {
  #frames = new Map(); // number → what is known of it
  #heard = -1; // the newest that was heard
  #told = -1; // the newest that was told
  #first = 0; // the first of the last answer's
  #at = 0; // when that answer came
  #middle = 0; // when the middle of the newest one told was captured
  #replay = null; // {from, count, since}: what is seen again and again in slow motion

  /** Takes an answer's data, which came at `at`; the sound that it answers ended at `captured` (ms of one clock). */
  take(data, at, captured) {
    if (data.heard + data.mel.length - 1 < this.#heard) this.forget();
    data.mel.forEach((mel, place) => Object.assign(this.#of(data.heard + place), { mel, wave: data.wave[place], loudness: data.loudness[place] }));
    data.mouth.forEach((mouth, place) => {
      const { said, visemes, closed } = data;
      Object.assign(this.#of(data.told + place), { mouth, said: said[place], visemes: visemes[place], closed: closed[place] });
    });
    this.#heard = data.heard + data.mel.length - 1;
    if (!data.mouth.length) return;
    this.#told = data.told + data.mouth.length - 1;
    this.#first = data.told;
    this.#at = at;
    this.#middle = captured - 1000 * data.behind;
    for (const number of this.#frames.keys()) if (number < this.#heard - KEPT) this.#frames.delete(number);
  }

  forget() {
    this.#frames.clear();
    this.#heard = this.#told = -1;
    this.#replay = null;
  }

  get told() {
    return this.#told;
  }

  get heard() {
    return this.#heard;
  }

  /** What is known of a frame, or null. */
  of(number) {
    return this.#frames.get(number) ?? null;
  }

  /** Begins or ends slow motion, at `now`: of what was told until then. */
  replay(wanted, now) {
    if (!wanted) this.#replay = null;
    else if (!this.#replay && this.#told >= 0) {
      const from = Math.max(this.#told - REPLAYED + 1, Math.min(...this.#frames.keys()));
      this.#replay = { from, count: this.#told - from + 1, since: now };
    }
  }

  get replaying() {
    return this.#replay !== null;
  }

  /** The frame to be seen at `now`, -1 for none: those of an answer one after the other from when it came, each as late as the others. */
  head(now) {
    if (this.#replay) {
      const { from, count, since } = this.#replay;
      return from + (Math.floor((now - since) / (FRAME * SLOWER)) % count);
    }
    if (this.#told < 0) return -1;
    return Math.min(this.#told, this.#first + Math.max(0, Math.floor((now - this.#at) / FRAME)));
  }

  /** How long ago, in ms, the middle of a frame was captured. */
  lag(number, now) {
    return now - (this.#middle - FRAME * (this.#told - number));
  }

  #of(number) {
    if (!this.#frames.has(number)) this.#frames.set(number, empty());
    return this.#frames.get(number);
  }
}

/** The median of the last so many numbers. */
export class Median {
  #values = [];
  #most;

  constructor(most = 100) {
    this.#most = most;
  }

  add(value) {
    this.#values = [...this.#values, value].slice(-this.#most);
  }

  clear() {
    this.#values = [];
  }

  /** Null before there are ten. */
  get value() {
    const sorted = this.#values.toSorted((one, other) => one - other);
    return sorted.length < 10 ? null : sorted[Math.floor(sorted.length / 2)];
  }
}
