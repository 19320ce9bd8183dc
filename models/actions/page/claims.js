/** What was claimed on KTH, what this network reaches on people it had not seen, and what a guess reaches. */
import { el } from "../../../static/js/shared/dom.js";
import { keyOf } from "./names.js";

/** Percent. KTH's: the 2012 result named in `claims_source`; ours: training/NOTES.md. */
export const CLAIMED = { all: 91.08, jogging: 95.14, running: 62.5 };

export function createClaims(home, say, language) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const row = (name, value) => {
    const bar = el("span", { class: "why__bar", "aria-hidden": "true" });
    bar.style.setProperty("--share", String(value / 100));
    const share = el("span", { class: "acts__share", textContent: `${number.format(value)} %` });
    return el("li", {}, el("span", { class: "acts__name", textContent: name }), bar, share);
  };
  const list = el(
    "ul",
    { class: "acts claims" },
    row(say("claims_guess"), 100 / 6),
    row(say("claims_walking"), 100 / 6),
    row(say("claims_kth"), CLAIMED.all),
    row(say("claims_kth_of", { action: say(keyOf("jogging")) }), CLAIMED.jogging),
    row(say("claims_kth_of", { action: say(keyOf("running")) }), CLAIMED.running),
  );
  home.append(list, el("p", { class: "extension__note", textContent: say("claims_source") }), el("p", { class: "extension__note", textContent: say("claims_ours") }));
}
