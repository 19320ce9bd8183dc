/** Where the network looked for a word, as light on the picture: what it did not look at lies in the shade. */

const SHADE = 0.78;

/**
 * Attention, rows of shares, as RGBA bytes of a picture of as many pixels: black, the more opaque the less was looked.
 * Returns {width, height, bytes}.
 */
export function shadeOf(attention) {
  const height = attention.length;
  const width = attention[0]?.length ?? 0;
  const most = Math.max(...attention.flat(), 1e-9);
  const bytes = new Uint8ClampedArray(4 * width * height);
  attention.flat().forEach((share, index) => {
    bytes[4 * index + 3] = Math.round(255 * SHADE * (1 - share / most));
  });
  return { width, height, bytes };
}

/** Lays the shade over a picture on a canvas, smoothly from place to place. */
export function paintAttention(context, attention, width, height) {
  const shade = shadeOf(attention);
  const small = new OffscreenCanvas(shade.width, shade.height);
  small.getContext("2d").putImageData(new ImageData(shade.bytes, shade.width, shade.height), 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, width, height);
}
