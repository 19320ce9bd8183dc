/** The last seconds of sound as a picture: how loud it was, from left to right; and how loud it is now, as a bar. */
import { loudness } from "./hops.js";

const SIZE = { width: 960, height: 540 };
const SHOWN = 120; // hops across

/** Loudest sample of each of so many parts of a hop, 0 to 1. Pure. */
export function peaks(samples, parts) {
  return Array.from({ length: parts }, (_, part) => {
    const piece = samples.slice(Math.floor((part * samples.length) / parts), Math.floor(((part + 1) * samples.length) / parts));
    return piece.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 32767;
  });
}

export class Scope {
  #peaks = [];
  #level = 0;

  constructor() {
    this.canvas = document.createElement("canvas");
    Object.assign(this.canvas, SIZE, { className: "scope" });
    this.#draw();
  }

  /** The present loudness, 0 to 1; it falls more slowly than it rises, so that it can be read. */
  get level() {
    return this.#level;
  }

  take(samples) {
    this.#level = Math.max(loudness(samples), this.#level - 0.04);
    this.#peaks = [...this.#peaks, ...peaks(samples, 2)].slice(-2 * SHOWN);
    this.#draw();
  }

  #draw() {
    const { width, height } = SIZE;
    const context = this.canvas.getContext("2d", { alpha: false });
    const style = getComputedStyle(document.documentElement);
    const colour = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
    context.fillStyle = colour("--stage", "#111");
    context.fillRect(0, 0, width, height);
    context.fillStyle = colour("--stage-accent", "#fc6");
    const step = width / (2 * SHOWN);
    this.#peaks.forEach((peak, at) => {
      const tall = Math.max(2, peak * height * 0.8);
      context.fillRect(width - (this.#peaks.length - at) * step, (height - tall) / 2, Math.max(1, step - 1), tall);
    });
    context.fillRect(0, height - 10, this.#level * width, 10);
  }
}
