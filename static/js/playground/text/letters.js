/** Writing letter by letter: what comes next, how likely, drawn by the network or typed by the visitor. */
import { el, setText } from "../../shared/dom.js";
import { numeral, say } from "../../shared/texts.js";
import { randomFrom } from "../../shared/chance.js";
import { likeliest } from "./model.js";
import { drawFrom } from "./writer.js";

const byId = (id) => document.getElementById(id);
const PACE = 120; // milliseconds a letter
const LONGEST = 400; // letters of a line
const BARS = 8;

/** A letter as one can see it. */
export const visible = (letter) => ({ " ": "␣", "\n": "↵" })[letter] ?? letter;

/** A letter in a node; of what cannot be seen the sign for eyes, the name for ears. */
function showSign(node, letter) {
  if (node.dataset.letter === letter) return;
  node.dataset.letter = letter;
  const name = { " ": "txt_space", "\n": "txt_line_end" }[letter];
  node.replaceChildren(...(name ? [el("span", { "aria-hidden": "true" }, visible(letter)), el("span", { class: "visually-hidden" }, say(name))] : [letter]));
}

export class Letters {
  #onType;
  #reader = null;
  #letters = [];
  #shown = ""; // what the line was made of
  #random = null;
  #read = []; // the numbers of the line's letters, typed and written
  #count = 0;
  #timer = null;
  #bars = [];

  /** `onType(letter)`: the visitor has chosen a letter. */
  constructor({ onType }) {
    this.#onType = onType;
    const bar = () => {
      const [letter, share] = [el("span", { class: "nexts__letter" }, "–"), el("span", { class: "nexts__share" })];
      const node = el("button", { type: "button", class: "nexts__one" }, letter, " ", el("span", { class: "nexts__bar" }), share);
      node.addEventListener("click", () => this.#onType(node.dataset.letter));
      return { node, letter, share };
    };
    this.#bars = Array.from({ length: BARS }, bar);
    byId("nexts").replaceChildren(...this.#bars.map(({ node }) => node));
  }

  get writing() {
    return this.#timer !== null;
  }

  /** Reads what was typed, or with other weights the line as it is; while it writes it goes on instead. */
  show({ writer, letters, lead, typed, temperature, seed, key }) {
    const wanted = JSON.stringify([key, typed, temperature]);
    if (this.writing && wanted === this.#shown) return;
    if (wanted !== this.#shown) this.stop();
    this.#letters = letters;
    this.#reader = writer.reader(temperature);
    for (const number of lead) this.#reader.push(number);
    if (wanted === this.#shown) {
      for (const number of this.#read) this.#reader.push(number);
      return this.#showBars();
    }
    this.#shown = wanted;
    this.#random = randomFrom(seed + 7);
    this.#count = 0;
    this.#read = [];
    byId("line").replaceChildren();
    for (const letter of typed) {
      const number = letters.indexOf(letter);
      this.#add(letter, number < 0 ? null : this.#reader.probabilities[number], "typed");
      if (number >= 0) this.#push(number);
    }
    return this.#showBars();
  }

  toggle() {
    if (this.writing) return this.stop();
    this.#timer = setInterval(() => this.one(), PACE);
    return this.#showButton();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#showButton();
  }

  /** Draws one more letter. */
  one() {
    if (!this.#reader || this.#count >= LONGEST) return this.stop();
    const { probabilities } = this.#reader;
    const number = drawFrom(probabilities, this.#random());
    this.#add(this.#letters[number], probabilities[number], "written");
    this.#push(number);
    return this.#showBars();
  }

  #push(number) {
    this.#read.push(number);
    this.#reader.push(number);
  }

  #showButton() {
    setText(byId("write"), byId("write").dataset[this.writing ? "pause" : "run"]);
  }

  #add(letter, share, how) {
    const label = share === null ? say("txt_unknown") : say("txt_letter_share", { share: numeral(100 * share, 1) });
    const node = el("span", { class: `line__${how}${share === null ? " is-unknown" : ""}`, title: label }, letter === "\n" ? "↵\n" : letter);
    node.style.setProperty("--share", `${Math.round(100 * (share ?? 0))}%`);
    byId("line").append(node);
    byId("line").scrollTop = byId("line").scrollHeight;
    this.#count += 1;
  }

  #showBars() {
    const next = likeliest(this.#reader.probabilities, this.#letters, BARS);
    this.#bars.forEach(({ node, letter, share }, i) => {
      node.hidden = !next[i];
      if (!next[i]) return;
      showSign(letter, next[i].letter);
      setText(share, `${numeral(100 * next[i].share, 1)} %`);
      node.dataset.letter = next[i].letter;
      node.style.setProperty("--share", `${100 * next[i].share}%`);
    });
  }
}
