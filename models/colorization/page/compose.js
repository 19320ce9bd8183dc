/**
 * The camera's own lightness with the network's colours, as models/colorization/fullsize.py does it. Pure: arrays in, arrays
 * out. Lightness and colours are OpenCV's of 8 bits: L is 0 to 255, and 0 is no colour.
 */

/** Of the window of the guided filter (He, Sun and Tang, "Guided Image Filtering", ECCV 2010), in pixels of the guide. */
const RADIUS = 6;
/** Variance of lightness below which a window counts as flat. */
const FLATNESS = 160;
/** The side of the guide: what the network saw. */
export const GUIDE = 224;

// sRGB's curve, tabulated: to linear light by level, and back by so many steps of it.
const STEPS = 1 << 13;
const TO_LINEAR = Float32Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
const TO_LEVEL = Uint8ClampedArray.from({ length: STEPS + 1 }, (_, step) => {
  const value = step / STEPS;
  return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
});
// CIE Lab's curve of Y: (L + 16) / 116.
const BEND = 216 / 24389;
const TO_CURVED = Float32Array.from({ length: STEPS + 1 }, (_, step) => {
  const value = step / STEPS;
  return value > BEND ? Math.cbrt(value) : (841 / 108) * value + 4 / 29;
});
const uncurved = (value) => (value > 6 / 29 ? value * value * value : (108 / 841) * (value - 4 / 29));

const [RED, GREEN, BLUE] = [0.212671, 0.71516, 0.072169].map((weight) => TO_LINEAR.map((value) => weight * value * STEPS));

/** (L + 16) / 116 of the pixel whose bytes begin at a place. */
const curvedOf = (rgba, at) => TO_CURVED[(RED[rgba[at]] + GREEN[rgba[at + 1]] + BLUE[rgba[at + 2]] + 0.5) | 0];

/** L, 0 to 255, of each pixel of RGBA bytes. */
export function lightness(rgba) {
  const levels = new Float32Array(rgba.length / 4);
  for (let at = 0, from = 0; at < levels.length; at++, from += 4) {
    levels[at] = Math.round((116 * curvedOf(rgba, from) - 16) * 2.55);
  }
  return levels;
}

/** For each place along a side, the two neighbours it lies between and its share of the second: bilinear, the rim repeated. */
export function between(to, from) {
  const [low, high, share] = [new Uint16Array(to), new Uint16Array(to), new Float32Array(to)];
  for (let at = 0; at < to; at++) {
    const place = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5));
    low[at] = Math.floor(place);
    high[at] = Math.min(from - 1, low[at] + 1);
    share[at] = place - low[at];
  }
  return { low, high, share };
}

/** A plane at another size, bilinear. */
export function resized(plane, { width, height }, to) {
  const [x, y] = [between(to.width, width), between(to.height, height)];
  const out = new Float32Array(to.width * to.height);
  for (let row = 0; row < to.height; row++) {
    const [above, below, down] = [y.low[row] * width, y.high[row] * width, y.share[row]];
    for (let column = 0; column < to.width; column++) {
      const [left, right, across] = [x.low[column], x.high[column], x.share[column]];
      const top = plane[above + left] + across * (plane[above + right] - plane[above + left]);
      const bottom = plane[below + left] + across * (plane[below + right] - plane[below + left]);
      out[row * to.width + column] = top + down * (bottom - top);
    }
  }
  return out;
}

/** Where each place from -RADIUS to count + RADIUS lies within a line of `count`: beyond the ends it is mirrored, the last value repeated. */
function mirrored(count) {
  return Uint16Array.from({ length: count + 2 * RADIUS + 1 }, (_, at) => {
    const folded = (((at - RADIUS) % (2 * count)) + 2 * count) % (2 * count);
    return folded < count ? folded : 2 * count - 1 - folded;
  });
}

const SIDE = 2 * RADIUS + 1;

/** The mean around each value of a row that begins at `start`; `places` as mirrored() gives them. */
function blurRow(from, to, start, places) {
  let sum = 0;
  for (let at = 0; at < SIDE; at++) sum += from[start + places[at]];
  for (let at = 0; at + SIDE < places.length; at++) {
    to[start + at] = sum / SIDE;
    sum += from[start + places[at + SIDE]] - from[start + places[at]];
  }
}

/** The same down all columns at once, a row after the other as they lie in memory. */
function blurColumns(from, to, width, places) {
  const sums = new Float64Array(width);
  for (let at = 0; at < SIDE; at++) {
    const row = width * places[at];
    for (let x = 0; x < width; x++) sums[x] += from[row + x];
  }
  for (let at = 0; at + SIDE < places.length; at++) {
    const [here, next, last] = [width * at, width * places[at + SIDE], width * places[at]];
    for (let x = 0; x < width; x++) {
      to[here + x] = sums[x] / SIDE;
      sums[x] += from[next + x] - from[last + x];
    }
  }
}

/** The mean over a window around each pixel. */
export function blurred(plane, { width, height }) {
  const [rows, out] = [new Float32Array(plane.length), new Float32Array(plane.length)];
  const across = mirrored(width);
  for (let row = 0; row < height; row++) blurRow(plane, rows, row * width, across);
  blurColumns(rows, out, width, mirrored(height));
  return out;
}

