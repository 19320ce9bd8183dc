/** The five words with bars, in the label and, for a projector, over the picture. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { steadied } from "./layers.js";

const SHOW_EVERY = 300; // ms: faster nobody can read
const SPEAK_AFTER = 2500; // ms that a word has to stay the best before it is read out

export function createWords(live, say) {
  const rows = Array.from({ length: 5 }, () => {
    const bar = el("span", { class: "words__bar" });
    const [word, share] = [el("span", { class: "words__word" }), el("span", { class: "words__share" })];
    return { word, share, bar, node: el("li", {}, word, share, el("span", { class: "words__track", "aria-hidden": "true" }, bar)) };
  });
  const list = el("ol", { class: "words is-waiting", id: "words" }, ...rows.map(({ node }) => node));
  const spoken = el("p", { class: "visually-hidden", "aria-live": "polite", id: "words-spoken" });
  const caption = el("p", { class: "words-caption", lang: "en", "aria-hidden": "true" });
  live.label.append(
    el("section", { class: "label__block", "aria-labelledby": "words-title" }, el("h2", { id: "words-title" }, say("words")), list, spoken,
      el("p", { class: "panel__hint" }, say("words_hint"))),
  );
  live.overlay.append(caption);

  let kept = null;
  let shown = -Infinity;
  let best = { word: "", since: 0, said: "" };

  function show(words, now = performance.now()) {
    const next = steadied(kept, words, live.phase() === "live" ? 0.25 : 1);
    kept = next.kept;
    if (now - shown < SHOW_EVERY && live.phase() === "live") return;
    shown = now;
    list.classList.toggle("is-waiting", !next.best.length);
    rows.forEach((row, i) => {
      const entry = next.best[i];
      const percent = entry ? Math.round(100 * entry.share) : 0;
      setText(row.word, entry?.word ?? "");
      row.word.lang = "en"; // ImageNet's own words, whatever the page's language
      setText(row.share, entry ? say("percent", { percent }) : "");
      row.bar.style.setProperty("--share", String(entry?.share ?? 0));
    });
    setText(caption, next.best.slice(0, 3).map(({ word, share }) => `${word} ${Math.round(100 * share)} %`).join(" · "));
    speak(next.best[0], now);
  }

  function speak(first, now) {
    if (!first) return;
    if (first.word !== best.word) best = { ...best, word: first.word, since: now };
    const stayed = live.phase() !== "live" || now - best.since >= SPEAK_AFTER;
    if (stayed && best.said !== first.word) {
      best.said = first.word;
      setText(spoken, say("spoken", { word: first.word, percent: Math.round(100 * first.share) }));
    }
  }

  setText(rows[0].word, say("nothing"));
  return {
    show,
    forget() {
      kept = null;
      shown = -Infinity;
    },
  };
}
