/** The sentence as words to point at: each shows where the network looked for it, on the very picture. */
import { el, setText } from "../../../static/js/shared/dom.js";

const BEAT = 650;

/** `onLook(place)` is told which word is looked into, -1 for none; `onPlaying(playing)` when the playing starts or ends. */
export function createSentence(node, { onLook, onPlaying }) {
  const line = el("p", { class: "captions__sentence", lang: "en" });
  node.append(line);
  let words = [];
  let pointed = -1;
  let pinned = -1;
  let playing = null;

  const looked = () => (playing ? playing.at : pointed >= 0 ? pointed : pinned);

  function tell() {
    const at = looked();
    [...line.children].forEach((button, place) => {
      button.classList.toggle("is-looked-into", place === at);
      button.setAttribute("aria-pressed", String(place === pinned));
    });
    onLook(at);
  }

  function wordButton(word, place) {
    const button = el("button", { class: "captions__word", type: "button", textContent: word, "aria-pressed": "false" });
    const point = (at) => () => {
      pointed = at;
      tell();
    };
    button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && point(place)());
    button.addEventListener("pointerleave", point(-1));
    button.addEventListener("click", () => {
      stop();
      pinned = pinned === place ? -1 : place;
      tell();
    });
    return button;
  }

  function stop() {
    if (!playing) return;
    clearInterval(playing.timer);
    playing = null;
    onPlaying(false);
  }

  return {
    /** Whether somebody looks into a word: the sentence and its picture then stay. */
    get busy() {
      return looked() >= 0;
    },
    show(next) {
      if (next.join(" ") === words.join(" ")) return;
      words = next;
      pointed = pinned = -1;
      line.replaceChildren(...words.flatMap((word, place) => (place ? [" ", wordButton(word, place)] : [wordButton(word, place)])));
      // Text nodes between the buttons are no children elements, so that places stay words' places.
    },
    play() {
      if (playing) {
        stop();
        return tell();
      }
      if (!words.length) return undefined;
      pinned = pointed = -1;
      playing = { at: 0, timer: setInterval(() => step(), BEAT) };
      onPlaying(true);
      return tell();
    },
    clear(text) {
      stop();
      words = [];
      pointed = pinned = -1;
      setText(line, text);
      onLook(-1);
    },
  };

  function step() {
    playing.at += 1;
    if (playing.at >= words.length) stop();
    tell();
  }
}
