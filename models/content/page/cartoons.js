/** Elsagate's lesson in small: a cartoon that visitors choose, and what stills alone and stills with motion say of it. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { forbidden, inputs, places, PLOTS } from "./cartoon.js";

const SIZE = 240;
const EVERY = 100; // ms between two stills
const MEAN = 10; // stills
const NETWORKS = ["stills", "motion"];
const LAST = { x: 0.5, y: 0.5, angle: 0.6, square: 0.13, disc: 0.12, phase: 0 };

export class Cartoons {
  #say;
  #percent;
  #networks = null;
  #cartoon = { ...LAST, plot: PLOTS[0] };
  #said = { stills: [], motion: [] };
  #canvas = el("canvas", { class: "cartoon__stage", width: SIZE, height: SIZE, role: "img" });
  #buttons = [];
  #rows = {};
  #judged = 0;

  constructor(home, { say, percent }) {
    [this.#say, this.#percent] = [say, percent];
    this.#buttons = PLOTS.map((plot) => {
      const button = el("button", { type: "button", class: "button", textContent: say(`plot_${plot}`) });
      button.addEventListener("click", () => this.#choose(plot));
      return button;
    });
    const rows = NETWORKS.map((name) => this.#row(name));
    const list = el("ul", { class: "cartoon__rows" }, ...rows);
    const note = (key) => el("p", { class: "extension__note", textContent: say(key) });
    const choices = el("p", { class: "cartoon__choices" }, ...this.#buttons);
    home.append(note("cartoons_rule"), choices, el("div", { class: "cartoon" }, this.#canvas, list), note("cartoons_note"));
    this.#choose(PLOTS[0]);
    this.#begin();
  }

  #row(name) {
    const bar = el("span", { class: "cartoon__bar", "aria-hidden": "true" });
    const share = el("span", { class: "cartoon__share", textContent: "–" });
    const verdict = el("span", { class: "cartoon__verdict" });
    this.#rows[name] = { bar, share, verdict };
    return el("li", {}, el("span", { textContent: this.#say(`network_${name}`) }), bar, share, verdict);
  }

  async #begin() {
    const answer = await fetch(new URL("./cartoons.json", import.meta.url));
    this.#networks = await answer.json();
    const seen = new IntersectionObserver(([{ isIntersecting }]) => {
      cancelAnimationFrame(this.#frame);
      if (isIntersecting) this.#frame = requestAnimationFrame(this.#turn);
    });
    seen.observe(this.#canvas);
  }

  #frame = 0;

  #choose(plot) {
    this.#cartoon = { ...LAST, plot, angle: TURN * Math.random() };
    this.#said = { stills: [], motion: [] };
    this.#canvas.setAttribute("aria-label", this.#say(`plot_${plot}`));
    this.#buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(PLOTS[at] === plot)));
  }

  #turn = (now) => {
    this.#draw(now / 1000);
    if (now - this.#judged >= EVERY) {
      this.#judged = now;
      this.#judge(now / 1000);
    }
    this.#frame = requestAnimationFrame(this.#turn);
  };

  #draw(at) {
    const context = this.#canvas.getContext("2d");
    const { square, disc } = places(this.#cartoon, at);
    const style = getComputedStyle(this.#canvas);
    context.fillStyle = style.backgroundColor;
    context.fillRect(0, 0, SIZE, SIZE);
    context.fillStyle = style.color;
    const side = 2 * this.#cartoon.square * SIZE;
    context.fillRect(square[0] * SIZE - side / 2, square[1] * SIZE - side / 2, side, side);
    context.beginPath();
    context.arc(disc[0] * SIZE, disc[1] * SIZE, this.#cartoon.disc * SIZE, 0, TURN);
    context.fill();
  }

  #judge(at) {
    for (const name of NETWORKS) {
      const said = this.#said[name];
      said.push(forbidden(this.#networks[name], inputs(this.#cartoon, at, name === "motion")));
      if (said.length > MEAN) said.shift();
      const mean = said.reduce((sum, one) => sum + one, 0) / said.length;
      const { bar, share, verdict } = this.#rows[name];
      bar.style.setProperty("--share", mean.toFixed(2));
      setText(share, this.#percent.format(mean));
      setText(verdict, this.#say(mean >= 0.5 ? "verdict_forbidden" : "verdict_fine"));
    }
  }
}

const TURN = 2 * Math.PI;
