/** What the captioning demo adds to its page: the sentence to point at, its rivals, its history, and the verdicts. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { paintAttention } from "./attention.js";
import { createEarlier, withSentence } from "./earlier.js";
import { createRivals, evidenceText } from "./rivals.js";
import { createSentence } from "./sentence.js";
import { createSpeech } from "./speech.js";
import { createVerdict, showClass } from "./verdict.js";
import { writeCaption } from "./writing.js";

export function extend(live) {
  const { say } = live;
  const speech = createSpeech();
  const sentences = { list: [] };
  let looked = -1; // the word that is looked into
  let kept = null; // {words, bytes, picture}: the last frame whose own caption stood, for looking into it
  let text = "";

  const block = (title, key) => {
    const node = el("section", { class: "label__block", "aria-label": say(title) });
    node.append(el("div", { class: "label__head" }, el("h2", { textContent: say(title) })));
    node.id = `captions-${key}`;
    live.label.append(node);
    return node;
  };

  const home = block("sentence", "sentence");
  const spoken = el("p", { class: "visually-hidden", role: "status", "aria-live": "polite", lang: "en" });
  const sentence = createSentence(home, { onLook: look, onPlaying: showPlaying });
  const play = el("button", { class: "button", type: "button", textContent: say("play"), disabled: true });
  const aloud = el("button", { class: "button", type: "button", textContent: say("speak"), "aria-pressed": "false" });
  const note = el("p", { class: "captions__quiet", textContent: say("hint") });
  home.append(el("div", { class: "captions__tools" }, play, aloud), note, spoken);
  home.append(el("p", { class: "captions__warning", textContent: say("warning") }));
  sentence.clear(say("waiting"));
  const rivals = createRivals(block("best", "best"), say, language);
  const certain = el("p", { class: "captions__quiet" });
  block("certain", "certain").append(certain);
  const earlier = createEarlier(block("earlier", "earlier"), say, language);
  earlier.show([]);
  const verdict = createVerdict(block("verdict", "verdict"), say);
  showClass(block("class", "class"), say);

  play.addEventListener("click", () => sentence.play());
  aloud.addEventListener("click", () => {
    if (!speech.possible) return live.announce(say("unheard"));
    speech.on = !speech.on;
    aloud.setAttribute("aria-pressed", String(speech.on));
    return speech.say(text);
  });

  function showPlaying(playing) {
    setText(play, say(playing ? "stop" : "play"));
  }

  async function look(place) {
    looked = place;
    const target = kept;
    if (place >= 0 && target && !target.picture) {
      target.picture = await createImageBitmap(new Blob([target.bytes], { type: "image/jpeg" })).catch(() => null);
    }
    live.repaint();
  }

  /** A new frame's answer; while somebody looks into a word, the picture and its sentence stay. */
  function take(data, original) {
    rivals.show(data.captions);
    setText(certain, data.is_steered ? evidenceText(data.evidence, say, language) || say("certain_none") : say("certain_off"));
    if (sentence.busy) return;
    const isOwn = data.words.every(({ attention }) => attention !== null);
    if (isOwn && original) {
      kept?.picture?.close();
      kept = { words: data.words, bytes: original, picture: null, text: data.shown.text };
    }
    setText(note, isOwn ? say("hint") : say("held"));
    play.disabled = false;
    if (data.shown.text === text) return;
    text = data.shown.text;
    sentence.show(data.words.map(({ word }) => word));
    setText(spoken, text);
    speech.say(text);
    sentences.list = withSentence(sentences.list, text, Date.now());
    earlier.show(sentences.list);
    verdict.setText(text);
  }

  live.on("answer", ({ meta, original }) => meta.data && take(meta.data, original));
  live.on("source", () => {
    kept = null;
    text = "";
    play.disabled = true;
    sentence.clear(say("waiting"));
  });

  const style = getComputedStyle(live.root);
  const colours = {
    ink: style.getPropertyValue("--stage-ink").trim(),
    mark: style.getPropertyValue("--stage-accent").trim(),
    ground: "rgb(11 10 8 / 78%)",
    family: style.getPropertyValue("--sans").trim() || "sans-serif",
  };

  function paint(context, { width, height, data }) {
    const own = looked >= 0 && kept ? kept.words[looked]?.attention : null;
    if (own) {
      if (kept.picture) context.drawImage(kept.picture, 0, 0, width, height);
      paintAttention(context, own, width, height);
    }
    const words = own ? kept.text : (data?.shown.text ?? "");
    writeCaption(context, { text: words, width, height, accent: own ? looked : -1, isOutlined: Boolean(own), ...colours });
  }

  return { render: "browser", paint };
}
