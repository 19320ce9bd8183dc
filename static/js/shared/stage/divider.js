/** The line between before and after: dragged, or moved with the arrow keys. */
import { say } from "../texts.js";

const clamp = (share) => Math.min(1, Math.max(0, share));
const ENDS = { Home: 0, End: 1 };
const STEPS = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1 };

/** Where a key moves the line from a share of the width, or null. */
export function shareAfter(key, share) {
  if (Object.hasOwn(ENDS, key)) return ENDS[key];
  return Object.hasOwn(STEPS, key) ? clamp(share + STEPS[key]) : null;
}

/**
 * `share` is the part of the width that shows what was before, from 0 to 1, or null for no line. `onChange(share)`
 * follows each move by hand; `text` is the key of the sentence that says where the line is. Returns {show(share),
 * toggle(), value}.
 */
export function createDivider(handle, picture, { share = null, text, button, onChange }) {
  let value = null;
  let last = share ?? 0.5;

  function show(next) {
    value = next;
    handle.hidden = value === null;
    button.setAttribute("aria-pressed", String(value !== null));
    picture.dataset.split = value === null ? "off" : "on";
    picture.style.setProperty("--split", String(value ?? 0));
    if (value === null) return;
    last = value;
    const percent = Math.round(100 * value);
    handle.setAttribute("aria-valuenow", String(percent));
    handle.setAttribute("aria-valuetext", say(text, { percent }));
  }

  function move(next) {
    show(next);
    onChange(next);
  }

  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    event.stopPropagation(); // what lies under it may be pointed at as well
    handle.focus();
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = picture.getBoundingClientRect();
    move(clamp((event.clientX - left) / width));
  });
  handle.addEventListener("keydown", (event) => {
    const next = shareAfter(event.key, value ?? 0);
    if (next === null) return;
    event.preventDefault();
    move(next);
  });

  show(share);
  return {
    show,
    toggle: () => move(value === null ? last : null),
    get value() {
      return value;
    },
  };
}
