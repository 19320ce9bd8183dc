/** Pointing at the picture: mouse and finger, and the arrow keys. The place is in the picture's own pixels. */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 10;

const within = (value, n) => Math.min(n - 1, Math.max(0, value));

/** The pixel under a point of the screen. `box` is where the picture stands. */
export function pixelUnder(point, box, size) {
  return {
    x: within(Math.floor(((point.x - box.left) / box.width) * size.width), size.width),
    y: within(Math.floor(((point.y - box.top) / box.height) * size.height), size.height),
  };
}

/** Where a key moves to, or null where it does not move. */
export function moved(at, key, far, size) {
  const [dx, dy] = STEPS[key] ?? [0, 0];
  if (dx === 0 && dy === 0) return null;
  const by = far ? FAR : 1;
  return { x: within(at.x + dx * by, size.width), y: within(at.y + dy * by, size.height) };
}

/**
 * `size()` is the picture's, or null. `onPoint(at, how)` follows: how is "hover", "press" (it stays there) or "key".
 * `at()` is the present place or null; `onLeave()` lets go of it.
 */
export function createPointer(surface, { size, at, onPoint, onLeave }) {
  const place = (event) =>
    size() && pixelUnder({ x: event.clientX, y: event.clientY }, surface.getBoundingClientRect(), size());

  surface.addEventListener("pointermove", (event) => {
    const pixel = place(event);
    if (!pixel) return;
    if (surface.hasPointerCapture(event.pointerId)) onPoint(pixel, "press");
    else if (event.pointerType === "mouse") onPoint(pixel, "hover");
  });
  surface.addEventListener("pointerdown", (event) => {
    const pixel = place(event);
    if (!pixel || event.button > 0) return;
    surface.setPointerCapture(event.pointerId);
    onPoint(pixel, "press");
  });
  surface.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !size()) return;
    if (event.key === "Escape") return onLeave();
    const { width, height } = size();
    const from = at() ?? { x: width >> 1, y: height >> 1 };
    const next = moved(from, event.key, event.shiftKey, size());
    if (!next) return undefined;
    event.preventDefault();
    return onPoint(next, "key");
  });
}
