/** "Hype or reality?" beside each demo: asked before anything was seen, and again after a while. */
import { el, setText } from "../shared/dom.js";
import { say } from "../shared/texts.js";
import { createPoll } from "../shared/votes.js";

/** Answers that a visitor has seen before the question is asked again. */
const SEEN = 60;

/** `live` is what a demo's own script gets; `node` is where the question goes. */
export function attachHype(live, node) {
  const { name } = live.demo;
  const lead = el("p", { class: "label__hint" }, say("hype_before"));
  const place = el("div");
  node.append(lead, place);
  const poll = createPoll(place, { poll: "hype", subject: `${name}:before`, heading: "h2", reveal: true });
  let seen = 0;
  const end = live.on("drawn", () => {
    seen += 1;
    if (seen < SEEN) return;
    end();
    setText(lead, say("hype_after"));
    poll.setSubject(`${name}:after`);
  });
}
