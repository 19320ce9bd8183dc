/** From a video or a picture to a frame that is kept and coded bytes that are sent, off the main thread where the browser can. */
import { sizeToSend } from "../shared/stage/fit.js";
import { drawnOnWhite } from "../shared/stage/smaller.js";
import { JPEG, WEBP, encoded } from "./coding.js";
import { Frame, LARGEST } from "./frames.js";

const QUALITY = 0.82;

const dimensions = (element) => ({
  width: element.videoWidth || element.naturalWidth || element.width,
  height: element.videoHeight || element.naturalHeight || element.height,
});

/** Works through a worker with an OffscreenCanvas. */
function offMainThread() {
  const worker = new Worker(new URL("./encoder.worker.js", import.meta.url), { type: "module" });
  const waiting = new Map();
  let next = 0;
  worker.onmessage = ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) reject(new Error(data.error));
    else resolve({ ...data, picture: data.frame });
  };
  return async (element, wanted) => {
    const bitmap = await createImageBitmap(element);
    // A camera may have turned since its size was read: what counts is what was taken.
    const sizes = wanted.sizesOf(bitmap);
    return new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve: (made) => resolve({ ...made, ...sizes }), reject });
      const { mirror, opaque, type, quality, maxBytes } = wanted;
      worker.postMessage({ id, bitmap, ...sizes, mirror, opaque, type, quality, maxBytes }, [bitmap]);
    });
  };
}

/** The same on canvases of the page, for browsers without OffscreenCanvas. */
function onMainThread() {
  const small = document.createElement("canvas");
  const toBlob = (type, quality) => new Promise((resolve) => small.toBlob(resolve, type, quality));
  return async (element, { sizesOf, mirror, ...wanted }) => {
    const { frame, sent } = sizesOf(dimensions(element));
    const picture = drawnOnWhite(document.createElement("canvas"), element, frame, mirror);
    picture.close = () => Object.assign(picture, { width: 0, height: 0 });
    drawnOnWhite(small, picture, sent);
    const { blob, type, quality } = await encoded(toBlob, wanted);
    if (!blob) throw new Error("the picture could not be encoded");
    return { picture, frame, sent, bytes: await blob.arrayBuffer(), type, quality };
  };
}

const canWork = () => typeof OffscreenCanvas === "function" && "convertToBlob" in OffscreenCanvas.prototype;

/**
 * `take(element, {size, mirror, maxBytes, quality, type, still})` → {frame, bytes, width, height}: the frame at the source's
 * own size (frames.js), and a copy of it within `size`, `width` × `height`, coded as `type` where the browser can. Both
 * are of the very same picture, turned round if `mirror` says so. Throws where the picture cannot be had. `quality` (0 to
 * 1) is a JPEG's and the most that is used: less where the bytes would be too many.
 */
export function createCapture() {
  const work = canWork() ? offMainThread() : onMainThread();
  let fitted = 1; // the quality with which the bytes were few enough
  let canWebp = true; // until it was asked for and did not come
  return {
    async take(element, { size, mirror, maxBytes, quality: most = QUALITY, type: asked = JPEG, still = false }) {
      const sizesOf = (picture) => ({ frame: sizeToSend(picture, LARGEST), sent: sizeToSend(picture, size) });
      const quality = Math.min(most, fitted);
      const type = canWebp ? asked : JPEG;
      const made = await work(element, { sizesOf, mirror, opaque: !still, type, quality, maxBytes });
      if (type === WEBP) canWebp = made.type === WEBP;
      const frame = new Frame(made.picture, made.frame);
      if (made.bytes.byteLength > maxBytes) {
        frame.close();
        throw new RangeError("too_large");
      }
      // Start where it fitted the last time, and climb back slowly.
      fitted = Math.min(1, made.quality * 1.02);
      return { frame, bytes: made.bytes, ...made.sent };
    },
  };
}
