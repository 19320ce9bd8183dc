/** What the class says of each demo, live: a hollow mark before it was seen, a full one after; and one's own vote. */
import { setText } from "../shared/dom.js";
import { language, numeral, say } from "../shared/texts.js";
import { cast, watch } from "../shared/votes.js";

const POLL = "hype";
const WHEN = ["before", "after"];
const percent = new Intl.NumberFormat(language, { style: "percent" });

/** The part of votes for reality, of a tally or several: {share, votes}; the share is null where nobody has voted. Pure. */
export function realityOf(...tallies) {
  const sum = (choice) => tallies.reduce((total, tally) => total + (tally?.[choice] ?? 0), 0);
  const votes = sum("hype") + sum("reality");
  return { share: votes ? sum("reality") / votes : null, votes };
}

/** What was said of a demo, {before, after}, and of all together. Pure. */
export function opinionsOf(subjects, demos) {
  const of = (demo) => Object.fromEntries(WHEN.map((when) => [when, realityOf(subjects[`${demo}:${when}`])]));
  const all = Object.fromEntries(WHEN.map((when) => [when, realityOf(...demos.map((demo) => subjects[`${demo}:${when}`]))]));
  return { demos: new Map(demos.map((demo) => [demo, of(demo)])), all };
}

function wordsOf({ share, votes }) {
  if (share === null) return say("les_no_votes");
  return say(votes === 1 ? "les_share_vote" : "les_share_votes", { percent: percent.format(share), votes: numeral(votes) });
}

function showScale(node, opinion) {
  for (const when of WHEN) {
    const mark = node.querySelector(`[data-when="${when}"]`);
    mark.hidden = opinion[when].share === null;
    mark.style.setProperty("--place", String(opinion[when].share ?? 0));
  }
  const [from, to] = WHEN.map((when) => opinion[when].share);
  const gap = node.querySelector(".opinion__gap");
  gap.style.setProperty("--from", String(Math.min(from ?? to ?? 0, to ?? from ?? 0)));
  gap.style.setProperty("--to", String(Math.max(from ?? to ?? 0, to ?? from ?? 0)));
  setText(node.querySelector("[data-words]"), WHEN.map((when) => `${say(`les_${when}`)}: ${wordsOf(opinion[when])}`).join(" · "));
}

function verdictOf({ before, after }) {
  if (before.share === null && after.share === null) return say("les_verdict_none");
  const share = (one) => percent.format(one.share);
  if (before.share === null || after.share === null) return say("les_verdict_one", { share: share(after.share === null ? before : after) });
  return say("les_verdict", { before: share(before), after: share(after) });
}

/** Follows the votes and lets one vote before a demo is opened. */
export function createOpinions() {
  const scales = [...document.querySelectorAll("[data-opinion]")];
  const buttons = [...document.querySelectorAll("[data-vote]")];
  const demos = [...new Set(scales.map(({ dataset }) => dataset.opinion))];
  const off = document.getElementById("votes-off");

  function show({ subjects, mine = {}, off: why = "" }) {
    const { demos: opinions, all } = opinionsOf(subjects, demos);
    for (const node of scales) showScale(node, opinions.get(node.dataset.opinion));
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(mine[`${button.dataset.vote}:before`] === button.dataset.choice));
      button.disabled = Boolean(why);
    }
    setText(document.getElementById("verdict-all"), verdictOf(all));
    setText(off, why);
  }

  const again = () => {
    end();
    end = follow();
  };
  const lost = ({ refused, message }) => setText(off, refused && message ? message : say("votes_stale"));
  const follow = () => watch(POLL, null, show, lost);
  let end = follow();
  for (const button of buttons) {
    button.addEventListener("click", async () => {
      const { vote: demo, choice } = button.dataset;
      try {
        await cast(POLL, `${demo}:before`, choice, () => setText(off, say("votes_wait")));
        again();
      } catch ({ refused, message }) {
        setText(off, refused ? say("votes_refused", { message }) : say("votes_failed"));
      }
    });
  }
}
