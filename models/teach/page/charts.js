/** The curve of the loss, the bars of now, and the table of what was held out. */
import { el, setText } from "../../../static/js/shared/dom.js";

const SPACE = "http://www.w3.org/2000/svg";
const [WIDE, TALL] = [300, 100];

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A curve's path: `losses` from the first epoch on, `last` the number of the last one, `top` the largest that fits. */
export function pathOf(losses, last, top) {
  const point = (loss, at) => `${((at / last) * WIDE).toFixed(1)} ${(TALL - (Math.min(loss, top) / top) * TALL).toFixed(1)}`;
  return losses.length ? `M${losses.map(point).join("L")}` : "";
}

export class Curve {
  #say;
  #paths;
  #words = el("p", { class: "extension__note" });

  constructor(home, say) {
    this.#say = say;
    this.#paths = ["held", "train"].map((key) => svg("path", { class: `teach__line teach__line--${key}` }));
    const chart = svg("svg", { viewBox: `0 -2 ${WIDE} ${TALL + 4}`, preserveAspectRatio: "none", class: "teach__curve", "aria-hidden": "true" }, ...this.#paths);
    const legend = el("p", { class: "teach__legend" }, ...["train", "held"].map((key) => el("span", { class: `teach__key teach__key--${key}`, textContent: say(`curve_${key}`) })));
    home.append(legend, chart, this.#words);
    this.show([], 1);
  }

  show(curve, epochs, number = String) {
    const part = (key) => curve.map((one) => one[key]?.loss).filter((loss) => loss !== undefined);
    const parts = ["held", "train"].map(part);
    const top = 1.05 * Math.max(...parts.flat(), 0.1);
    parts.forEach((losses, at) => this.#paths[at].setAttribute("d", pathOf(losses, epochs, top)));
    const last = curve.at(-1);
    setText(this.#words, last ? this.#say("curve_now", { epoch: last.epoch, loss: number(last.train.loss), held: last.held ? number(last.held.loss) : "–" }) : this.#say("curve_none"));
  }
}

export class Bars {
  #list = el("ul", { class: "teach__bars" });
  #rows = [];
  #empty;

  constructor(home, say) {
    this.#empty = el("p", { class: "extension__note", textContent: say("now_none") });
    home.append(this.#list, this.#empty);
  }

  show(names, probabilities, percent) {
    this.#empty.hidden = names.length > 0;
    if (this.#rows.length !== names.length) {
      this.#rows = names.map(() => ({ name: el("span", { class: "teach__name" }), bar: el("span", { class: "teach__bar", "aria-hidden": "true" }), share: el("span", { class: "teach__share" }) }));
      this.#list.replaceChildren(...this.#rows.map(({ name, bar, share }) => el("li", {}, name, bar, share)));
    }
    const most = probabilities ? Math.max(...probabilities) : 2;
    this.#rows.forEach(({ name, bar, share }, at) => {
      setText(name, names[at]);
      bar.style.setProperty("--share", probabilities ? probabilities[at].toFixed(3) : "0");
      setText(share, probabilities ? percent(probabilities[at]) : "–");
      name.parentNode.classList.toggle("is-most", probabilities?.[at] === most);
    });
  }
}

/** Rows are what was shown, columns what was told. */
export class Matrix {
  #say;
  #home = el("div", { class: "teach__table", tabIndex: 0, role: "region" });
  #words = el("p", { class: "extension__note" });

  constructor(home, say) {
    this.#say = say;
    this.#home.setAttribute("aria-label", say("matrix_title"));
    home.append(this.#home, this.#words);
    this.show(null, String);
  }

  show(learnt, percent) {
    const { matrix = [], names = [], held = 0 } = learnt ?? {};
    this.#home.hidden = !held;
    const right = matrix.reduce((sum, row, at) => sum + row[at], 0);
    const most = Math.max(0, ...matrix.map((row) => row.reduce((sum, one) => sum + one, 0)));
    setText(this.#words, held ? this.#say("matrix_right", { right, held, percent: percent(right / held), guess: percent(most / held) }) : this.#say("matrix_none"));
    if (!held) return;
    const heads = names.map((name) => el("th", { scope: "col", textContent: name }));
    const rows = matrix.map((row, at) => el("tr", {}, el("th", { scope: "row", textContent: names[at] }), ...row.map((count, told) => el("td", { class: at === told ? "is-right" : count ? "is-wrong" : "", textContent: String(count) }))));
    const head = el("tr", {}, el("th", { scope: "col", textContent: this.#say("matrix_corner") }), ...heads);
    this.#home.replaceChildren(el("table", { class: "teach__matrix" }, el("caption", { textContent: this.#say("matrix_title") }), el("thead", {}, head), el("tbody", {}, ...rows)));
  }
}
