/** Draws results on the stage: the newest only, decoded off the main thread, never waiting for one another. */

const decode = (bytes) => createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));

export class Draw {
  #canvas;
  #context;
  #on;
  #divider;
  #shown = null; // {result, original, bytes, meta}: what is on the stage
  #coming = null; // the newest result that is not decoded yet
  #decoding = false;
  #split = null;
  #era = 0;

  /**
   * `canvas` is the stage's; `divider` the colour of the line. `on` has shape(width, height), told when the picture's
   * size changes, drawn(meta) after each picture, and hooks(), the demo's own (extension.js).
   */
  constructor(canvas, { divider, on }) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false });
    this.#divider = divider;
    this.#on = on;
  }

  get drawn() {
    return this.#shown !== null;
  }

  /** Show a result; `original` are the bytes of the frame that it answers, drawn itself where there is no result. */
  show(result, original, meta = {}) {
    this.#coming = { bytes: result ?? original, original, meta, era: this.#era };
    if (!this.#decoding) this.#work();
  }

  /** Forget what is shown: the source changed. */
  clear() {
    this.#era += 1;
    this.#coming = null;
    this.#replace(null);
  }

  /** The share of the width, from 0 to 1, that shows the original; null shows the result alone. */
  async setSplit(value) {
    this.#split = value;
    const target = this.#shown;
    if (value !== null && target && !target.original && target.bytes) {
      const original = await decode(target.bytes).catch(() => null);
      if (target === this.#shown) target.original = original;
      else original?.close();
    }
    this.repaint();
  }

  /** Draw what is shown once more: something that a hook paints has changed. */
  repaint = () => {
    if (!this.#shown) return;
    const { result, original, meta } = this.#shown;
    const { width, height } = result;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#on.shape(width, height);
    }
    this.#context.drawImage(result, 0, 0);
    this.#on.hooks().paint?.(this.#context, { width, height, data: meta.data ?? null, meta, original });
    if (this.#split !== null && original) this.#paintOriginal(original);
  };

  #paintOriginal(original) {
    const { width, height } = this.#canvas;
    const at = Math.round(this.#split * width);
    if (at > 0) {
      this.#context.drawImage(original, 0, 0, (at / width) * original.width, original.height, 0, 0, at, height);
    }
    this.#context.fillStyle = this.#divider;
    this.#context.fillRect(at - 1, 0, 2, height);
  }

  #replace(next) {
    this.#shown?.result.close();
    this.#shown?.original?.close();
    this.#shown = next;
  }

  async #work() {
    this.#decoding = true;
    while (this.#coming) {
      const { bytes, original, meta, era } = this.#coming;
      this.#coming = null;
      try {
        const wanted = original && (this.#split !== null || this.#on.hooks().wantsOriginal);
        const [result, before] = await Promise.all([decode(bytes), wanted ? decode(original) : null]);
        if (era === this.#era) {
          this.#replace({ result, original: before, bytes: original, meta });
          this.repaint();
          this.#on.drawn(meta);
        } else {
          result.close();
          before?.close();
        }
      } catch {
        // A picture that does not decode is skipped; the next one follows.
      }
    }
    this.#decoding = false;
  }
}
