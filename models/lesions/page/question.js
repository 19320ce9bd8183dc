/** The question about a picture, the answer below it, and who was right so far. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { createPoll, watch } from "../../../static/js/shared/votes.js";
import { asked, tallies } from "./rates.js";

const POLL = "lesion";
const EVERY = 5000; // ms between two looks at everybody's votes
const KINDS = ["mel", "nv", "bkl", "bcc", "akiec", "df", "vasc"];
const WHO = ["you", "class", "network"];

/** What the network answers, in a line. */
export function headline({ answer }, say, percent) {
  if (!answer) return say("refused");
  const kind = say("said", { kind: say(`kind_${answer.class}`), percent: percent.format(answer.probability) });
  return answer.class === "mel" ? kind : say("said_also", { said: kind, percent: percent.format(answer.melanoma) });
}

export class Question {
  #say;
  #percent;
  #on;
  #poll = null;
  #subject = null; // what is asked about now
  #known = {}; // of the pictures whose answer was shown: {truth, network}
  #votes = { mine: {}, subjects: {} };
  #nodes = {};

  /** `on` has voted(), next() and show(). */
  constructor(home, { say, percent, on }) {
    [this.#say, this.#percent, this.#on] = [say, percent, on];
    const nodes = this.#nodes;
    nodes.poll = el("div", {});
    nodes.credit = el("p", { class: "lesion__small" });
    nodes.show = el("button", { class: "button button--quiet", type: "button", textContent: say("show"), onclick: on.show });
    const next = el("button", { class: "button button--quiet", type: "button", textContent: say("next"), onclick: on.next });
    nodes.answer = this.#answer();
    home.append(
      el("p", { class: "lesion__warning", textContent: say("warning") }),
      nodes.poll,
      el("p", { class: "lesion__acts" }, nodes.show, next),
      nodes.answer,
      this.#scores(),
      nodes.credit,
    );
    watch(POLL, undefined, (state) => this.#counted(state), () => {}, EVERY);
  }

  #answer() {
    const nodes = this.#nodes;
    nodes.said = el("p", { class: "lesion__said" });
    nodes.truth = el("p", { class: "lesion__truth" });
    nodes.turned = el("p", { class: "lesion__turned" });
    nodes.where = el("p", { class: "lesion__small" });
    nodes.bars = KINDS.map((kind) => {
      const bar = el("span", { class: "lesion__bar", "aria-hidden": "true" });
      const share = el("span", { class: "lesion__share" });
      return { kind, bar, share, row: el("li", {}, el("span", { textContent: this.#say(`kind_${kind}`) }), bar, share) };
    });
    const list = el("ul", { class: "lesion__bars", "aria-label": this.#say("bars") }, ...nodes.bars.map(({ row }) => row));
    nodes.list = list;
    return el("div", { class: "lesion__answer", role: "status", hidden: true }, nodes.truth, nodes.said, nodes.turned, list, nodes.where);
  }

  #scores() {
    const nodes = this.#nodes;
    nodes.scores = Object.fromEntries(WHO.map((who) => [who, el("dd", { textContent: "–" })]));
    const rows = WHO.map((who) => el("div", {}, el("dt", { textContent: this.#say(`score_${who}`) }), nodes.scores[who]));
    return el("div", { class: "lesion__scores" }, el("h3", { textContent: this.#say("scores") }), el("dl", {}, ...rows), el("p", { class: "lesion__small", textContent: this.#say("doctors") }));
  }

  /** Whether the visitor has voted on a picture. */
  voted(subject) {
    return Boolean(this.#votes.mine[subject]);
  }

  #counted(state) {
    this.#votes = { mine: { ...this.#votes.mine, ...state.mine }, subjects: state.subjects ?? {} };
    this.#showScores();
    this.#on.voted();
  }

  /** Asks about a picture; null for the visitor's own, about which nobody is asked. */
  ask(subject, credit) {
    const { poll, credit: line } = this.#nodes;
    poll.hidden = subject === null;
    setText(line, credit);
    if (subject === null) return;
    this.#subject = subject;
    const onCast = (choice) => this.#cast(choice);
    this.#poll ??= createPoll(poll, { poll: POLL, subject, reveal: true, heading: "h2", onCast });
    this.#poll.setSubject(subject);
  }

  #cast(choice) {
    this.#votes.mine = { ...this.#votes.mine, [this.#subject]: choice };
    this.#showScores();
    this.#on.voted();
  }

  /** Shows the answer, or hides it while the question is open. */
  show(data, revealed) {
    const { answer, show } = this.#nodes;
    answer.hidden = !revealed;
    show.hidden = revealed;
    if (!revealed) return;
    if (data.truth) this.#known[data.picture] = { truth: data.truth, network: asked(data.before.class) };
    this.#tell(data);
    this.#showScores();
  }

  #tell(data) {
    const { said, truth, turned, where, list, bars } = this.#nodes;
    const say = this.#say;
    const told = data.answer;
    setText(truth, data.truth ? say("truth", { kind: say(`kind_${data.kind}`) }) : say("own_warning"));
    setText(said, headline(data, say, this.#percent));
    setText(turned, told ? this.#turned(data) : "");
    setText(where, told ? this.#notes(data) : "");
    list.hidden = !told;
    if (!told) return;
    for (const { kind, bar, share, row } of bars) {
      const part = told.probabilities[kind];
      bar.style.setProperty("--share", String(part));
      setText(share, this.#percent.format(part));
      row.classList.toggle("is-most", kind === told.class);
    }
  }

  #turned({ before, answer, turned, unfamiliar, picture }) {
    const say = this.#say;
    const parts = [];
    const [was, is] = [before, answer].map(({ melanoma }) => this.#percent.format(melanoma));
    if (turned) parts.push(say("turned", { before: say(`kind_${before.class}`), after: say(`kind_${answer.class}`) }));
    if (was !== is) parts.push(say("moved", { before: was, after: is }));
    if (unfamiliar && picture !== "own") parts.push(say("unfamiliar"));
    return parts.join(" ");
  }

  #notes({ answer, inside }) {
    const { probability, probabilities } = answer;
    const likelier = Object.values(probabilities).some((one) => one > probability);
    const heat = inside === null ? "" : this.#say("inside", { percent: this.#percent.format(inside) });
    return [heat, likelier ? this.#say("likelier") : ""].filter(Boolean).join(" ");
  }

  #showScores() {
    const found = tallies(this.#known, this.#votes.mine, this.#votes.subjects);
    for (const who of WHO) {
      const { right, of } = found[who];
      const share = of ? this.#say("score_of", { right, of, percent: this.#percent.format(right / of) }) : "–";
      setText(this.#nodes.scores[who], share);
    }
  }
}
