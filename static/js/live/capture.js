/** From a video or a picture to a frame that is kept and JPEG bytes that are sent, off the main thread where the browser can. */
import { sizeToSend } from "../shared/stage/fit.js";
import { drawnOnWhite } from "../shared/stage/smaller.js";
import { Frame, LARGEST } from "./frames.js";

const QUALITY = 0.82;

const dimensions = (element) => ({
  width: element.videoWidth || element.naturalWidth || element.width,
  height: element.videoHeight || element.naturalHeight || element.height,
});

/** Works through a worker with an OffscreenCanvas. */
function offMainThread() {
  const worker = new Worker(new URL("./encoder.worker.js", import.meta.url));
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
      const { mirror, opaque, quality, maxBytes } = wanted;
      worker.postMessage({ id, bitmap, ...sizes, mirror, opaque, quality, maxBytes }, [bitmap]);
    });
  };
}

/** The same on canvases of the page, for browsers without OffscreenCanvas. */
function onMainThread() {
  const small = document.createElement("canvas");
  const toBlob = (quality) => new Promise((resolve) => small.toBlob(resolve, "image/jpeg", quality));
  return async (element, { sizesOf, mirror, quality, maxBytes }) => {
    const { frame, sent } = sizesOf(dimensions(element));
    const picture = drawnOnWhite(document.createElement("canvas"), element, frame, mirror);
    picture.close = () => Object.assign(picture, { width: 0, height: 0 });
    drawnOnWhite(small, picture, sent);
    let used = quality;
    let blob = await toBlob(used);
    while (blob && blob.size > maxBytes && used > 0.2) {
      used *= 0.75;
      blob = await toBlob(used);
    }
    if (!blob) throw new Error("the picture could not be encoded");
    return { picture, frame, sent, bytes: await blob.arrayBuffer(), quality: used };
  };
}

const canWork = () => typeof OffscreenCanvas === "function" && "convertToBlob" in OffscreenCanvas.prototype;

/**
 * `take(element, {size, mirror, maxBytes, quality, still})` → {frame, bytes, width, height}: the frame at the source's own
 * size (frames.js), and a JPEG of it within `size`, `width` × `height`. Both are of the very same picture, turned round if
 * `mirror` says so. Throws where the picture cannot be had. `quality` (0 to 1) is the most that is used: less where the
 * bytes would be too many.
 */
export function createCapture() {
  const work = canWork() ? offMainThread() : onMainThread();
  let fitted = 1; // the quality with which the bytes were few enough
  return {
    async take(element, { size, mirror, maxBytes, quality: most = QUALITY, still = false }) {
      const sizesOf = (picture) => ({ frame: sizeToSend(picture, LARGEST), sent: sizeToSend(picture, size) });
      const quality = Math.min(most, fitted);
      const made = await work(element, { sizesOf, mirror, opaque: !still, quality, maxBytes });
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
