/** Who is missing: how much of what is real the made pictures cover, and the real ones that nothing made comes near. */
import { el } from "../dom.js";
import { numeral, say } from "../texts.js";

const MAKERS = ["real", "made", "eigen", "noise"];

/** A share with its interval, [value, low, high] in percent, in words. */
const share = ([value, low, high]) => say("made_share", { value: numeral(value, 1), low: numeral(low, 1), high: numeral(high, 1) });

function row(name, told) {
  const bar = el("span", { class: "made__bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", String(told[0] / 100));
  const text = el("span", { class: "made__figure", textContent: share(told) });
  return el("li", { class: "made__maker" }, el("span", { textContent: say(`made_by_${name}`) }), bar, text);
}

/** A fold with `told` (missing.json) and the picture at `src`. */
export function missingOf(told, src) {
  const counts = { number: numeral(told.n), made: numeral(told.compared) };
  return el(
    "details",
    { class: "label__block fold made", id: "missing" },
    el("summary", {}, el("h2", { textContent: say("made_missing") })),
    el("p", { class: "fold__words", textContent: say("made_missing_how", counts) }),
    el("ul", { class: "made__nears" }, ...MAKERS.map((name) => row(name, told[name]))),
    el("p", { class: "fold__words", textContent: say("made_missing_who", counts) }),
    el("img", { class: "made__sheet", src, alt: say("made_missing_picture"), width: 768, height: 232, loading: "lazy", decoding: "async" }),
  );
}
