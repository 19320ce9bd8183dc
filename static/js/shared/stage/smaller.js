/** A picture of the visitor's made smaller before it is sent, by the browser, which knows kinds that the server does not. */

/**
 * The picture as a JPEG; `sizeOf({width, height})` is the size that it shall have, or null to leave it: then null.
 * Transparency is laid over white. Throws where the browser cannot read the file.
 */
export async function asJpeg(file, sizeOf, quality) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const size = sizeOf(bitmap);
    return size && (await encoded(bitmap, size, quality));
  } finally {
    bitmap.close();
  }
}

function encoded(bitmap, { width, height }, quality) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("not encoded"))), "image/jpeg", quality),
  );
}
