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

function place(node, { x, y }) {
  node.style.setProperty("--x", String(x));
  node.style.setProperty("--y", String(y));
}

export class Hints {
  #hints;
  #most; // hints that there may be
  #chosen = null; // the dot whose colour is changed
  #picker;
  #count;
  #dots;
  #remove;
  #clear;
  #section;
  #live;
  #say;

  constructor(live, say) {
    this.#live = live;
    this.#say = say;
    this.#hints = [...live.params().hints];
    this.#most = live.demo.params.find(({ name }) => name === "hints").most;
    this.#makeSection();
    this.#listen();
    this.#show();
  }

  #makeSection() {
    this.#picker = el("input", { type: "color", id: "hint-colour", value: PALETTE[1][1], class: "hints__picker" });
    const palette = el("div", { class: "hints__palette", role: "group", "aria-label": this.#say("palette") }, ...this.#swatches());
    this.#count = el("p", { class: "fold__words", role: "status" });
    this.#dots = el("div", { class: "hints" });
    const middle = this.#button("hint_middle", () => this.#add({ x: 0.5, y: 0.5 }));
    this.#remove = this.#button("hint_remove", () => this.#chosen !== null && this.#drop(this.#chosen));
    this.#clear = this.#button("hints_clear", () => this.#set([]));
    this.#section = el(
      "details",
      { class: "label__block fold", id: "hinting" },
      el("summary", {}, el("h2", { textContent: this.#say("hints_title") })),
      el("p", { class: "fold__words", textContent: this.#say("hints_how") }),
      el("div", { class: "hints__colours" }, el("label", { for: this.#picker.id, textContent: this.#say("hint_colour") }), this.#picker, palette),
      el("div", { class: "fold__row" }, middle, this.#remove, this.#clear),
      this.#count,
    );
    this.#live.label.append(this.#section);
    this.#live.overlay.append(this.#dots);
  }

  #swatches() {
    return PALETTE.map(([key, colour]) => {
      const face = el("button", { type: "button", class: "hints__swatch", title: this.#say(key), "aria-label": this.#say(key) });
      face.style.background = colour;
      face.addEventListener("click", () => this.#choose(colour));
      return face;
    });
  }

  #listen() {
    this.#picker.addEventListener("input", () => this.#choose(this.#picker.value));
    this.#live.overlay.addEventListener("click", (event) => {
      if (this.#section.open && event.target === this.#live.overlay) this.#add(placeOf(event, this.#live.overlay.getBoundingClientRect()));
    });
    this.#section.addEventListener("toggle", () => this.#show());
    // Reset and a shared address set parameters without a hand on the dots.
    this.#live.on("answer", () => {
      if (JSON.stringify(this.#live.params().hints) === JSON.stringify(this.#hints) || this.#dots.matches(":active")) return;
      this.#hints = [...this.#live.params().hints];
      this.#show();
    });
    // Another picture has other places: hints stay only with the one they were given for, and on live video.
    this.#live.on("source", (held) => {
      if (held?.still && this.#hints.length) this.#set([]);
    });
  }

  #button(key, act) {
    return el("button", { type: "button", class: "button", textContent: this.#say(key), onclick: act });
  }

  /** A colour for the next hint, and for the dot that is chosen. */
  #choose(colour) {
    this.#picker.value = colour;
    if (this.#chosen !== null) this.#set(changed(this.#hints, this.#chosen, { colour }));
  }

  #set(next) {
    this.#hints = next;
    if (this.#chosen !== null && this.#chosen >= this.#hints.length) this.#chosen = null;
    this.#live.setParams({ hints: this.#hints });
    this.#show();
  }

  #add(spot) {
    const most = this.#most;
    const full = this.#hints.length >= most;
    this.#chosen = null;
    this.#set(added(this.#hints, { ...spot, colour: this.#picker.value }, most));
    if (full) this.#live.announce(this.#say("hints_full", { most }));
  }

  #drop(index) {
    this.#chosen = null;
    this.#set(removed(this.#hints, index));
  }

  #dotOf(hint, index) {
    const node = el("button", { type: "button", class: "hints__dot", "aria-label": this.#say("hint_name", { number: index + 1 }) });
    place(node, hint);
    node.style.setProperty("--colour", hint.colour);
    node.setAttribute("aria-pressed", String(this.#chosen === index));
    let dragged = false;
    node.addEventListener("pointerdown", (event) => {
      node.setPointerCapture(event.pointerId);
      event.stopPropagation();
      dragged = false;
    });
    node.addEventListener("pointermove", (event) => {
      if (!node.hasPointerCapture(event.pointerId)) return;
      event.stopPropagation();
      const to = placeOf(event, this.#live.overlay.getBoundingClientRect());
      dragged ||= Math.hypot(to.x - this.#hints[index].x, to.y - this.#hints[index].y) > 0.01;
      if (!dragged) return;
      this.#hints = changed(this.#hints, index, to);
      place(node, to);
    });
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      this.#chosen = dragged || this.#chosen !== index ? index : null;
      if (dragged) this.#set(this.#hints);
      else this.#show();
      this.#picker.value = this.#hints[index].colour;
    });
    node.addEventListener("keydown", (event) => {
      const to = moved(this.#hints[index], event.key, event.shiftKey);
      if (event.key === "Delete" || event.key === "Backspace") this.#drop(index);
      else if (to) this.#set(changed(this.#hints, index, to));
      else return;
      event.preventDefault();
      event.stopPropagation();
      this.#dots.children[Math.min(index, this.#hints.length - 1)]?.focus();
    });
    return node;
  }

  #show() {
    const focused = [...this.#dots.children].indexOf(document.activeElement);
    this.#dots.replaceChildren(...this.#hints.map((hint, index) => this.#dotOf(hint, index)));
    if (focused >= 0) this.#dots.children[focused]?.focus();
    setText(this.#count, this.#hints.length === 1 ? this.#say("hints_one") : this.#say("hints_many", { count: this.#hints.length }));
    this.#remove.disabled = this.#chosen === null;
    this.#clear.disabled = this.#hints.length === 0;
    this.#dots.hidden = !this.#section.open;
  }
}
