/** Numbers as pictures: ink for pixels, two colours for what has a sign. */

const CELL = 6; // dots of a canvas for each number
const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1; // which byte of a number comes first

/** The page's colours as [red, green, blue]: {paper, ink, plus, minus}. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => [1, 3, 5].map((at) => parseInt(style.getPropertyValue(name).trim().slice(at, at + 2), 16));
  return { paper: read("--paper-deep"), ink: read("--ink"), plus: read("--accent"), minus: read("--bad") };
}

const written = (colour) => `rgb(${colour.join()})`;

/** The colour of a number as the four bytes of a dot, in the machine's order; `most` is what counts as full. Pixels (0 to 1) are ink. */
function colourOf(value, most, { paper, ink, plus, minus }, pixels) {
  const share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0;
  const to = pixels ? ink : value < 0 ? minus : plus;
  const part = (i) => Math.round(paper[i] + (to[i] - paper[i]) * share);
  return (LITTLE ? (255 << 24) | (part(2) << 16) | (part(1) << 8) | part(0) : (part(0) << 24) | (part(1) << 16) | (part(2) << 8) | 255) >>> 0;
}

/** The largest size of any number, at least a little. */
export function largest(numbers) {
  let most = 1e-9;
  for (const number of numbers) if (Math.abs(number) > most) most = Math.abs(number);
  return most;
}

/** The dots of `count` numbers from `first` on, `across` in a row, a square of CELL × CELL each: what is left over is paper. */
export function dotsOf(numbers, { first, count, across, most, palette, pixels }) {
  const wide = across * CELL;
  const dots = new Uint32Array(wide * Math.ceil(count / across) * CELL).fill(colourOf(0, 1, palette, true));
  for (let i = 0; i < count; i++) {
    const colour = colourOf(numbers[first + i], most, palette, pixels);
    const corner = Math.floor(i / across) * CELL * wide + (i % across) * CELL;
    for (let line = 0; line < CELL; line++) dots.fill(colour, corner + line * wide, corner + line * wide + CELL);
  }
  return dots;
}

/**
 * Paints `count` numbers from `first` on, `across` in a row. `marked` (a set of indices) and `cursor` get a frame.
 */
export function paintMap(canvas, numbers, { first = 0, count = numbers.length, across, most, palette, pixels = false, marked = null, cursor = -1 }) {
  const [width, height] = [across * CELL, Math.ceil(count / across) * CELL];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  const dots = dotsOf(numbers, { first, count, across, most, palette, pixels });
  context.putImageData(new ImageData(new Uint8ClampedArray(dots.buffer), width), 0, 0);
  const frame = (i, colour) => {
    context.strokeStyle = written(colour);
    context.strokeRect((i % across) * CELL + 0.5, Math.floor(i / across) * CELL + 0.5, CELL - 1, CELL - 1);
  };
  for (const index of marked ?? []) if (index >= first && index < first + count) frame(index - first, palette.plus);
  if (cursor >= first && cursor < first + count) frame(cursor - first, palette.ink);
}

/** Paints the grey (0 to 255) of a square of side × side dots; `bounds`, where something was found, is framed. */
export function paintGrey(canvas, grey, side, bounds) {
  if (canvas.width !== side) canvas.width = side;
  if (canvas.height !== side) canvas.height = side;
  const context = canvas.getContext("2d");
  const picture = context.createImageData(side, side);
  grey.forEach((value, i) => picture.data.set([value, value, value, 255], 4 * i));
  context.putImageData(picture, 0, 0);
  if (!bounds) return;
  context.strokeStyle = written(colours().plus);
  context.strokeRect(bounds.left - 0.5, bounds.top - 0.5, bounds.width + 1, bounds.height + 1);
}

/** Which number lies under a pointer, among `count`; −1 where none does. */
export function numberUnder(canvas, event, { first, count, across }) {
  const box = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * across);
  const row = Math.floor(((event.clientY - box.top) / box.height) * Math.ceil(count / across));
  const at = row * across + column;
  return column >= 0 && column < across && at >= 0 && at < count ? first + at : -1;
}
