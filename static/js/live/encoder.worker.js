// Keeps, scales, mirrors and encodes pictures off the main thread. One message in, one message out.
let small = null;
let whole = null;

/** A canvas of a size: the same one again, since a new one for each frame is a new eight megabytes. */
function sized(canvas, { width, height }) {
  if (canvas === null) return new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return canvas;
}

/** The picture on a canvas, turned round if asked. JPEG has no transparency; white is what the server's decoder puts behind it, too. */
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

async function encode({ bitmap, frame: size, sent, mirror, opaque, quality, maxBytes }) {
  const frame = kept(bitmap, size, { mirror, opaque });
  small = sized(small, sent);
  drawn(small, frame, false);
  let used = quality;
  let blob = await small.convertToBlob({ type: "image/jpeg", quality: used });
  while (blob.size > maxBytes && used > 0.2) {
    used *= 0.75;
    blob = await small.convertToBlob({ type: "image/jpeg", quality: used });
  }
  return { frame, bytes: await blob.arrayBuffer(), quality: used };
}

self.onmessage = async ({ data }) => {
  try {
    const { frame, bytes, quality } = await encode(data);
    self.postMessage({ id: data.id, frame, bytes, quality }, [frame, bytes]);
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error) });
  }
};
