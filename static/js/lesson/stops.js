/** Which stop one is at, and where a key leads. Pure: places are pixels from the top of the window. */

/** What may lie under a bar: a stop ends with so much of empty paper, and the teacher's bar is less high. */
const MARGIN = 72;

const TYPING = ["INPUT", "SELECT", "TEXTAREA"];

/** The stop that is being read: the last one whose top has passed `line`; 0 above the first. */
export function currentAt(tops, line) {
  const last = tops.findLastIndex((top) => top <= line);
  return Math.max(0, last);
}

/** The stop that an address names (`#kernels`), or −1. */
export const stopOf = (hash, names) => names.indexOf(decodeURIComponent(hash.replace(/^#/, "")));

/** The stop `by` further, within the first and the last. */
export const stepFrom = (at, by, count) => Math.min(count - 1, Math.max(0, at + by));

/**
 * What a key asks for: {step: ±1}, {page: ±1} (on within a stop that is higher than the window, else a step), {to: index},
 * {act: name} or null. `where` is what has the focus: {tag, role, editable}.
 */
export function wishOf({ key, shiftKey = false, ctrlKey = false, metaKey = false, altKey = false }, where, count) {
  if (ctrlKey || metaKey || altKey) return null;
  const pressable = ["BUTTON", "SUMMARY"].includes(where.tag);
  if (where.editable || TYPING.includes(where.tag)) return null;
  if (where.role === "gridcell" && key !== "PageDown" && key !== "PageUp") return null;
  const wishes = {
    ArrowRight: { step: 1 },
    ArrowLeft: { step: -1 },
    PageDown: { page: 1 },
    PageUp: { page: -1 },
    " ": pressable ? null : { page: shiftKey ? -1 : 1 },
    Home: { to: 0 },
    End: { to: count - 1 },
    f: { act: "projector" },
    t: { act: "clock" },
  };
  return wishes[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/**
 * How far to scroll for a page within a stop, 0 where there is no more of it: {top, bottom} of the stop, {from, to} of the
 * window's free part. What was at the edge stays in sight.
 */
export function pageWithin({ top, bottom }, { from, to }, by) {
  const most = Math.max(1, to - from - 60);
  const hidden = by > 0 ? bottom - to : from - top;
  return hidden > MARGIN ? by * Math.min(most, hidden) : 0;
}
