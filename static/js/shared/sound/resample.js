/** Sound at another rate, piece by piece without seams. Pure. */

const CROSSINGS = 16; // of the sinc on either side
const PHASES = 256; // of the kernel between two samples; between these it is linear
const PASSED = 0.94; // the share of the narrower band that is let through: the rest is the filter's slope

/** Blackman's window, 0 at ±1. */
const window = (place) => (Math.abs(place) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * place) + 0.08 * Math.cos(2 * Math.PI * place));

/** Half of a windowed sinc that passes what lies below `cutoff` (of half the rate), from 0 to `half` samples. */
function kernel(cutoff, half) {
  const values = new Float32Array(half * PHASES + 2);
  for (let at = 0; at < values.length; at++) {
    const place = at / PHASES;
    const turn = Math.PI * cutoff * place;
    values[at] = cutoff * (place === 0 ? 1 : Math.sin(turn) / turn) * window(place / half);
  }
  return values;
}

export class Resampler {
  #step; // samples of the source to one of the result
  #half;
  #kernel;
  #kept; // the source's last samples
  #next; // where in `kept` the next sample of the result lies

  /** `from` and `to` are samples a second. What lies above half the lower rate is filtered out: nothing folds down. */
  constructor(from, to) {
    const narrower = Math.min(1, to / from);
    this.#step = from / to;
    this.#half = Math.ceil(CROSSINGS / narrower);
    this.#kernel = kernel(PASSED * narrower, this.#half);
    this.#kept = new Float32Array(this.#half);
    this.#next = this.#half;
  }

  /** The next samples (Float32Array) at the other rate: those that all they are made of is there for. */
  push(samples) {
    if (this.#step === 1) return Float32Array.from(samples);
    const all = new Float32Array(this.#kept.length + samples.length);
    all.set(this.#kept);
    all.set(samples, this.#kept.length);
    const count = Math.max(0, Math.ceil((all.length - this.#half - this.#next) / this.#step));
    const made = Float32Array.from({ length: count }, (_, at) => this.#at(all, this.#next + at * this.#step));
    const after = this.#next + count * this.#step;
    const gone = Math.max(0, Math.floor(after) - this.#half);
    this.#kept = all.slice(gone);
    this.#next = after - gone;
    return made;
  }

  #at(samples, place) {
    const [first, last] = [Math.max(0, Math.ceil(place - this.#half)), Math.min(samples.length - 1, Math.floor(place + this.#half))];
    let sum = 0;
    for (let at = first; at <= last; at++) {
      const away = Math.abs(at - place) * PHASES;
      const phase = away | 0;
      sum += samples[at] * (this.#kernel[phase] + (away - phase) * (this.#kernel[phase + 1] - this.#kernel[phase]));
    }
    return sum;
  }
}