// Loops rather than map(): these run for each answer, and a function called for each pixel takes ten times as long.
function product(one, other) {
  const out = new Float32Array(one.length);
  for (let at = 0; at < out.length; at++) out[at] = one[at] * other[at];
  return out;
}

/** What every plane's line needs of the guide: itself, its mean, and 1 / its variance, around each pixel. */
function seenOf(guide, size) {
  const [mean, inverse] = [blurred(guide, size), blurred(product(guide, guide), size)];
  for (let at = 0; at < inverse.length; at++) inverse[at] = 1 / (inverse[at] - mean[at] ** 2 + FLATNESS);
  return { guide, mean, inverse };
}

/** Slope and offset, around each pixel, of the line that a plane is over the guide. */
function fitted(plane, { guide, mean, inverse }, size) {
  const [level, slope] = [blurred(plane, size), blurred(product(guide, plane), size)];
  for (let at = 0; at < slope.length; at++) {
    slope[at] = (slope[at] - mean[at] * level[at]) * inverse[at];
    level[at] -= slope[at] * mean[at];
  }
  return [blurred(slope, size), blurred(level, size)];
}

/**
 * The colours as lines over lightness: a = slope · L + offset around each pixel of the guide, so that they end where lightness
 * has an edge. `guide` is L (Float32Array) of `size`; `planes` are a and b at `size`. Returns {data, width, height}, of each
 * pixel slope of a, slope of b, offset of a, offset of b.
 */
export function linesOf(guide, planes, size) {
  const data = new Float32Array(4 * guide.length);
  const seen = seenOf(guide, size);
  planes.forEach((plane, axis) => {
    const [slopes, offsets] = fitted(plane, seen, size);
    for (let at = 0; at < guide.length; at++) {
      data[4 * at + axis] = slopes[at];
      data[4 * at + 2 + axis] = offsets[at];
    }
  });
  return { data, ...size };
}

/** Colours that take no notice of lightness, as lines: no slope. */
export function flatLines([a, b], size) {
  const data = new Float32Array(4 * a.length);
  for (let at = 0; at < a.length; at++) {
    data[4 * at + 2] = a[at];
    data[4 * at + 3] = b[at];
  }
  return { data, ...size };
}

/** a and b, around 0, of a layer's RGBA bytes: 128 is none. */
export function planesOf(rgba) {
  const [a, b] = [new Float32Array(rgba.length / 4), new Float32Array(rgba.length / 4)];
  for (let at = 0; at < a.length; at++) {
    a[at] = rgba[4 * at] - 128;
    b[at] = rgba[4 * at + 1] - 128;
  }
  return [a, b];
}

const levelOf = (light) => TO_LEVEL[(light <= 0 ? 0 : light >= 1 ? STEPS : light * STEPS + 0.5) | 0];
const limited = (value) => (value < -128 ? -128 : value > 127 ? 127 : value);

/** Writes one pixel: its lightness, as (L + 16) / 116, with the colours a and b. A million of these make a picture. */
function writePixel(rgba, at, y, a, b) {
  const X = 0.950456 * uncurved(y + a / 500);
  const Y = uncurved(y);
  const Z = 1.088754 * uncurved(y - b / 200);
  rgba[at] = levelOf(3.240479 * X - 1.53715 * Y - 0.498535 * Z);
  rgba[at + 1] = levelOf(-0.969256 * X + 1.875991 * Y + 0.041556 * Z);
  rgba[at + 2] = levelOf(0.055648 * X - 0.204043 * Y + 1.057311 * Z);
}

/** Colours RGBA bytes of `width` × `height` in place, by lines of any size (linesOf, flatLines), each colour `saturation` times as strong. */
export function colourInto(rgba, { width, height }, lines, saturation = 1) {
  const [x, y] = [between(width, lines.width), between(height, lines.height)];
  const row = new Float32Array(4 * lines.width);
  for (let line = 0; line < height; line++) {
    const [above, below, down] = [4 * y.low[line] * lines.width, 4 * y.high[line] * lines.width, y.share[line]];
    for (let at = 0; at < row.length; at++) {
      row[at] = lines.data[above + at] + down * (lines.data[below + at] - lines.data[above + at]);
    }
    colourRow(rgba, 4 * line * width, row, x, saturation);
  }
}

/** One row of pixels from `start`; `row` are the lines beside it, `x` which of them each pixel lies between. */
function colourRow(rgba, start, row, { low, high, share }, saturation) {
  for (let column = 0; column < low.length; column++) {
    const at = start + 4 * column;
    const [left, right, across] = [4 * low[column], 4 * high[column], share[column]];
    const y = curvedOf(rgba, at);
    const L = (116 * y - 16) * 2.55;
    const slopeA = row[left] + across * (row[right] - row[left]);
    const slopeB = row[left + 1] + across * (row[right + 1] - row[left + 1]);
    const offsetA = row[left + 2] + across * (row[right + 2] - row[left + 2]);
    const offsetB = row[left + 3] + across * (row[right + 3] - row[left + 3]);
    writePixel(rgba, at, y, limited(saturation * (slopeA * L + offsetA)), limited(saturation * (slopeB * L + offsetB)));
  }
}
