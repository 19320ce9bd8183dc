/** Frames as the camera saw them: each kept from its capture until its answer is drawn, and no longer. */

/** The largest frame that is kept, in pixels, landscape; one that stands upright may have as many the other way round. */
export const LARGEST = Object.freeze({ width: 1920, height: 1080 });

/** A frame: `picture` is drawable, `width` × `height` pixels. Whoever keeps one shares it, and closes it at the end. */
export class Frame {
  #holders = 1;

  constructor(picture, { width, height }) {
    this.picture = picture;
    this.width = width;
    this.height = height;
  }

  /** One more holds it; returns the frame. */
  share() {
    if (!this.#holders) throw new Error("the frame is closed");
    this.#holders += 1;
    return this;
  }

  /** One holder fewer; with the last one its pixels are given back at once, not when memory is next tidied up. */
  close() {
    if (!this.#holders) return;
    this.#holders -= 1;
    if (!this.#holders) this.picture.close?.();
  }
}

/**
 * The frames in flight, by the number with which each was sent. Never more than `room`: where there would be, the oldest
 * goes. What leaves it any other way than by `take` is closed.
 */
export class Ring {
  #frames = new Map(); // in the order of sending
  #room;

  constructor(room = 2) {
    this.#room = room;
  }

  /** As many as a stream may have unanswered. */
  resize(room) {
    this.#room = Math.max(1, room);
    this.#trim();
  }

  keep(seq, frame) {
    this.drop(seq);
    this.#frames.set(seq, frame);
    this.#trim();
  }

  /** The frame that was sent with a number, which is the caller's from now on; null where it is gone. */
  take(seq) {
    const frame = this.#frames.get(seq) ?? null;
    this.#frames.delete(seq);
    return frame;
  }

  drop(seq) {
    this.take(seq)?.close();
  }

  clear() {
    for (const seq of [...this.#frames.keys()]) this.drop(seq);
  }

  get size() {
    return this.#frames.size;
  }

  #trim() {
    while (this.#frames.size > this.#room) this.drop(this.#frames.keys().next().value);
  }
}
