/** The sentences that stood before, the newest first, with the time at which each appeared. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { inLanguage } from "./tongue.js";

export const MOST = 8;

/** The list with one more sentence, the newest first, no two equal ones in a row; `at` in milliseconds, `texts` by language. */
export function withSentence(list, text, at, texts = {}) {
  if (!text || list[0]?.text === text) return list;
  return [{ text, texts, at }, ...list].slice(0, MOST);
}

/** Shows such a list in a node; the first is the one that stands and is left out. */
export function createEarlier(node, say, language) {
  const clock = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  const list = el("ol", { class: "captions__earlier" });
  const none = el("p", { class: "captions__quiet", textContent: say("earlier_none") });
  node.append(none, list);
  return {
    show(sentences) {
      const before = sentences.slice(1);
      none.hidden = before.length > 0;
      list.replaceChildren(
        ...before.map(({ text, texts, at }) => {
          const said = inLanguage({ text, texts }, language);
          const when = el("time", { dateTime: new Date(at).toISOString() });
          setText(when, clock.format(at));
          return el("li", {}, when, el("q", { lang: said.lang, textContent: said.text }));
        }),
      );
    },
  };
}
