/** The blur, put over a frame before anything of it is drawn. */
const ACROSS = 12;
const DOWN = 9;

/** Draws what is left of a picture when it is reduced to twelve colours by nine, over the whole of a canvas. */
export function drawVeiled(context, picture, { width, height }) {
  const small = new OffscreenCanvas(ACROSS, DOWN);
  const reduced = small.getContext("2d");
  reduced.imageSmoothingQuality = "high";
  reduced.drawImage(picture, 0, 0, ACROSS, DOWN);
  context.save();
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, width, height);
  context.restore();
}

/** A sentence across the middle of a canvas, on a band that can be read on any ground. */
export function drawSign(context, text, { width, height, family }) {
  const size = Math.round(height / 14);
  context.save();
  context.fillStyle = "rgb(0 0 0 / 70%)";
  context.fillRect(0, height / 2 - size, width, 2 * size);
  context.fillStyle = "#fff";
  context.font = `600 ${size}px ${family}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, width / 2, height / 2, width * 0.94);
  context.restore();
}

/** Whether a picture must not be drawn: nothing was said of it, or the server or this page says that it is blocked. Pure. */
export function isBlocked(data, verdict, rule) {
  return !data || !verdict || Boolean(data.blocked) || Boolean(verdict[rule]);
}
