/** What the captioning demo adds to its page: the sentence to point at, its rivals, its history, and the verdicts. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { paintAttention } from "./attention.js";
import { createEarlier, withSentence } from "./earlier.js";
import { createRivals, evidenceText } from "./rivals.js";
import { Sentence } from "./sentence.js";
import { createSpeech } from "./speech.js";
import { inLanguage } from "./tongue.js";
import { createVerdict, showClass } from "./verdict.js";
import { writeCaption } from "./writing.js";

class CaptionsPage {
  #live;
  #speech = createSpeech();
  #earlierOnes = []; // sentences, as earlier.js takes them
  #looked = -1; // the word that is looked into
  #kept = null; // {words, frame, text}: the last frame whose own caption stood, for looking into it
  #spoken = { text: "", lang: "en" };
  #text = ""; // the network's own, in English
  #parts; // of the label
  #colours;

  constructor(live) {
    this.#live = live;
    this.#colours = coloursOf(live.root);
    this.#parts = this.#makeParts();
    this.#parts.sentence.clear(live.say("waiting"));
    this.#parts.earlier.show([]);
    showClass(this.#block("class", "class", live.more), live.say);
    live.on("answer", ({ meta, frame }) => meta.data && this.#take(meta.data, frame));
    live.on("source", () => {
      this.#kept?.frame.close();
      this.#kept = null;
      this.#text = "";
      this.#parts.play.disabled = true;
      this.#parts.sentence.clear(live.say("waiting"));
      this.#parts.told.hidden = true;
    });
  }

  /** Draws the caption, and where the network looked, over the picture. */
  paint(context, { width, height, data }) {
    const own = this.#looked >= 0 && this.#kept ? this.#kept.words[this.#looked]?.attention : null;
    if (own) {
      context.drawImage(this.#kept.frame.picture, 0, 0, width, height);
      paintAttention(context, own, width, height);
    }
    const text = own ? this.#kept.text : data ? inLanguage(data.shown, language).text : "";
    const accent = own ? this.#looked : -1;
    writeCaption(context, { text, width, height, accent, isOutlined: Boolean(own), ...this.#colours });
  }

  #block(title, key, place = this.#live.label) {
    const name = this.#live.say(title);
    const head = el("div", { class: "label__head" }, el("h2", { textContent: name }));
    const node = el("section", { class: "label__block", id: `captions-${key}`, "aria-label": name }, head);
    place.append(node);
    return node;
  }

  #makeParts() {
    const { say, more } = this.#live;
    const home = this.#block("sentence", "sentence");
    const told = el("p", { class: "captions__told", id: "captions-told", lang: language, hidden: true });
    home.append(told);
    if (language !== "en") home.append(el("p", { class: "captions__quiet captions__machine", textContent: say("machine") }));
    const sentence = new Sentence(home, {
      onLook: (place) => this.#look(place),
      onPlaying: (playing) => setText(play, say(playing ? "stop" : "play")),
    });
    const play = el("button", { class: "button", type: "button", textContent: say("play"), disabled: true });
    play.addEventListener("click", () => sentence.play());
    const note = el("p", { class: "captions__quiet", textContent: say("hint") });
    const spoken = el("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
    home.append(el("div", { class: "captions__tools" }, play, this.#speechButton()), note, spoken);
    home.append(el("p", { class: "captions__warning", textContent: say("warning") }));
    const rivals = createRivals(this.#block("best", "best", more), say, language);
    const certain = el("p", { class: "captions__quiet", textContent: "–" });
    this.#block("certain", "certain", more).append(certain);
    const earlier = createEarlier(this.#block("earlier", "earlier", more), say, language);
    const verdict = createVerdict(this.#block("verdict", "verdict"), say);
    return { sentence, told, play, note, spoken, rivals, certain, earlier, verdict };
  }

  #speechButton() {
    const { say, announce } = this.#live;
    const button = el("button", { class: "button", type: "button", textContent: say("speak"), "aria-pressed": "false" });
    button.addEventListener("click", () => {
      if (!this.#speech.possible) return announce(say("unheard"));
      this.#speech.on = !this.#speech.on;
      button.setAttribute("aria-pressed", String(this.#speech.on));
      return this.#speech.say(this.#spoken.text, this.#spoken.lang);
    });
    return button;
  }

  #look(place) {
    this.#looked = place;
    this.#live.repaint();
  }

  /** A new frame's answer; while somebody looks into a word, the picture and its sentence stay. */
  #take(data, frame) {
    const { say } = this.#live;
    const { rivals, certain, sentence, note, play } = this.#parts;
    rivals.show(data.captions);
    const evidence = data.is_steered ? evidenceText(data.evidence, say, language) || say("certain_none") : say("certain_off");
    setText(certain, evidence);
    if (sentence.busy) return;
    const isOwn = data.words.every(({ attention }) => attention !== null);
    if (isOwn) {
      this.#kept?.frame.close();
      this.#kept = { words: data.words, frame: frame.share(), text: data.shown.text };
    }
    setText(note, isOwn ? say("hint") : say("held"));
    play.disabled = false;
    if (data.shown.text !== this.#text) this.#show(data);
  }

  /** Another sentence than before. */
  #show({ words, shown }) {
    const { sentence, told, spoken, earlier, verdict } = this.#parts;
    const { text, lang } = (this.#spoken = inLanguage(shown, language));
    this.#text = shown.text;
    sentence.show(words.map(({ word }) => word));
    told.hidden = lang === "en";
    if (lang !== "en") setText(told, text);
    spoken.lang = lang;
    setText(spoken, text);
    this.#speech.say(text, lang);
    this.#earlierOnes = withSentence(this.#earlierOnes, shown.text, Date.now(), shown.texts);
    earlier.show(this.#earlierOnes);
    verdict.setText(shown.text, shown.texts);
  }
}

/** The stage's own colours and letters, for what is written on the picture. */
function coloursOf(root) {
  const style = getComputedStyle(root);
  return {
    ink: style.getPropertyValue("--stage-ink").trim(),
    mark: style.getPropertyValue("--stage-accent").trim(),
    ground: "rgb(11 10 8 / 78%)",
    family: style.getPropertyValue("--sans").trim() || "sans-serif",
  };
}

export function extend(live) {
  const page = new CaptionsPage(live);
  return { render: "layers", paint: (context, shown) => page.paint(context, shown) };
}
