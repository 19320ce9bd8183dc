/** Numbers as pictures: ink for pixels, two colours for what has a sign. */

const CELL = 6; // dots of a canvas for each number

/** The page's colours as [red, green, blue]: {paper, ink, plus, minus}. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => [1, 3, 5].map((at) => parseInt(style.getPropertyValue(name).trim().slice(at, at + 2), 16));
  return { paper: read("--paper-deep"), ink: read("--ink"), plus: read("--accent"), minus: read("--bad") };
}

const mix = (from, to, share) => `rgb(${from.map((value, i) => Math.round(value + (to[i] - value) * share)).join()})`;

/** The colour of a number; `most` is what counts as full. Pixels (0 to 1) are ink. */
function colourOf(value, most, palette, pixels) {
  const share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0;
  return mix(palette.paper, pixels ? palette.ink : value < 0 ? palette.minus : palette.plus, share);
}

/** The largest size of any number, at least a little. */
export function largest(numbers) {
  let most = 1e-9;
  for (const number of numbers) if (Math.abs(number) > most) most = Math.abs(number);
  return most;
}

/**
 * Paints `count` numbers from `first` on, `across` in a row. `marked` (a set of indices) and `cursor` get a frame.
 */
export function paintMap(canvas, numbers, { first = 0, count = numbers.length, across, most, palette, pixels = false, marked = null, cursor = -1 }) {
  const down = Math.ceil(count / across);
  const [width, height] = [across * CELL, down * CELL];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  context.fillStyle = mix(palette.paper, palette.paper, 0);
  context.fillRect(0, 0, width, height);
  const frame = (i, colour) => {
    context.strokeStyle = colour;
    context.strokeRect((i % across) * CELL + 0.5, Math.floor(i / across) * CELL + 0.5, CELL - 1, CELL - 1);
  };
  for (let i = 0; i < count; i++) {
    context.fillStyle = colourOf(numbers[first + i], most, palette, pixels);
    context.fillRect((i % across) * CELL, Math.floor(i / across) * CELL, CELL, CELL);
    if (marked?.has(first + i)) frame(i, mix(palette.plus, palette.plus, 0));
  }
  if (cursor >= first && cursor < first + count) frame(cursor - first, mix(palette.ink, palette.ink, 0));
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
  context.strokeStyle = `rgb(${colours().plus.join()})`;
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
