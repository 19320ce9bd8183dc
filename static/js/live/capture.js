/** From a video or a picture to JPEG bytes, off the main thread where the browser can. */
import { sizeToSend } from "../shared/stage/fit.js";

const QUALITY = 0.82;

const dimensions = (element) => ({
  width: element.videoWidth || element.naturalWidth || element.width,
  height: element.videoHeight || element.naturalHeight || element.height,
});

/** Encodes through a worker with an OffscreenCanvas. */
function offMainThread() {
  const worker = new Worker(new URL("./encoder.worker.js", import.meta.url));
  const waiting = new Map();
  let next = 0;
  worker.onmessage = ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) reject(new Error(data.error));
    else resolve(data);
  };
  return async (element, target) => {
    const bitmap = await createImageBitmap(element);
    return new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, bitmap, ...target }, [bitmap]);
    });
  };
}

/** The same on a canvas of the page, for browsers without OffscreenCanvas. */
function onMainThread() {
  const canvas = document.createElement("canvas");
  const toBlob = (quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  return async (element, { width, height, mirror, quality, maxBytes }) => {
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { alpha: false });
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    if (mirror) context.setTransform(-1, 0, 0, 1, width, 0);
    context.drawImage(element, 0, 0, width, height);
    let used = quality;
    let blob = await toBlob(used);
    while (blob && blob.size > maxBytes && used > 0.2) {
      used *= 0.75;
      blob = await toBlob(used);
    }
    if (!blob) throw new Error("the picture could not be encoded");
    return { bytes: await blob.arrayBuffer(), quality: used };
  };
}

const canWork = () => typeof OffscreenCanvas === "function" && "convertToBlob" in OffscreenCanvas.prototype;

/**
 * `encode(element, {size, mirror, maxBytes, quality})` → {bytes, width, height}; throws where the picture cannot be
 * had. `quality` (0 to 1) is the most that is used: less where the bytes would be too many.
 */
export function createCapture() {
  const work = canWork() ? offMainThread() : onMainThread();
  let fitted = 1; // the quality with which the bytes were few enough
  return {
    async encode(element, { size, mirror, maxBytes, quality: most = QUALITY }) {
      const quality = Math.min(most, fitted);
      const target = sizeToSend(dimensions(element), size);
      const { bytes, quality: used } = await work(element, { ...target, mirror, quality, maxBytes });
      if (bytes.byteLength > maxBytes) throw new RangeError("too_large");
      // Start where it fitted the last time, and climb back slowly.
      fitted = Math.min(1, used * 1.02);
      return { bytes, ...target };
    },
  };
}
