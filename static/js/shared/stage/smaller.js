/** A picture of the visitor's made smaller before it is sent, by the browser, which knows kinds that the server does not. */
import { encoded } from "../jpeg.js";

/**
 * The picture as a JPEG; `sizeOf({width, height})` is the size that it shall have, or null to leave it: then null.
 * Transparency is laid over white. Throws where the browser cannot read the file.
 */
export async function asJpeg(file, sizeOf, quality) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const size = sizeOf(bitmap);
    return size && (await encoded(drawnOnWhite(document.createElement("canvas"), bitmap, size), quality));
  } finally {
    bitmap.close();
  }
}

/** The picture on a canvas of a size, laid over white, turned round if `mirror` says so. Returns the canvas. */
export function drawnOnWhite(canvas, source, { width, height }, mirror = false) {
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  if (mirror) context.setTransform(-1, 0, 0, 1, width, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}
