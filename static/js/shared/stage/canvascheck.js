/** Whether what a page reads from its own canvas is what it drew: some browsers answer with noise, against fingerprinting. */

const SIDE = 16;
const COLOUR = [40, 140, 220];
const TOLERANCE = 8; // of 255: browsers that change the last bit alone spoil nothing
const SHARE = 0.01;

/** Whether RGBA bytes are something else than one colour. Pure. */
export function isNoisy(bytes, colour = COLOUR) {
  let off = 0;
  for (let at = 0; at < bytes.length; at += 4) {
    if (colour.some((value, channel) => Math.abs(bytes[at + channel] - value) > TOLERANCE)) off += 1;
  }
  return off > SHARE * (bytes.length / 4);
}

function readBack(canvas) {
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  context.fillStyle = `rgb(${COLOUR.join(" ")})`;
  context.fillRect(0, 0, SIDE, SIDE);
  return context.getImageData(0, 0, SIDE, SIDE).data;
}

/** Draws a known colour and reads it back, on both kinds of canvas that pages send from. */
export function canvasIsNoisy() {
  const canvases = [Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE })];
  if (typeof OffscreenCanvas === "function") canvases.push(new OffscreenCanvas(SIDE, SIDE));
  return canvases.some((canvas) => isNoisy(readBack(canvas)));
}
