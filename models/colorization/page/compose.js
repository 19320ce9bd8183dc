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
const TO_LINEAR = Float64Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
const TO_LEVEL = Uint8ClampedArray.from({ length: STEPS + 1 }, (_, step) => {
  const value = step / STEPS;
  return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
});
// CIE Lab's curve of Y: (L + 16) / 116.
const BEND = 216 / 24389;
const TO_CURVED = Float64Array.from({ length: STEPS + 1 }, (_, step) => {
  const value = step / STEPS;
  return value > BEND ? Math.cbrt(value) : (841 / 108) * value + 4 / 29;
});

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
  const [low, high, share] = [new Uint16Array(to), new Uint16Array(to), new Float64Array(to)];
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
const SHARE = 1 / SIDE;

/** The mean around each value of a row that begins at `start`; `places` as mirrored() gives them. */
function blurRow(from, to, start, places) {
  let sum = 0;
  for (let at = 0; at < SIDE; at++) sum += from[start + places[at]];
  for (let at = 0; at + SIDE < places.length; at++) {
    to[start + at] = sum * SHARE;
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
      to[here + x] = sums[x] * SHARE;
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

// What a lightness and the lines beside it make of a pixel. All light is counted in STEPS, and colours as X and Z have them: a
// in 500ths, b in 200ths, so that a row of the lines is made ready once and a pixel takes few operations. Loops without calls
// and pixels read and written as whole words: a million of them make a picture.
const [A, B] = [1 / 500, 1 / 200];
const [LEAST, MOST] = [-128, 127];
const [WHITE_X, WHITE_Z] = [0.950456 * STEPS, 1.088754 * STEPS];
const BENT = 6 / 29;
const [SLOPE, REST] = [108 / 841, 4 / 29];
/** Levels by light, from darker than black to brighter than white, as far as the strongest colours go. */
const DARKEST = 4 * STEPS;
const LEVELS = Uint8Array.from({ length: 12 * STEPS }, (_, at) => TO_LEVEL[Math.min(STEPS, Math.max(0, at - DARKEST))]);

/**
 * Colours RGBA bytes of `width` × `height` in place, by lines of any size (linesOf, flatLines), each colour `saturation` times as
 * strong. The bytes begin at a whole word of their buffer, as those of an ImageData do.
 */
export function colourInto(rgba, { width, height }, lines, saturation = 1) {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  const [x, y] = [between(width, lines.width), between(height, lines.height)];
  const [row, steps] = [new Float64Array(4 * lines.width), new Float64Array(4 * lines.width)];
  for (let line = 0; line < height; line++) {
    readyRow(row, lines, y, line, saturation);
    for (let at = 0; at + 4 < row.length; at++) steps[at] = row[at + 4] - row[at];
    colourRow(pixels, line * width, row, steps, x);
  }
}

/** The lines beside one row of pixels, as what is added to (L + 16) / 116 for X and taken off for Z: slopes, then offsets. */
function readyRow(row, { data, width }, { low, high, share }, line, saturation) {
  const [above, below, down] = [4 * low[line] * width, 4 * high[line] * width, share[line]];
  const [a, b] = [saturation * A, saturation * B];
  for (let at = 0; at < row.length; at += 4) {
    const [one, other] = [above + at, below + at];
    const slopeA = a * (data[one] + down * (data[other] - data[one]));
    const slopeB = b * (data[one + 1] + down * (data[other + 1] - data[one + 1]));
    row[at] = 2.55 * 116 * slopeA;
    row[at + 1] = 2.55 * 116 * slopeB;
    row[at + 2] = a * (data[one + 2] + down * (data[other + 2] - data[one + 2])) - 2.55 * 16 * slopeA;
    row[at + 3] = b * (data[one + 3] + down * (data[other + 3] - data[one + 3])) - 2.55 * 16 * slopeB;
  }
}

/** One row of pixels from `start`; `steps` lead from each of its lines to the next, `x` says between which a pixel lies. */
function colourRow(pixels, start, row, steps, { low, share }) {
  for (let column = 0; column < low.length; column++) {
    const pixel = pixels[start + column];
    const left = low[column] << 2;
    const across = share[column];
    const Y = RED[pixel & 255] + GREEN[(pixel >>> 8) & 255] + BLUE[(pixel >>> 16) & 255];
    const y = TO_CURVED[(Y + 0.5) | 0];
    let a = (row[left] + across * steps[left]) * y + row[left + 2] + across * steps[left + 2];
    let b = (row[left + 1] + across * steps[left + 1]) * y + row[left + 3] + across * steps[left + 3];
    a = a < LEAST * A ? LEAST * A : a > MOST * A ? MOST * A : a;
    b = b < LEAST * B ? LEAST * B : b > MOST * B ? MOST * B : b;
    const forX = y + a;
    const forZ = y - b;
    const X = WHITE_X * (forX > BENT ? forX * forX * forX : SLOPE * (forX - REST));
    const Z = WHITE_Z * (forZ > BENT ? forZ * forZ * forZ : SLOPE * (forZ - REST));
    const red = LEVELS[(3.240479 * X - 1.53715 * Y - 0.498535 * Z + DARKEST + 0.5) | 0];
    const green = LEVELS[(-0.969256 * X + 1.875991 * Y + 0.041556 * Z + DARKEST + 0.5) | 0];
    const blue = LEVELS[(0.055648 * X - 0.204043 * Y + 1.057311 * Z + DARKEST + 0.5) | 0];
    pixels[start + column] = (pixel & 0xff000000) | (blue << 16) | (green << 8) | red;
  }
}
