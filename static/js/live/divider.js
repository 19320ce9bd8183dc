/** The line between original and result: dragged, or moved with the arrow keys. */
import { say } from "../shared/texts.js";

const clamp = (value) => Math.min(1, Math.max(0, value));
const STEPS = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1 };

/** `start` is the share of the original, from 0 to 1, or null for none. `onChange(value)` follows each move. */
export function createDivider(handle, picture, { start, button, onChange }) {
  let value = start;
  let last = start ?? 0.5;

  function show() {
    handle.hidden = value === null;
    button.setAttribute("aria-pressed", String(value !== null));
    if (value === null) return;
    handle.style.setProperty("--split", String(value));
    handle.setAttribute("aria-valuenow", String(Math.round(value * 100)));
    handle.setAttribute("aria-valuetext", say("split_position", { percent: Math.round(value * 100) }));
  }

  function set(next) {
    value = next;
    if (value !== null) last = value;
    show();
    onChange(value);
  }

  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    handle.focus();
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = picture.getBoundingClientRect();
    set(clamp((event.clientX - left) / width));
  });
  handle.addEventListener("keydown", (event) => {
    const ends = { Home: 0, End: 1 };
    if (event.key in ends) set(ends[event.key]);
    else if (Object.hasOwn(STEPS, event.key)) set(clamp(value + STEPS[event.key]));
    else return;
    event.preventDefault();
  });

  show();
  return {
    toggle: () => set(value === null ? last : null),
    get value() {
      return value;
    },
  };
}
