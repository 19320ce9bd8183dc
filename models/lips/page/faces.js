/** A face of lines, nobody's, and a mouth; or a photograph whose mouth moves. All bear the mark. */
import { outlines } from "./mouth.js";
import { columnsOf } from "./warp.js";

const [AROUND, LOW] = [4.5, 0.7]; // of a photograph: mouths across, and how far down the mouth is
const HALF = 0.3; // half the mouth's width, in halves of the face's height

/** Draws a polygon of [x, y] in units of `half` around a middle. */
function fill(context, polygon, { x, y, half, colour }) {
  context.fillStyle = colour;
  context.beginPath();
  polygon.forEach(([right, down], at) => context[at ? "lineTo" : "moveTo"](x + half * right, y + half * down));
  context.closePath();
  context.fill();
}

function drawMouth(context, { x, y, half }, { table, mouth, closed, lips, colours }) {
  const parts = outlines(table, mouth, closed);
  fill(context, parts.lips, { x, y, half, colour: lips });
  fill(context, parts.inside, { x, y, half, colour: colours.deep });
  fill(context, parts.teeth, { x, y, half, colour: colours.line });
  if (!closed) return;
  const reach = half * Math.max(...parts.inside.map(([right]) => right));
  context.fillStyle = colours.deep;
  context.fillRect(x - reach, y - half / 30, 2 * reach, Math.max(2, half / 15));
}

/** `size` is half the face's height. */
function drawLines(context, { x, y, size }, given) {
  context.strokeStyle = context.fillStyle = given.colours.line;
  context.lineWidth = Math.max(2, size / 42);
  const stroke = (path) => {
    context.beginPath();
    path();
    context.stroke();
  };
  stroke(() => context.ellipse(x, y, 0.78 * size, size, 0, 0, 2 * Math.PI));
  for (const side of [-1, 1]) {
    context.beginPath();
    context.arc(x + side * 0.3 * size, y - 0.18 * size, size / 18, 0, 2 * Math.PI);
    context.fill();
    stroke(() => context.ellipse(x + side * 0.3 * size, y - 0.28 * size, size / 7, size / 12, 0, 1.15 * Math.PI, 1.85 * Math.PI));
  }
  stroke(() => context.ellipse(x, y + 0.08 * size, size / 14, size / 18, 0, 0.1 * Math.PI, 0.9 * Math.PI));
  drawMouth(context, { x, y: y + 0.44 * size, half: HALF * size }, given);
}

/** The part of a photograph around its mouth that is shown: a square {left, top, side} of its pixels. Pure. */
export function cropOf({ width, height, mouth }) {
  const side = Math.min(width, height, Math.max(32, AROUND * mouth.width * width));
  const within = (value, most) => Math.min(Math.max(0, value), most - side);
  return { left: within(mouth.x * width - side / 2, width), top: within(mouth.y * height - LOW * side, height), side };
}

/** The photograph in a square as high as the face, its mouth moved. */
function drawPhoto(context, { x, y, size }, { photo, mouth, closed, colours }) {
  const { picture, width, height } = photo;
  const { left: cutLeft, top: cutTop, side } = cropOf(photo);
  const scale = (2 * size) / side;
  const [left, top] = [Math.round(x - size), Math.round(y - size)]; // whole pixels: between columns nothing shines through
  context.drawImage(picture, cutLeft, cutTop, side, side, left, top, 2 * size, 2 * size);
  const place = {
    x: (photo.mouth.x * width - cutLeft) * scale,
    y: (photo.mouth.y * height - cutTop) * scale,
    half: (photo.mouth.width * width * scale) / 2,
  };
  const at = (moved) => moved / scale;
  for (const { from, to, source, wide, pieces, gap } of columnsOf(place, { mouth, closed, within: { width: 2 * size, height: 2 * size } })) {
    for (const piece of pieces) {
      if (piece.high <= 0 || piece.tall <= 0) continue;
      const taken = [cutLeft + at(source), cutTop + at(piece.top), Math.max(0.5, at(wide)), at(piece.tall)];
      context.drawImage(picture, ...taken, left + from, top + piece.to, to - from, piece.high);
    }
    if (gap.high <= 0) continue;
    context.fillStyle = colours.deep;
    context.fillRect(left + from, top + gap.top, to - from, gap.high);
    context.fillStyle = colours.line;
    context.fillRect(left + from, top + gap.top, to - from, Math.min(gap.high, gap.teeth));
  }
}

/** What says that the picture is made up: on the face itself, so that it is in every picture and video that is kept. */
export function drawMark(context, { x, y, size }, { mark, family, colours }) {
  const tall = Math.max(14, size / 5.5);
  context.font = `600 ${tall}px ${family}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const wide = context.measureText(mark).width + tall;
  context.fillStyle = colours.deep;
  context.fillRect(x - wide / 2, y + 0.99 * size - 0.7 * tall, wide, 1.4 * tall);
  context.fillStyle = colours.line;
  context.fillText(mark, x, y + 0.99 * size);
}

/** A face at a place {x, y, size}. `given` has table, mouth, closed, lips, colours, photo (or null), mark, family. */
export function drawFace(context, place, given) {
  if (given.photo) drawPhoto(context, place, given);
  else drawLines(context, place, given);
  drawMark(context, place, given);
}
