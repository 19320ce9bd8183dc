/** The sentence as words to point at: each shows where the network looked for it, on the very picture. */
import { el, setText } from "../../../static/js/shared/dom.js";

const BEAT = 650;

export class Sentence {
  #line = el("p", { class: "captions__sentence", lang: "en" });
  #words = [];
  #pointed = -1;
  #pinned = -1;
  #playing = null;
  #onLook;
  #onPlaying;

  /** `onLook(place)` is told which word is looked into, -1 for none; `onPlaying(playing)` when the playing starts or ends. */
  constructor(node, { onLook, onPlaying }) {
    this.#onLook = onLook;
    this.#onPlaying = onPlaying;
    node.append(this.#line);
  }

  /** Whether somebody looks into a word: the sentence and its picture then stay. */
  get busy() {
    return this.#looked >= 0;
  }

  show(next) {
    if (next.join(" ") === this.#words.join(" ")) return;
    this.#words = next;
    this.#pointed = this.#pinned = -1;
    const buttons = next.map((word, place) => this.#wordButton(word, place));
    this.#line.replaceChildren(...buttons.flatMap((button, place) => (place ? [" ", button] : [button])));
    // Text nodes between the buttons are no children elements, so that places stay words' places.
  }

  play() {
    if (this.#playing) {
      this.#stop();
      return this.#tell();
    }
    if (!this.#words.length) return undefined;
    this.#pinned = this.#pointed = -1;
    this.#playing = { at: 0, timer: setInterval(() => this.#step(), BEAT) };
    this.#onPlaying(true);
    return this.#tell();
  }

  clear(text) {
    this.#stop();
    this.#words = [];
    this.#pointed = this.#pinned = -1;
    setText(this.#line, text);
    this.#onLook(-1);
  }

  /** The word that is looked into, -1 for none. */
  get #looked() {
    if (this.#playing) return this.#playing.at;
    return this.#pointed >= 0 ? this.#pointed : this.#pinned;
  }

  #tell() {
    const at = this.#looked;
    [...this.#line.children].forEach((button, place) => {
      button.classList.toggle("is-looked-into", place === at);
      button.setAttribute("aria-pressed", String(place === this.#pinned));
    });
    this.#onLook(at);
  }

  #wordButton(word, place) {
    const button = el("button", { class: "captions__word", type: "button", textContent: word, "aria-pressed": "false" });
    const point = (at) => () => {
      this.#pointed = at;
      this.#tell();
    };
    button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && point(place)());
    button.addEventListener("pointerleave", point(-1));
    button.addEventListener("click", () => {
      this.#stop();
      this.#pinned = this.#pinned === place ? -1 : place;
      this.#tell();
    });
    return button;
  }

  #stop() {
    if (!this.#playing) return;
    clearInterval(this.#playing.timer);
    this.#playing = null;
    this.#onPlaying(false);
  }

  #step() {
    this.#playing.at += 1;
    if (this.#playing.at >= this.#words.length) this.#stop();
    this.#tell();
  }
}
