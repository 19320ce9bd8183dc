/** Colour hints: choose a colour, click a place. Dots lie over the picture; they are dragged, or moved by keys. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { added, changed, moved, placeOf, removed } from "./places.js";

const PALETTE = [
  ["colour_skin", "#d9a58a"],
  ["colour_red", "#b3282d"],
  ["colour_wood", "#8a5a32"],
  ["colour_straw", "#d8b45a"],
  ["colour_grass", "#4f8a3c"],
  ["colour_sea", "#2f8f8f"],
  ["colour_sky", "#5b9bd5"],
  ["colour_jeans", "#2f4f8f"],
  ["colour_violet", "#7d4a9c"],
];

export function createHints(live, say) {
  const { most } = live.demo.params.find(({ name }) => name === "hints");
  let hints = [...live.params().hints];
  let chosen = null; // the dot whose colour is changed

  const picker = el("input", { type: "color", id: "hint-colour", value: PALETTE[1][1], class: "hints__picker" });
  const palette = el("div", { class: "hints__palette", role: "group", "aria-label": say("palette") });
  const count = el("p", { class: "fold__words", role: "status" });
  const dots = el("div", { class: "hints" });
  const middle = button("hint_middle", () => add({ x: 0.5, y: 0.5 }));
  const remove = button("hint_remove", () => chosen !== null && drop(chosen));
  const clear = button("hints_clear", () => set([]));
  const section = el(
    "details",
    { class: "label__block fold", id: "hinting" },
    el("summary", {}, el("h2", { textContent: say("hints_title") })),
    el("p", { class: "fold__words", textContent: say("hints_how") }),
    el("div", { class: "hints__colours" }, el("label", { for: picker.id, textContent: say("hint_colour") }), picker, palette),
    el("div", { class: "fold__row" }, middle, remove, clear),
    count,
  );
  live.label.append(section);
  live.overlay.append(dots);

  function button(key, act) {
    return el("button", { type: "button", class: "button", textContent: say(key), onclick: act });
  }

  for (const [key, colour] of PALETTE) {
    const face = el("button", { type: "button", class: "hints__swatch", title: say(key), "aria-label": say(key) });
    face.style.background = colour;
    face.addEventListener("click", () => choose(colour));
    palette.append(face);
  }
  picker.addEventListener("input", () => choose(picker.value));

  /** A colour for the next hint, and for the dot that is chosen. */
  function choose(colour) {
    picker.value = colour;
    if (chosen !== null) set(changed(hints, chosen, { colour }));
  }

  function set(next) {
    hints = next;
    if (chosen !== null && chosen >= hints.length) chosen = null;
    live.setParams({ hints });
    show();
  }

  function add(place) {
    const full = hints.length >= most;
    chosen = null;
    set(added(hints, { ...place, colour: picker.value }, most));
    if (full) live.announce(say("hints_full", { most }));
  }

  function drop(index) {
    chosen = null;
    set(removed(hints, index));
  }

  function dotOf(hint, index) {
    const node = el("button", { type: "button", class: "hints__dot", "aria-label": say("hint_name", { number: index + 1 }) });
    place(node, hint);
    node.style.setProperty("--colour", hint.colour);
    node.setAttribute("aria-pressed", String(chosen === index));
    let dragged = false;
    node.addEventListener("pointerdown", (event) => {
      node.setPointerCapture(event.pointerId);
      event.stopPropagation();
      dragged = false;
    });
    node.addEventListener("pointermove", (event) => {
      if (!node.hasPointerCapture(event.pointerId)) return;
      event.stopPropagation();
      const to = placeOf(event, live.overlay.getBoundingClientRect());
      dragged ||= Math.hypot(to.x - hints[index].x, to.y - hints[index].y) > 0.01;
      if (!dragged) return;
      hints = changed(hints, index, to);
      place(node, to);
    });
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      chosen = dragged || chosen !== index ? index : null;
      if (dragged) set(hints);
      else show();
      picker.value = hints[index].colour;
    });
    node.addEventListener("keydown", (event) => {
      const to = moved(hints[index], event.key, event.shiftKey);
      if (event.key === "Delete" || event.key === "Backspace") drop(index);
      else if (to) set(changed(hints, index, to));
      else return;
      event.preventDefault();
      event.stopPropagation();
      dots.children[Math.min(index, hints.length - 1)]?.focus();
    });
    return node;
  }

  function place(node, { x, y }) {
    node.style.setProperty("--x", String(x));
    node.style.setProperty("--y", String(y));
  }

  function show() {
    const focused = [...dots.children].indexOf(document.activeElement);
    dots.replaceChildren(...hints.map(dotOf));
    if (focused >= 0) dots.children[focused]?.focus();
    setText(count, hints.length === 1 ? say("hints_one") : say("hints_many", { count: hints.length }));
    remove.disabled = chosen === null;
    clear.disabled = hints.length === 0;
    dots.hidden = !section.open;
  }

  live.overlay.addEventListener("click", (event) => {
    if (section.open && event.target === live.overlay) add(placeOf(event, live.overlay.getBoundingClientRect()));
  });
  section.addEventListener("toggle", show);
  // Reset and a shared address set parameters without a hand on the dots.
  live.on("answer", () => {
    if (JSON.stringify(live.params().hints) === JSON.stringify(hints) || dots.matches(":active")) return;
    hints = [...live.params().hints];
    show();
  });
  // Another picture has other places: hints stay only with the one they were given for, and on live video.
  live.on("source", (held) => {
    if (held?.still && hints.length) set([]);
  });
  show();
}
