// Listens in the browser's own thread for sound: mixes to one channel, resamples, and hands over hop by hop.
import { Hops, mono } from "./hops.js";
import { Resampler } from "./resample.js";

class Listener extends AudioWorkletProcessor {
  #resampler;
  #hops;

  constructor({ processorOptions: { rate, hop } }) {
    super();
    this.#resampler = new Resampler(sampleRate, rate);
    this.#hops = new Hops(Math.round(rate * hop));
  }

  process([channels]) {
    if (channels.length === 0) return true; // nothing is connected yet
    for (const hop of this.#hops.push(this.#resampler.push(mono(channels)))) this.port.postMessage(hop, [hop.buffer]);
    return true;
  }
}

registerProcessor("listener", Listener);
