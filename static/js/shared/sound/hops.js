/** Sound in pieces of one length, as 16-bit numbers, and how loud it is. Pure. */

/** The mean of several channels (Float32Arrays of one length). */
export function mono(channels) {
  if (channels.length === 1) return channels[0];
  return channels[0].map((_, at) => channels.reduce((sum, channel) => sum + channel[at], 0) / channels.length);
}

/** A sample from -1 to 1 as a 16-bit number; what is louder is cut. */
export const toInt16 = (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32767);

/** Little-endian bytes, whatever the machine's own order. */
export function bytesOf(samples) {
  const bytes = new ArrayBuffer(2 * samples.length);
  const view = new DataView(bytes);
  samples.forEach((value, at) => view.setInt16(2 * at, value, true));
  return bytes;
}

/** How loud 16-bit samples are, 0 to 1: their root mean square, from -60 dB below full scale to 0 dB. */
export function loudness(samples) {
  const power = samples.reduce((sum, value) => sum + (value / 32767) ** 2, 0) / (samples.length || 1);
  return power > 0 ? Math.min(1, Math.max(0, 1 + (10 * Math.log10(power)) / 60)) : 0;
}

/** Cuts what comes in pieces of any length into hops of `length` samples. */
export class Hops {
  #hop;
  #filled = 0;

  constructor(length) {
    this.#hop = new Int16Array(length);
  }

  /** The hops (Int16Arrays) that these samples (-1 to 1) complete. */
  push(samples) {
    const whole = [];
    for (const value of samples) {
      this.#hop[this.#filled++] = toInt16(value);
      if (this.#filled < this.#hop.length) continue;
      whole.push(this.#hop);
      this.#hop = new Int16Array(this.#hop.length);
      this.#filled = 0;
    }
    return whole;
  }
}
