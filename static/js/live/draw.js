/** Draws answers on the stage, each on the frame that it answers: the newest only, decoded off the main thread, never waiting for one another. */
import { Detail } from "./detail.js";

/** Bytes of a PNG or JPEG as a picture whose numbers are those that were sent: no colour profile, no transparency. */
const decode = (bytes) => createImageBitmap(new Blob([bytes]), { colorSpaceConversion: "none", premultiplyAlpha: "none" });

/** The pictures of an answer by name. */
async function decodedLayers(layers) {
  const names = Object.keys(layers);
  const decoded = await Promise.allSettled(names.map((name) => decode(layers[name])));
  const pictures = Object.fromEntries(names.map((name, at) => [name, decoded[at].value]).filter(([, picture]) => picture));
  if (Object.keys(pictures).length === names.length) return pictures;
  for (const picture of Object.values(pictures)) picture.close();
  throw decoded.find(({ status }) => status === "rejected").reason;
}

/** A frame's size with less detail, in whole pixels. */
const scaled = ({ width, height }, share) => ({ width: Math.round(share * width), height: Math.round(share * height) });

export class Draw {
  #canvas;
  #context;
  #on;
  #divider;
  #shown = null; // {frame, layers, meta}: what is on the stage
  #coming = null; // the newest answer that is not decoded yet
  #decoding = false;
  #split = null;
  #era = 0;
  #detail = new Detail();

  /**
   * `canvas` is the stage's; `divider` the colour of the line. `on` has shape(width, height), told when the picture's
   * size changes, drawn(meta) after each picture, hooks(), the demo's own (extension.js), and fault(error), told what these
   * throw: then the frame is shown as it is.
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

  /** Show an answer: `frame` is what it answers and from now on the stage's; `layers` are its pictures' bytes by name. */
  show({ frame, layers, meta }) {
    this.#coming?.frame.close();
    this.#coming = { frame, layers, meta, era: this.#era };
    if (!this.#decoding) this.#work();
  }

  /** Forget what is shown: the source changed. */
  clear() {
    this.#era += 1;
    this.#detail.reset();
    this.#coming?.frame.close();
    this.#coming = null;
    this.#replace(null);
  }

  /** The share of the width, from 0 to 1, that shows the original; null shows the result alone. */
  setSplit(value) {
    this.#split = value;
    this.repaint();
  }

  /** Draw what is shown once more: something that a hook paints has changed. */
  repaint = () => this.#paint(this.#detail.share);

  /** Do something with the canvas while it shows all the detail that the camera gave, as for keeping a picture of it. */
  inFull(what) {
    this.#paint(1);
    what();
    if (this.#detail.share < 1) this.repaint();
  }

  /** Returns the milliseconds that the demo's own hook took to put the picture together. */
  #paint(share) {
    if (!this.#shown) return 0;
    const { frame, layers, meta } = this.#shown;
    // What the server drew has its own size; everything else is put together at the camera's, or a share of it.
    const { width, height } = layers.picture ?? scaled(frame, share);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#on.shape(width, height);
    }
    const { compose, paint, conceals } = this.#on.hooks();
    const shown = { width, height, data: meta.data ?? null, meta, original: frame.picture, layers };
    const begun = performance.now();
    const composed = compose && !layers.picture && this.#made(compose, shown);
    const took = composed ? performance.now() - begun : 0;
    if (!composed && conceals) this.#blank(width, height);
    else if (!composed) this.#context.drawImage(layers.picture ?? frame.picture, 0, 0, width, height);
    if (paint) this.#made(paint, shown);
    if (this.#split !== null && !conceals) this.#paintOriginal(frame);
    return took;
  }

  /** Whether one of the demo's hooks did what it is for. */
  #made(hook, shown) {
    try {
      return hook(this.#context, shown) !== false;
    } catch (error) {
      this.#on.fault(error);
      return false;
    }
  }

  #blank(width, height) {
    this.#context.fillStyle = "#000";
    this.#context.fillRect(0, 0, width, height);
  }

  #paintOriginal(frame) {
    const { width, height } = this.#canvas;
    const at = Math.round(this.#split * width);
    if (at > 0) {
      this.#context.drawImage(frame.picture, 0, 0, (at / width) * frame.width, frame.height, 0, 0, at, height);
    }
    this.#context.fillStyle = this.#divider;
    this.#context.fillRect(at - 1, 0, 2, height);
  }

  #replace(next) {
    this.#shown?.frame.close();
    for (const layer of Object.values(this.#shown?.layers ?? {})) layer.close();
    this.#shown = next;
  }

  async #work() {
    this.#decoding = true;
    while (this.#coming) {
      const { frame, layers: bytes, meta, era } = this.#coming;
      this.#coming = null;
      const layers = await decodedLayers(bytes).catch(() => null);
      if (layers) this.#settle(era, { frame, layers, meta });
      else frame.close(); // A picture that does not decode is skipped; the next one follows.
    }
    this.#decoding = false;
  }

  /** Shows what is decoded, unless the source has changed meanwhile. */
  #settle(era, next) {
    if (era !== this.#era) {
      next.frame.close();
      for (const layer of Object.values(next.layers)) layer.close();
      return;
    }
    this.#replace(next);
    const took = this.#paint(this.#detail.share);
    if (took) this.#detail.took(took);
    this.#on.drawn(next.meta);
  }
}
