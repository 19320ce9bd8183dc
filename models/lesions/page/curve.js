/** The curve of a threshold: how many melanomas are missed, how many people are frightened. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { numeral } from "../../../static/js/shared/texts.js";
import { curve, outcome } from "./rates.js";

const SPACE = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, TOP] = [320, 240, 30, 8];
const SIDE = { width: WIDTH - LEFT - 8, height: HEIGHT - TOP - 28 };
const START = 0.2;
/** Sensitivity and specificity of eight dermatologists on other pictures (Marchetti and others, 2018). */
const DOCTORS = { found: 0.82, calm: 0.59 };

function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const place = ([x, y]) => [LEFT + x * SIDE.width, TOP + (1 - y) * SIDE.height];

export class Curve {
  #scores;
  #say;
  #point = svg("circle", { class: "roc__point", r: 6 });
  #range = el("input", { type: "range", id: "lesions-threshold", min: 0, max: 1, step: 0.01, value: START });
  #value = el("output", { class: "control__value", for: "lesions-threshold" });
  #words = el("p", { class: "roc__words", role: "status" });

  /** `scores` are {melanoma, other} as in scores.json. */
  constructor(home, scores, say) {
    [this.#scores, this.#say] = [scores, say];
    const name = el("label", { class: "control__label", for: "lesions-threshold", textContent: say("threshold") });
    this.#range.addEventListener("input", () => this.#show());
    home.append(
      el("p", { class: "lesion__small", textContent: say("roc_note") }),
      el("div", { class: "control control--number" }, name, this.#value, this.#range),
      this.#words,
      this.#drawing(),
      el("p", { class: "lesion__small", textContent: say("roc_doctors") }),
    );
    this.#show();
  }

  #drawing() {
    const say = this.#say;
    const corners = curve(this.#scores).map((corner) => place(corner).map((at) => at.toFixed(1)).join(" "));
    const [x0, y0] = place([0, 0]);
    const [x1, y1] = place([1, 1]);
    const [x, y] = place([1 - DOCTORS.calm, DOCTORS.found]);
    const text = (at, words, more = {}) => svg("text", { x: at[0], y: at[1], ...more }, words);
    return svg(
      "svg",
      { class: "roc", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": say("roc_label") },
      svg("path", { class: "roc__frame", d: `M${x0} ${y1}V${y0}H${x1}` }),
      svg("path", { class: "roc__guess", d: `M${x0} ${y0}L${x1} ${y1}` }),
      svg("path", { class: "roc__curve", d: `M${corners.join("L")}` }),
      svg("path", { class: "roc__doctors", d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10` }),
      text([x + 10, y + 4], say("roc_mark")),
      text([x1, y0 + 20], say("roc_x"), { class: "roc__end" }),
      text([12, y0], say("roc_y"), { transform: `rotate(-90 12 ${y0})` }),
      this.#point,
    );
  }

  #show() {
    const threshold = Number(this.#range.value);
    const { melanoma, other } = this.#scores;
    const { missed, found, frightened } = outcome(this.#scores, threshold);
    const [x, y] = place([frightened / other.length, found / melanoma.length]);
    this.#point.setAttribute("cx", x);
    this.#point.setAttribute("cy", y);
    const percent = `${numeral(100 * threshold)} %`;
    this.#range.style.setProperty("--share", String(threshold));
    this.#range.setAttribute("aria-valuetext", percent);
    setText(this.#value, percent);
    const counts = { missed, melanomas: melanoma.length, frightened: numeral(frightened), others: numeral(other.length) };
    setText(this.#words, this.#say("roc_words", counts));
  }
}
