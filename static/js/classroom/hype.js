/** "Hype or reality?" beside each demo: asked before anything was seen, and again after a while. */
import { el, setText } from "../shared/dom.js";
import { language, say } from "../shared/texts.js";
import { createPoll, sharesOf, watch } from "../shared/votes.js";

/** Answers that a visitor has seen before the question is asked again. */
const SEEN = 60;
/** How often the standing is asked for, ms: it may be a little late. */
const STANDING_EVERY = 10_000;

/** How many held a promise to be real, before and after seeing it, as one sentence; empty while nobody voted. */
export function standing({ choices, subjects }, name) {
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const parts = ["before", "after"].map((when) => {
    const shares = sharesOf({ choices, tally: subjects?.[`${name}:${when}`] ?? {} });
    const total = shares.reduce((sum, { count }) => sum + count, 0);
    const real = shares.find(({ value }) => value === "reality");
    return total ? say(`hype_standing_${when}`, { percent: percent.format(real.share), total: total.toLocaleString(language) }) : "";
  });
  return parts.filter(Boolean).join(" ");
}

/** Puts what the class thinks beside each meter of the promise, once the visitor has voted and can no longer be swayed. */
function showStanding(name) {
  const places = document.querySelectorAll("[data-standing]");
  if (!places.length) return;
  const show = (state) => {
    const hasVoted = Object.keys(state.mine ?? {}).some((subject) => subject.startsWith(`${name}:`));
    for (const place of places) setText(place, hasVoted ? standing(state, name) : "");
  };
  watch("hype", null, show, undefined, STANDING_EVERY);
}

/** `live` is what a demo's own script gets; `node` is where the question goes. */
export function attachHype(live, node) {
  const { name } = live.demo;
  const lead = el("p", { class: "label__hint" }, say("hype_before"));
  const place = el("div");
  node.append(lead, place);
  const poll = createPoll(place, { poll: "hype", subject: `${name}:before`, heading: "h2", reveal: true });
  showStanding(name);
  let seen = 0;
  const end = live.on("drawn", () => {
    seen += 1;
    if (seen < SEEN) return;
    end();
    setText(lead, say("hype_after"));
    poll.setSubject(`${name}:after`);
  });
}
