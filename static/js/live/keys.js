/** Which key does what. Pure: takes what an event says, returns an action or null. */
const TYPING = new Set(["text", "search", "url", "email", "password", "number", "tel"]);
const LETTERS = new Map([
  ["s", "snapshot"],
  ["r", "record"],
  ["f", "projector"],
  ["m", "mirror"],
  ["v", "split"],
  ["?", "help"],
]);
const STEPS = new Map([
  ["ArrowLeft", -1],
  ["ArrowUp", -1],
  ["ArrowRight", 1],
  ["ArrowDown", 1],
]);

/** Whether the focused element takes letters itself. */
export function isTyping({ tag = "", type = "", editable = false } = {}) {
  return editable || tag === "TEXTAREA" || tag === "SELECT" || (tag === "INPUT" && TYPING.has(type || "text"));
}

/** Whether the focused element answers to space, or to arrows, itself. */
function takesSpace({ tag = "", type = "" }) {
  return tag === "BUTTON" || tag === "SUMMARY" || tag === "A" || (tag === "INPUT" && type !== "range");
}

function takesArrows({ tag = "", type = "", role = "" }) {
  return role === "slider" || (tag === "INPUT" && (type === "range" || type === "radio"));
}

/**
 * `key`, `ctrl` (any of ctrl, alt, meta), `focus` {tag, type, role, editable}, `dialog` (whether one is open).
 * Returns {name} with `step` (−1 or 1) for "step" and `index` (from 0) for "choose".
 */
export function actionFor({ key, ctrl = false, focus = {}, dialog = false, repeat = false }) {
  if (ctrl || dialog || isTyping(focus)) return null;
  if (key === " ") return takesSpace(focus) || repeat ? null : { name: "toggle" };
  if (STEPS.has(key)) return takesArrows(focus) ? null : { name: "step", step: STEPS.get(key) };
  if (/^[1-9]$/.test(key)) return { name: "choose", index: Number(key) - 1 };
  if (key === "Escape") return { name: "escape" };
  const name = LETTERS.get(key.toLowerCase());
  return name && !repeat ? { name } : null;
}
