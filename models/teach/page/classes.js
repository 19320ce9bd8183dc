/** The classes as the visitor sees them: a name to change, a button to hold, the last pictures, how many. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { FEWEST_CLASSES, LONGEST_NAME, MOST_CLASSES } from "../../../static/js/shared/learning/taught.js";
import { holds } from "./hold.js";
import { MOST_PICTURES } from "./lessons.js";

const SHOWN = 8;
const [WIDE, TALL] = [64, 48];

/** A small copy of a frame's picture, cut to 4 : 3: it is drawn here, and stays here. */
export function thumbOf({ picture, width, height }) {
  const canvas = el("canvas", { width: WIDE, height: TALL });
  const scale = Math.max(WIDE / width, TALL / height);
  const [wide, tall] = [width * scale, height * scale];
  canvas.getContext("2d").drawImage(picture, (WIDE - wide) / 2, (TALL - tall) / 2, wide, tall);
  return canvas;
}

export class Classes {
  #say;
  #on;
  #list = el("ol", { class: "teach__classes" });
  #more;
  #rows = [];

  constructor(home, say, on) {
    [this.#say, this.#on] = [say, on];
    this.#more = el("button", { type: "button", class: "button", id: "teach-add", textContent: say("class_add") });
    this.#more.addEventListener("click", () => on.add());
    home.append(this.#list, this.#more);
  }

  /** All rows anew: a class came or went. */
  build(classes) {
    this.#rows = classes.map((_, label) => this.#row(label, classes.length));
    this.#list.replaceChildren(...this.#rows.map(({ row }) => row));
    this.#more.disabled = classes.length >= MOST_CLASSES;
    this.show(classes);
  }

  #row(label, count) {
    const say = this.#say;
    const name = el("input", { type: "text", class: "field teach__naming", maxLength: LONGEST_NAME, autocomplete: "off", "aria-label": say("class_name", { number: label + 1 }) });
    name.addEventListener("input", () => this.#on.rename(label, name.value));
    name.addEventListener("change", () => this.#on.renamed());
    const hold = el("button", { type: "button", class: "button teach__hold", "data-class": String(label) });
    holds(hold, { begin: () => this.#on.begin(label), end: () => this.#on.end() });
    const taken = el("span", { class: "teach__count" });
    const thumbs = el("div", { class: "teach__thumbs", "aria-hidden": "true" });
    const clear = el("button", { type: "button", class: "button button--quiet" });
    clear.addEventListener("click", () => this.#on.clear(label));
    const remove = el("button", { type: "button", class: "button button--quiet", hidden: count <= FEWEST_CLASSES });
    remove.addEventListener("click", () => this.#on.remove(label));
    const row = el("li", { class: "teach__class" }, name, taken, hold, thumbs, el("span", { class: "teach__acts" }, clear, remove));
    return { row, name, hold, taken, thumbs, clear, remove };
  }

  show(classes) {
    classes.forEach(({ name, inputs }, label) => {
      const row = this.#rows[label];
      if (document.activeElement !== row.name) row.name.value = name;
      setText(row.taken, this.#say(inputs.length >= MOST_PICTURES ? "class_full" : "class_count", { count: inputs.length }));
      setText(row.hold, this.#say("class_hold", { name }));
      setText(row.clear, this.#say("class_clear"));
      row.clear.setAttribute("aria-label", this.#say("class_clear_of", { name }));
      setText(row.remove, this.#say("class_remove"));
      row.remove.setAttribute("aria-label", this.#say("class_remove_of", { name }));
      row.clear.disabled = inputs.length === 0;
      if (!inputs.length) row.thumbs.replaceChildren();
    });
  }

  picture(label, frame) {
    const { thumbs } = this.#rows[label];
    thumbs.append(thumbOf(frame));
    while (thumbs.childElementCount > SHOWN) thumbs.firstChild.remove();
  }
}
