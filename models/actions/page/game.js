/** "The site calls, the class acts": the call over the picture, the score, and what was told against what was called. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { EVERYTHING, isAction, keyOf, NONE } from "./names.js";
import { CALL, Matrix, Rounds, shuffled } from "./rounds.js";

const TICK = 100;

export class Game {
  #live;
  #say;
  #percent;
  #rounds = null;
  #timer = null;
  #matrix = new Matrix();
  #parts;

  constructor(live, home, { say, percent }) {
    [this.#live, this.#say, this.#percent] = [live, say, percent];
    this.#parts = { ...this.#makeBlock(home), ...this.#makeCall() };
    this.#showMatrix();
  }

  #button(extra = "") {
    const button = el("button", { type: "button", class: `button ${extra}`.trim(), textContent: this.#say("game_start") });
    button.addEventListener("click", () => this.#toggle());
    return button;
  }

  #makeBlock(home) {
    const start = this.#button();
    const score = el("p", { class: "game__score", role: "status" });
    const cells = new Map();
    const row = (called) => {
      const made = EVERYTHING.map((told) => {
        const cell = el("td", {});
        cells.set(`${called}/${told}`, cell);
        return cell;
      });
      return el("tr", {}, el("th", { scope: "row", textContent: this.#short(called) }), ...made);
    };
    const heads = EVERYTHING.map((told) => el("th", { scope: "col" }, el("span", { textContent: this.#short(told) })));
    const head = el("tr", {}, el("th", { scope: "col", class: "matrix__corner", textContent: this.#say("matrix_corner") }), ...heads);
    const caption = el("caption", { textContent: this.#say("matrix_title") });
    const table = el("table", { class: "matrix" }, caption, el("thead", {}, head), el("tbody", {}, ...EVERYTHING.map(row)));
    const right = el("p", { class: "extension__note" });
    home.append(el("p", { class: "extension__note", textContent: this.#say("game_how") }), el("p", { class: "game__row" }, start), score, table, right);
    return { start, score, cells, right };
  }

  /** The call over the picture, to be read from the last row, and a button for who sees the stage alone. */
  #makeCall() {
    const words = el("p", { class: "call__words", role: "status", "aria-live": "assertive" });
    const left = el("span", { class: "call__left", "aria-hidden": "true" });
    const bar = el("span", { class: "call__bar", "aria-hidden": "true" });
    const call = el("div", { class: "call", hidden: true }, words, left, bar);
    const onStage = this.#button("call__start");
    this.#live.overlay.append(call, onStage);
    return { call, words, left, bar, onStage };
  }

  #short = (action) => (isAction(action) ? this.#say(keyOf(action)) : NONE);

  #toggle() {
    if (this.#rounds && this.#rounds.phase !== "over") this.stop();
    else this.#begin();
  }

  #begin() {
    if (this.#live.phase() !== "live") return this.#live.announce(this.#say("game_camera"));
    this.#rounds = new Rounds(shuffled(Math.random), performance.now());
    this.#matrix.clear();
    this.#showMatrix();
    this.#timer ??= setInterval(() => this.#tick(), TICK);
    for (const button of [this.#parts.start, this.#parts.onStage]) setText(button, this.#say("game_stop"));
    return this.#show();
  }

  /** Ends the game; what was counted stays. */
  stop() {
    clearInterval(this.#timer);
    this.#timer = this.#rounds = null;
    this.#parts.call.hidden = true;
    for (const button of [this.#parts.start, this.#parts.onStage]) setText(button, this.#say("game_start"));
  }

  take(now, people) {
    if (this.#rounds?.take(now, people, this.#matrix)) this.#showMatrix();
  }

  #tick() {
    const rounds = this.#rounds;
    const now = performance.now();
    if (rounds.tick(now)) this.#show();
    if (rounds.phase === "over") return this.stop();
    const left = rounds.left(now);
    setText(this.#parts.left, rounds.phase === "call" ? String(Math.ceil(left / 1000)) : "");
    this.#parts.bar.style.setProperty("--left", rounds.phase === "call" ? (left / CALL).toFixed(2) : "0");
    return undefined;
  }

  #show() {
    const { phase, called, number, of, last, done, asked } = this.#rounds;
    const { call, words, score } = this.#parts;
    call.hidden = false;
    call.dataset.phase = phase;
    if (phase === "call") setText(words, this.#say(`call_${called}`));
    else setText(words, last ? this.#said(last) : this.#say("game_ready"));
    if (last) setText(score, this.#say(phase === "over" ? "game_over" : "game_score", { done, asked, number, of }));
    else setText(score, "");
  }

  #said({ done, asked }) {
    return asked ? this.#say("game_last", { done, asked }) : this.#say("game_nobody");
  }

  #showMatrix() {
    for (const called of EVERYTHING) {
      const total = this.#matrix.total(called);
      for (const told of EVERYTHING) {
        const cell = this.#parts.cells.get(`${called}/${told}`);
        const count = this.#matrix.count(called, told);
        setText(cell, total ? String(count) : "");
        cell.style.setProperty("--share", total ? (count / total).toFixed(2) : "0");
        cell.classList.toggle("is-right", called === told);
      }
    }
    const { right } = this.#matrix;
    setText(this.#parts.right, right === null ? this.#say("matrix_none") : this.#say("matrix_right", { percent: this.#percent.format(right) }));
  }
}
