/** Places in the picture, in fractions of its width and height, and lists of hints. Pure. */

const clamp = (value) => Math.min(1, Math.max(0, value));

/** Four digits are a tenth of a pixel of any picture; more would only make messages longer. */
export const rounded = (value) => Math.round(clamp(value) * 1e4) / 1e4;

/** Where a pointer is within a rectangle {left, top, width, height}. */
export function placeOf({ clientX, clientY }, { left, top, width, height }) {
  return { x: rounded((clientX - left) / width), y: rounded((clientY - top) / height) };
}

/** The list with one more hint; the oldest goes where there are too many. */
export function added(hints, hint, most) {
  return [...hints, hint].slice(-most);
}

export const removed = (hints, index) => hints.filter((_, at) => at !== index);

export const changed = (hints, index, change) => hints.map((hint, at) => (at === index ? { ...hint, ...change } : hint));

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Where an arrow key moves a place, by a hundredth of the picture; null for any other key. */
export function moved({ x, y }, key, far = false) {
  if (!Object.hasOwn(STEPS, key)) return null;
  const [across, down] = STEPS[key];
  const step = far ? 0.05 : 0.01;
  return { x: rounded(x + across * step), y: rounded(y + down * step) };
}

/** Two dividers in order: moving one past the other pushes it along. */
export function pushed([left, right], which, to) {
  const place = rounded(to);
  return which === 0 ? [place, Math.max(place, right)] : [Math.min(place, left), place];
}
