// Scales, mirrors and encodes pictures off the main thread. One message in, one message out.
let canvas = null;

async function encode({ bitmap, width, height, mirror, quality, maxBytes }) {
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  // JPEG has no transparency; white is what the server's decoder puts behind it, too.
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  if (mirror) context.setTransform(-1, 0, 0, 1, width, 0);
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  let used = quality;
  let blob = await canvas.convertToBlob({ type: "image/jpeg", quality: used });
  while (blob.size > maxBytes && used > 0.2) {
    used *= 0.75;
    blob = await canvas.convertToBlob({ type: "image/jpeg", quality: used });
  }
  return { bytes: await blob.arrayBuffer(), quality: used };
}

self.onmessage = async ({ data }) => {
  try {
    const { bytes, quality } = await encode(data);
    self.postMessage({ id: data.id, bytes, quality }, [bytes]);
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error) });
  }
};
