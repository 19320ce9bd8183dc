/** Outlines of berries and bunches over a picture of any size. */

// Okabe and Ito, "Color Universal Design", 2008, as models/grapes/drawing.py has them.
const PALETTE = ["rgb(230 159 0)", "rgb(86 180 233)", "rgb(0 158 115)", "rgb(240 228 66)", "rgb(0 114 178)", "rgb(213 94 0)", "rgb(204 121 167)"];
const EDGE = "rgb(11 10 8)";
const LIGHT = "rgb(255 255 255)";

export const colourOf = (id) => PALETTE[(id - 1) % PALETTE.length];

/** An outline x, y, x, y, … in the network's pixels as points of a picture `scale` times as large. Pure. */
export function pointsOf(outline, { x, y }) {
  const points = [];
  for (let at = 0; at + 1 < outline.length; at += 2) points.push([(outline[at] + 0.5) * x, (outline[at + 1] + 0.5) * y]);
  return points;
}

function pathOf(outlines, scale) {
  const path = new Path2D();
  for (const outline of outlines) {
    pointsOf(outline, scale).forEach(([x, y], at) => (at ? path.lineTo(x, y) : path.moveTo(x, y)));
    path.closePath();
  }
  return path;
}

/** Draws what an answer's `data` tells on a picture of `size`; `family` is the font. */
export function drawGrapes(context, data, { width, height }, family) {
  const scale = { x: width / data.width, y: height / data.height };
  const unit = Math.min(scale.x, scale.y);
  context.lineJoin = "round";
  stroke(context, pathOf(data.outlines, scale), [[0.8 * unit, LIGHT]]);
  for (const { id, outline, counted } of data.bunches) {
    const wide = (counted ? 2.4 : 1.4) * unit;
    stroke(context, pathOf([outline], scale), [[wide + 1.6 * unit, EDGE], [wide, colourOf(id)]]);
  }
  for (const bunch of data.bunches) drawLabel(context, bunch, { width, height, unit, family });
}

function stroke(context, path, layers) {
  for (const [wide, ink] of layers) {
    context.lineWidth = Math.max(1, wide);
    context.strokeStyle = ink;
    context.stroke(path);
  }
}

/** A bunch's number on its colour, and how many berries it shows. */
function drawLabel(context, { id, box, berries }, { width, height, unit, family }) {
  const size = Math.max(13, 12 * unit);
  context.font = `600 ${size}px ${family}`;
  context.textBaseline = "middle";
  const text = `${id} · ${berries}`;
  const wide = context.measureText(text).width + 0.8 * size;
  const left = Math.max(0, Math.min(width - wide, ((box[0] + box[2]) / 2) * width - wide / 2));
  const top = Math.max(0, Math.min(height - 1.4 * size, box[1] * height - 1.4 * size));
  context.fillStyle = EDGE;
  context.fillRect(left, top, wide, 1.4 * size);
  context.fillStyle = colourOf(id);
  context.fillRect(left, top, 0.25 * size, 1.4 * size);
  context.fillStyle = LIGHT;
  context.fillText(text, left + 0.5 * size, top + 0.75 * size);
}
