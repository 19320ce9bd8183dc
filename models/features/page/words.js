/** The five words with bars, in the label and, for a projector, over the picture. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { steadied } from "./layers.js";

const SHOW_EVERY = 300; // ms: faster nobody can read
const SPEAK_AFTER = 2500; // ms that a word has to stay the best before it is read out

export function createWords(live, say) {
  const rows = Array.from({ length: 5 }, () => {
    const bar = el("span", { class: "words__bar" });
    const [word, own] = [el("span"), el("span", { class: "words__own", lang: "en" })];
    const share = el("span", { class: "words__share" });
    return { word, own, share, bar, node: el("li", {}, el("span", { class: "words__word" }, word, " ", own), share, el("span", { class: "words__track", "aria-hidden": "true" }, bar)) };
  });
  const list = el("ol", { class: "words is-waiting", id: "words" }, ...rows.map(({ node }) => node));
  const spoken = el("p", { class: "visually-hidden", "aria-live": "polite", id: "words-spoken" });
  const caption = el("p", { class: "words-caption", lang: language, "aria-hidden": "true" });
  live.label.append(
    el("section", { class: "label__block", "aria-labelledby": "words-title" }, el("h2", { id: "words-title" }, say("words")), list, spoken,
      el("p", { class: "panel__hint" }, say("words_hint"))),
  );
  live.overlay.append(caption);

  let kept = null;
  let shown = -Infinity;
  let best = { word: "", since: 0, said: "" };
  let scene = null;
  const names = new Map(); // an English word's name in the page's language

  /** A new answer's words; those of another scene are not mixed with what is kept. */
  function show(words, number, now = performance.now()) {
    if (number !== scene) forget();
    scene = number;
    for (const { word, names: others } of words) names.set(word, others?.[language] ?? word);
    const next = steadied(kept, words, live.phase() === "live" ? 0.25 : 1);
    kept = next.kept;
    if (now - shown < SHOW_EVERY && live.phase() === "live") return;
    shown = now;
    list.classList.toggle("is-waiting", !next.best.length);
    rows.forEach((row, i) => {
      const entry = next.best[i];
      const percent = entry ? Math.round(100 * entry.share) : 0;
      const name = entry ? names.get(entry.word) : "";
      setText(row.word, name);
      setText(row.own, entry && name !== entry.word ? entry.word : "");
      setText(row.share, entry ? say("percent", { percent }) : "");
      row.bar.style.setProperty("--share", String(entry?.share ?? 0));
    });
    setText(caption, next.best.slice(0, 3).map(({ word, share }) => `${names.get(word)} ${Math.round(100 * share)} %`).join(" · "));
    speak(next.best[0], now);
  }

  function speak(first, now) {
    if (!first) return;
    if (first.word !== best.word) best = { ...best, word: first.word, since: now };
    const stayed = live.phase() !== "live" || now - best.since >= SPEAK_AFTER;
    if (stayed && best.said !== first.word) {
      best.said = first.word;
      setText(spoken, say("spoken", { word: names.get(first.word), percent: Math.round(100 * first.share) }));
    }
  }

  setText(rows[0].word, say("nothing"));
  function forget() {
    kept = null;
    shown = -Infinity;
  }

  return { show, forget };
}
