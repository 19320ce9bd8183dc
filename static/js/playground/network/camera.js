/** A written digit before the camera: looked at some times a second, until it is taken or the camera is let go. */
import { acquire } from "../../shared/stage/sources.js";
import { see, SIGHT } from "./sight.js";

const EVERY = 100; // ms between two looks

export class Camera {
  #canvas = document.createElement("canvas");
  #source = null;
  #wanted = null; // ends the asking
  #timer = 0;
  #on;

  /** `on.sight({grey, dark, ink})` some times a second, `on.change(going, taken)`, `on.trouble(code, or null when it is over)`. */
  constructor(on) {
    this.#on = on;
    Object.assign(this.#canvas, { width: SIGHT, height: SIGHT });
    addEventListener("pagehide", () => this.stop());
  }

  get going() {
    return this.#wanted !== null;
  }

  async start() {
    this.stop();
    const wanted = (this.#wanted = new AbortController());
    this.#on.change(true, false);
    const trouble = (code) => wanted === this.#wanted && this.#on.trouble(code);
    try {
      const source = await acquire({ kind: "camera", facing: "back" }, {
        size: { width: 640, height: 480 }, signal: wanted.signal, onGranted: () => {}, onTrouble: trouble, onEnd: () => this.#fail(wanted, "camera_unplugged"),
      });
      if (wanted !== this.#wanted) return source.release();
      this.#source = source;
      this.#timer = setInterval(() => this.#look(), EVERY);
      return this.#look();
    } catch (error) {
      return this.#fail(wanted, error.code ?? "camera_failed");
    }
  }

  /** Lets go of it; `taken` where what it saw last is to stay. */
  stop(taken = false) {
    if (!this.going) return;
    this.#wanted.abort();
    this.#wanted = null;
    clearInterval(this.#timer);
    this.#source?.release();
    this.#source = null;
    this.#on.change(false, taken);
  }

  #fail(wanted, code) {
    if (wanted !== this.#wanted) return;
    this.stop();
    this.#on.trouble(code);
  }

  /** The largest square in the middle of the picture. */
  #look() {
    const { videoWidth, videoHeight } = this.#source.element;
    const side = Math.min(videoWidth, videoHeight);
    if (!side || document.hidden) return;
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.#source.element, (videoWidth - side) / 2, (videoHeight - side) / 2, side, side, 0, 0, SIGHT, SIGHT);
    this.#on.sight(see(context.getImageData(0, 0, SIGHT, SIGHT).data));
  }
}
