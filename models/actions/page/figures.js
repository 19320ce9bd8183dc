/** The window that was judged as stick figures, as the network reads it, and the joints that it hung on. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { isAction, keyOf } from "./names.js";
import { svg } from "./svg.js";

const WIDE = 300; // of a figure's room, in hundredths of the torso
const TOP = -190; // the room above the shoulders: raised arms
const TALL = 470;
const TRACK = 600; // how far the shoulders may move to either side, as the network cuts it

export const PARTS = { head: [0, 1, 2, 3, 4], shoulders: [5, 6], elbows: [7, 8], wrists: [9, 10], hips: [11, 12], knees: [13, 14], ankles: [15, 16] };

/** Where the middle of the shoulders is, [x, y], or null where neither is seen. Pure. */
export function rootOf(figure) {
  const seen = [figure[5], figure[6]].filter(Boolean);
  return seen.length ? [0, 1].map((axis) => seen.reduce((sum, place) => sum + place[axis], 0) / seen.length) : null;
}

/** A figure's bones as a path, its shoulders' middle at x 0; heights stay. Pure. */
export function pathOf(figure, bones) {
  const left = rootOf(figure)?.[0] ?? 0;
  const drawn = bones.filter(([from, to]) => figure[from] && figure[to]);
  return drawn.map(([from, to]) => `M${figure[from][0] - left},${figure[from][1]}L${figure[to][0] - left},${figure[to][1]}`).join("");
}

/** What each part of the body has of the joints' shares, the largest first; none of no shares. Pure. */
export function partShares(shares) {
  if (!shares.length) return [];
  const parts = Object.entries(PARTS).map(([part, joints]) => ({ part, share: joints.reduce((sum, joint) => sum + shares[joint], 0) }));
  return parts.sort((one, other) => other.share - one.share);
}

export class Strip {
  #bones;
  #figures;

  constructor(home, count, { bones, note }) {
    this.#bones = bones;
    this.#figures = Array.from({ length: count }, (_, at) => {
      const path = svg("path", { class: "sticks__bones" });
      const dot = svg("circle", { r: 14, cy: TOP + TALL - 14, class: "sticks__dot" });
      const track = svg("path", { d: `M${-WIDE / 2 + 20},${TOP + TALL - 14}H${WIDE / 2 - 20}`, class: "sticks__track" });
      const group = svg("g", { transform: `translate(${WIDE * (at + 0.5)} 0)` }, track, path, dot);
      return { group, path, dot };
    });
    const box = `0 ${TOP} ${WIDE * count} ${TALL}`;
    home.append(svg("svg", { viewBox: box, class: "sticks", "aria-hidden": "true" }, ...this.#figures.map(({ group }) => group)), note);
  }

  show(figures) {
    this.#figures.forEach(({ path, dot }, at) => {
      const figure = figures[at] ?? [];
      path.setAttribute("d", figure.length ? pathOf(figure, this.#bones) : "");
      const moved = figure.length ? rootOf(figure) : null;
      dot.setAttribute("cx", moved ? ((WIDE / 2 - 20) * moved[0]) / TRACK : 0);
      dot.classList.toggle("is-away", !moved);
    });
  }
}

export class Why {
  #say;
  #percent;
  #bones;
  #sentence = el("p", { class: "why__sentence" });
  #figure = svg("path", { class: "sticks__bones" });
  #dots = svg("g", { class: "why__dots" });
  #list = el("ul", { class: "acts why__parts" });

  constructor(home, { say, percent, bones }) {
    [this.#say, this.#percent, this.#bones] = [say, percent, bones];
    const box = `${-WIDE / 2} ${TOP} ${WIDE} ${TALL}`;
    const figure = svg("svg", { viewBox: box, class: "why__figure", "aria-hidden": "true" }, this.#figure, this.#dots);
    home.append(this.#sentence, el("div", { class: "why" }, figure, this.#list));
    this.clear(say("why_none"));
  }

  clear(sentence) {
    setText(this.#sentence, sentence);
    this.#figure.setAttribute("d", "");
    this.#dots.replaceChildren();
    this.#showParts([]);
  }

  show({ action, shares, figures }) {
    if (!isAction(action) || !shares.length) return this.clear(this.#say("why_nothing"));
    const figure = figures.at(-1);
    const left = rootOf(figure)?.[0] ?? 0;
    setText(this.#sentence, this.#say("why_this", { action: this.#say(keyOf(action)) }));
    this.#figure.setAttribute("d", pathOf(figure, this.#bones));
    const dots = shares.map((share, joint) => {
      if (!figure[joint] || share < 0.01) return null;
      return svg("circle", { cx: figure[joint][0] - left, cy: figure[joint][1], r: 8 + 60 * Math.sqrt(share) });
    });
    this.#dots.replaceChildren(...dots.filter(Boolean));
    return this.#showParts(partShares(shares));
  }

  #showParts(parts) {
    const rows = Object.keys(PARTS).map((name, at) => {
      const { part, share } = parts[at] ?? { part: name, share: null };
      const bar = el("span", { class: "why__bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", String(share ?? 0));
      const text = share === null ? "–" : this.#percent.format(share);
      const name_ = el("span", { class: "acts__name", textContent: this.#say(`part_${part}`) });
      return el("li", {}, name_, bar, el("span", { class: "acts__share", textContent: text }));
    });
    this.#list.replaceChildren(...rows);
  }
}
