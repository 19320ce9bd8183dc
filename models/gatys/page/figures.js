/** The two losses step by step, and what the whole loss is made of. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { lastShown, heightOf, madeOf, pathOf } from "./course.js";

const SPACE = "http://www.w3.org/2000/svg";
const ROOM = { width: 300, height: 130 };
const LEFT = 34;
const TALL = ROOM.height + 26;
const DECADES = [0.001, 0.01, 0.1, 1];
const LINES = ["content", "style"];

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export class Curve {
  #lines = LINES.map((name) => svg("path", { class: `losses__line losses__line--${name}` }));
  #last = svg("text", { class: "losses__mark", x: LEFT + ROOM.width, y: TALL - 8, "text-anchor": "end" });
  #values = LINES.map(() => el("b", { textContent: "–" }));
  #number;

  constructor(home, say, number) {
    this.#number = number;
    const marks = DECADES.flatMap((loss) => {
      const y = ROOM.height * (1 - heightOf(loss));
      const text = svg("text", { class: "losses__mark", x: LEFT - 5, y: y + 4, "text-anchor": "end" });
      text.textContent = number.format(loss);
      return [svg("path", { class: "losses__grid", d: `M${LEFT},${y}h${ROOM.width}` }), text];
    });
    const first = svg("text", { class: "losses__mark", x: LEFT, y: TALL - 8 });
    first.textContent = say("steps");
    const lines = svg("g", { transform: `translate(${LEFT} 0)` }, ...this.#lines);
    const chart = svg("svg", { viewBox: `0 0 ${LEFT + ROOM.width + 4} ${TALL}`, class: "losses", role: "img", "aria-label": say("losses_label") });
    chart.append(...marks, first, this.#last, lines);
    const legend = LINES.map((name, at) => el("li", { class: `losses__name losses__name--${name}` }, el("span", { textContent: say(name) }), this.#values[at]));
    home.append(chart, el("ul", { class: "losses__legend" }, ...legend), el("p", { class: "gatys__note", textContent: say("losses_note") }));
  }

  show(course) {
    LINES.forEach((name, at) => {
      this.#lines[at].setAttribute("d", pathOf(course, name, ROOM));
      setText(this.#values[at], course.length ? this.#number.format(course.at(-1)[name]) : "–");
    });
    this.#last.textContent = String(lastShown(course));
  }
}

export class Shares {
  #rows = new Map();
  #percent;

  constructor(home, say, percent) {
    this.#percent = percent;
    const list = el("ul", { class: "shares" });
    for (const name of ["content", "layer_1", "layer_2", "layer_3", "layer_4", "layer_5", "smooth"]) {
      const bar = el("span", { class: "shares__bar", "aria-hidden": "true" });
      const text = el("span", { class: "shares__text", textContent: "–" });
      this.#rows.set(name, { bar, text });
      list.append(el("li", {}, el("span", { textContent: say(name) }), bar, text));
    }
    home.append(list, el("p", { class: "gatys__note", textContent: say("shares_note") }));
  }

  show(data) {
    for (const { name, share } of madeOf(data)) {
      const { bar, text } = this.#rows.get(name);
      bar.style.setProperty("--share", String(share));
      setText(text, this.#percent.format(share));
    }
  }
}
