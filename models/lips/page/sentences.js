/** What there is to hear without a voice of one's own: two sentences, and what the browser speaks aloud. */
import { el } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";

const FILES = { english: "english.wav", portuguese: "portugues.wav" };
const SPOKEN = ["en", "pt"];
const LONGEST = 200; // letters

export class Sentences {
  #live;

  constructor(live, home) {
    this.#live = live;
    globalThis.speechSynthesis?.getVoices(); // the list comes some time after it was first asked for
    const buttons = Object.keys(FILES).map((name) => {
      const button = el("button", { type: "button", class: "button", textContent: live.say(`sentence_${name}`) });
      button.addEventListener("click", () => this.#play(name));
      return button;
    });
    const note = (key) => el("p", { class: "lips__note", textContent: live.say(key) });
    home.append(el("div", { class: "lips__row" }, ...buttons), note("sentence_note"), this.#typed(), note("typed_note"), note("privacy"));
  }

  #typed() {
    const { say } = this.#live;
    const field = el("input", { type: "text", class: "lips__field", maxLength: LONGEST, value: say("typed_example"), "aria-label": say("typed") });
    const tongue = el(
      "select",
      { class: "select", "aria-label": say("typed_language") },
      ...SPOKEN.map((tag) => el("option", { value: tag, textContent: say(`language_${tag}`), selected: language.startsWith(tag) })),
    );
    const speak = el("button", { type: "submit", class: "button", textContent: say("typed_speak") });
    const form = el("form", { class: "lips__typed" }, field, tongue, speak);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#speak(field.value.trim(), say(`voice_${tongue.value}`));
    });
    return form;
  }

  async #play(name) {
    try {
      const response = await fetch(new URL(FILES[name], import.meta.url));
      if (!response.ok) throw new Error(String(response.status));
      this.#live.take(new File([await response.blob()], FILES[name], { type: "audio/wav" }));
    } catch {
      this.#live.announce(this.#live.say("sentence_lost"));
    }
  }

  /** The browser's own voice comes out of the loudspeaker, and in again by the microphone: a page cannot get at its samples. */
  #speak(text, tongue) {
    const { announce, say, phase, root } = this.#live;
    if (!text) return;
    if (!globalThis.speechSynthesis?.getVoices().length) return announce(say("typed_none"));
    if (phase() !== "live" || root.dataset.source !== "microphone") return announce(say("typed_microphone"));
    speechSynthesis.cancel();
    speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(text), { lang: tongue }));
  }
}
