/** Verdicts on captions: the visitor's own, and all of them together, now and as they came in. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { createChart, createPoll, watch } from "../../../static/js/shared/votes.js";
import { inLanguage } from "./tongue.js";

const POLL = "captioning";
const BEST = "no_errors";
const LONGEST = 80;
const SVG = "http://www.w3.org/2000/svg";

/** A caption as a poll's subject: words joined by "_", nothing but what subjects may have. */
export const subjectOf = (text) =>
  text
    .replace(/[^A-Za-z0-9 -]/g, "")
    .trim()
    .replace(/\s+/g, "_")
    .slice(0, LONGEST);

/** The share of one choice at each point of a poll's history, 0 to 1. */
export const sharesOverTime = (history, choice) =>
  history.map(({ tally }) => {
    const all = Object.values(tally).reduce((sum, count) => sum + count, 0);
    return all ? (tally[choice] ?? 0) / all : 0;
  });

/** Points of a line through shares, for an SVG of 100 by 30; one share alone is a level line. */
export function lineOf(shares) {
  const whole = shares.length === 1 ? [shares[0], shares[0]] : shares;
  return whole.map((share, at) => `${((100 * at) / (whole.length - 1)).toFixed(2)},${(30 * (1 - share)).toFixed(2)}`).join(" ");
}

/** The visitor's verdict on the sentence that stands. `setText(text, texts)` follows it, but not while somebody chooses. */
export function createVerdict(node, say) {
  const about = el("p", { class: "captions__about" });
  const place = el("div");
  node.append(about, place, el("p", { class: "captions__quiet", textContent: say("verdict_hint") }));
  let poll = null;
  let coming = "";
  let others = {};
  const isChoosing = () => node.matches(":hover, :focus-within");

  function follow() {
    if (!coming || (poll && isChoosing())) return;
    setText(about, say("verdict_about", { text: inLanguage({ text: coming, texts: others }, language).text }));
    node.hidden = false;
    if (poll) poll.setSubject(subjectOf(coming));
    else poll = createPoll(place, { poll: POLL, subject: subjectOf(coming) });
  }
  for (const event of ["pointerleave", "focusout"]) node.addEventListener(event, () => setTimeout(follow));
  node.hidden = true;
  return {
    setText(text, texts = {}) {
      coming = text;
      others = texts;
      follow();
    },
  };
}

/** All verdicts of the class: bars now, a line over time, the table. Returns a function that ends it. */
export function showClass(node, say) {
  const none = el("p", { class: "captions__quiet", textContent: say("class_none") });
  const figure = el("div", { hidden: true });
  const chart = createChart(figure);
  const line = document.createElementNS(SVG, "polyline");
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 30");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("captions__line");
  svg.append(line);
  const words = el("p", { class: "captions__quiet" });
  figure.append(svg, words);
  const table = el("a", { href: `/api/votes/${POLL}.csv`, textContent: say("csv"), download: "" });
  node.append(none, figure, el("p", {}, table));
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  return watch(POLL, null, (state) => {
    none.hidden = state.total > 0;
    figure.hidden = state.total === 0;
    if (state.total === 0) return;
    chart.show(state);
    const shares = sharesOverTime(state.history, BEST);
    line.setAttribute("points", lineOf(shares));
    setText(words, say("over_time", { percent: percent.format(shares.at(-1)), total: state.total }));
  });
}
