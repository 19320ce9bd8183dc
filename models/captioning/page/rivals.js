/** The best sentences for the picture, each with its share of their probability, and what steered them. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { inLanguage } from "./tongue.js";

/** Each sentence's part of the probability of all that are listed, 0 to 1. */
export function partsOf(captions) {
  const all = captions.reduce((sum, { probability }) => sum + probability, 0);
  return captions.map(({ text, texts, probability }) => ({ text, texts, probability, part: all ? probability / all : 0 }));
}

/** A probability as people read it: per cent, with as many digits as a small one needs. */
export function probabilityText(probability, language) {
  return new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 2 }).format(probability);
}

/** "cat, 95 %, by the image classes; …" in the page's language, or nothing when nothing is certain. */
export const evidenceText = (evidence, say, language) =>
  evidence
    .map(({ name, names, source, confidence }) =>
      say("evidence", { name: names?.[language] ?? name, percent: probabilityText(confidence, language), source: say(`by_${source}`) }),
    )
    .join("; ");

export function createRivals(node, say, language) {
  const list = el("ol", { class: "captions__rivals" });
  const none = el("p", { class: "captions__quiet", textContent: say("waiting") });
  node.append(list, none);
  const rows = [];

  function row(index) {
    if (!rows[index]) {
      const parts = {
        text: el("span"),
        own: el("span", { class: "captions__own", lang: "en" }),
        figure: el("span", { class: "captions__figure" }),
        bar: el("span", { class: "captions__bar", "aria-hidden": "true" }),
      };
      parts.node = el("li", {}, parts.text, parts.figure, parts.own, parts.bar);
      rows[index] = parts;
    }
    return rows[index];
  }

  return {
    show(captions) {
      none.hidden = captions.length > 0;
      const shown = partsOf(captions).map(({ text, texts, probability, part }, index) => {
        const { node: item, text: words, own, figure, bar } = row(index);
        const said = inLanguage({ text, texts }, language);
        words.lang = said.lang;
        setText(words, said.text);
        own.hidden = said.lang === "en";
        setText(own, own.hidden ? "" : text);
        setText(figure, probabilityText(probability, language));
        figure.title = say("share", { percent: probabilityText(part, language) });
        bar.style.setProperty("--share", String(part));
        return item;
      });
      if (list.children.length !== shown.length) list.replaceChildren(...shown);
    },
  };
}
