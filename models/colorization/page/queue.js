/** What becomes of a photograph that is to be coloured: its states and sentences. Pure. */

import { MOST_BYTES, SERVED } from "../../../static/js/shared/stage/content.js";

/** Pixels above which the server makes a photograph smaller (docs/protocol.md). */
export const MOST_PIXELS = 12_600_000;
const LIGHT = 3_000_000; // bytes below which nobody gains from making a photograph smaller first

/**
 * What is done with a file that holds `content` (stage/content.js): "send" it as it is, "shrink" it first, or a string's
 * key that says why neither.
 */
export function wayOf({ size }, { kind, name }) {
  if (size === 0) return "photo_empty";
  if (name === "tiff") return size > MOST_BYTES ? "photo_heavy" : "send"; // browsers do not read it
  if (SERVED.has(name) && size <= LIGHT) return "send";
  return kind === "picture" ? "shrink" : "photo_kind";
}

/** What is done with a file that this browser could not make smaller, in the same words. */
export function wayWithout({ size }, { name }) {
  if (SERVED.has(name)) return size > MOST_BYTES ? "photo_heavy" : "send";
  return name === "heic" ? "photo_heic" : "photo_kind";
}

/** The size to make a picture of {width, height}; null for one that the server takes as it is. */
export function smallerSize({ width, height }, { size }, { name }) {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
  if (scale === 1 && SERVED.has(name) && size <= MOST_BYTES) return null;
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

/** `family.tif` becomes `family-colour.jpg`. */
export const colouredName = (name) => `${name.replace(/\.[^.]*$/, "") || "photograph"}-colour.jpg`;

/** The share of the whole way that is done: uploading is the first half. */
export const progressOf = (sent, total) => (total > 0 ? Math.min(0.5, (0.5 * sent) / total) : 0);

/** Jobs one after another; `add` resolves when its own is through, whether it went well or not. */
export function createQueue() {
  let last = Promise.resolve();
  return {
    add(job) {
      const mine = last.then(job);
      last = mine.catch(() => {});
      return mine;
    },
  };
}
