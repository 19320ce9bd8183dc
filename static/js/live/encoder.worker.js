// Keeps, scales, mirrors and encodes pictures off the main thread. One message in, one message out.
import { encoded } from "./coding.js";

let small = null;
let whole = null;

/** A canvas of a size: the same one again, since a new one for each frame is a new eight megabytes. */
function sized(canvas, { width, height }) {
  if (canvas === null) return new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return canvas;
}

/** The picture on a canvas, turned round if asked. What is sent has no transparency; white is what the server's decoder puts behind it, too. */
function drawn(canvas, bitmap, mirror) {
  const { width, height } = canvas;
  const context = canvas.getContext("2d", { alpha: false });
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  if (mirror) context.setTransform(-1, 0, 0, 1, width, 0);
  context.imageSmoothingQuality = "high"; // else a small picture of a large frame has only every so many of its pixels
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

/** The frame as it will be drawn on: the bitmap itself where nothing about it changes. */
function kept(bitmap, size, { mirror, opaque }) {
  if (!mirror && opaque && bitmap.width === size.width && bitmap.height === size.height) return bitmap;
  whole = sized(whole, size);
  const frame = drawn(whole, bitmap, mirror).transferToImageBitmap();
  bitmap.close();
  return frame;
}

async function encode({ bitmap, frame: size, sent, mirror, opaque, ...wanted }) {
  const frame = kept(bitmap, size, { mirror, opaque });
  small = sized(small, sent);
  drawn(small, frame, false);
  const { blob, type, quality } = await encoded((kind, level) => small.convertToBlob({ type: kind, quality: level }), wanted);
  return { frame, bytes: await blob.arrayBuffer(), type, quality };
}

self.onmessage = async ({ data }) => {
  try {
    const made = await encode(data);
    self.postMessage({ id: data.id, ...made }, [made.frame, made.bytes]);
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error) });
  }
};
