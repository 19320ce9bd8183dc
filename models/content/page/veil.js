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

/** Draws a picture whole and unstretched into the middle of a canvas, on black where it has other proportions. */
export function drawWhole(context, picture, { width, height }) {
  const scale = Math.min(width / picture.width, height / picture.height);
  const [wide, tall] = [scale * picture.width, scale * picture.height];
  const isWhole = Math.abs(wide - width) < 2 && Math.abs(tall - height) < 2;
  if (isWhole) return context.drawImage(picture, 0, 0, width, height);
  context.fillStyle = "#000";
  context.fillRect(0, 0, width, height);
  return context.drawImage(picture, (width - wide) / 2, (height - tall) / 2, wide, tall);
}

/** Whether the real network looked at the camera: then its curve is all that is told, and no rule speaks. Pure. */
export function isCurveAlone({ concept, picture }) {
  return concept === "real" && !picture;
}

/** Whether a picture must not be drawn: nothing was said of it, or the server or this page says that it is blocked. Pure. */
export function isBlocked(data, verdict, rule) {
  return !data || !verdict || Boolean(data.blocked) || Boolean(verdict[rule]);
}
