/** The sum of a step, a product a piece, and how the products fly into it from the image. */
import { piecesOf } from "../shell/sums.js";

const LONGEST = 650; // ms that a product is under way, at normal speed
const APART = 45; // ms from one to the next

const wantsStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** When each of `count` products leaves and how long it flies, in ms, so that all have come before the next step. Pure. */
export function timesOf(count, speed) {
  const all = Math.min(LONGEST + APART * (count - 1), 850 / speed);
  const apart = Math.min(APART, (all * 0.4) / Math.max(1, count - 1));
  return { apart, flight: all - apart * (count - 1) };
}

export class SumLine {
  #node;
  #text = null;
  #flying = [];

  constructor(node) {
    this.#node = node;
  }

  /** The line as pieces that stay whole where it is broken. */
  show(text) {
    if (text === this.#text) return;
    this.#text = text;
    this.#land();
    this.#node.replaceChildren(...piecesOf(text));
  }

  /** Products fly from these cells to their places, and the result appears when the last is there. */
  fly(cells, speed) {
    this.#land();
    const places = [...this.#node.querySelectorAll(".sum__part--product")];
    if (wantsStillness() || !places.length || places.length !== cells.length || document.hidden) return;
    const { apart, flight } = timesOf(places.length, speed);
    places.forEach((place, i) => this.#send(place, cells[i], { delay: apart * i, duration: flight }));
    const last = this.#node.lastElementChild;
    if (!places.includes(last)) this.#appear(last, apart * (places.length - 1) + flight);
  }

  #send(place, cell, { delay, duration }) {
    const [from, to] = [cell.getBoundingClientRect(), place.getBoundingClientRect()];
    const flier = document.createElement("span");
    flier.className = "sum__flier";
    flier.setAttribute("aria-hidden", "true");
    flier.textContent = place.textContent.replace(/^[+×]\s|[()]\s?/g, "");
    document.body.append(flier);
    const { width, height } = flier.getBoundingClientRect();
    flier.style.left = `${to.right - width}px`;
    flier.style.top = `${to.top + (to.height - height) / 2}px`;
    const [x, y] = [from.left + from.width / 2 - (to.right - width / 2), from.top + from.height / 2 - (to.top + to.height / 2)];
    const path = [{ transform: `translate(${x}px, ${y}px)` }, { transform: `translate(${x * 0.4}px, ${y * 0.4 - 24}px)` }, { transform: "none" }];
    const move = flier.animate(path, { delay, duration, easing: "ease-in-out", fill: "both" });
    move.onfinish = () => flier.remove();
    this.#flying.push({ move, flier });
    this.#appear(place, delay + duration);
  }

  #appear(node, after) {
    const move = node.animate([{ opacity: 0 }, { opacity: 0, offset: 0.99 }, { opacity: 1 }], { duration: after });
    this.#flying.push({ move, flier: null });
  }

  /** Whatever is under way is there. */
  #land() {
    for (const { move, flier } of this.#flying) {
      move.cancel();
      flier?.remove();
    }
    this.#flying = [];
  }
}
