/**
 * Votes: cast one, follow a poll, draw it as bars that grow.
 *
 * `createPoll(node, {poll, subject})` fills a node with the question, a button for each choice and the chart. A page
 * with its own way to vote takes `cast`, `watch` and `createChart` alone.
 */
import { answerOf } from "./answers.js";
import { address } from "./address.js";
import { el, setText } from "./dom.js";
import { language, say } from "./texts.js";

const EVERY = 2500;
/** Seconds that a vote which the server puts off is tried again, in all; what takes longer is said. */
const PATIENCE = 20;
/** How often a vote is sent at the most: where the server has much to do, and where it has given a cookie first. */
const TRIES = { busy: 6, cookie: 2 };
/** Too many requests, and whatever passes by itself (RFC 9110, 15.6.4; RFC 6585, 4). */
const BUSY = [429, 503];

const addressOf = (poll, subject) => {
  const query = subject === undefined || subject === null ? "" : `?subject=${encodeURIComponent(subject)}`;
  return address(`/api/votes/${encodeURIComponent(poll)}${query}`);
};

async function ask(address, options = {}) {
  const response = await fetch(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
  const body = answerOf(await response.text(), response.status);
  if (body.error) {
    const { message, retry_after: said } = body.error;
    const waits = [said, response.headers.get("Retry-After")].filter((wait) => wait !== undefined && wait !== null);
    const after = waits.length ? Math.max(...waits.map(Number)) : undefined;
    throw Object.assign(new Error(message), { refused: true, after, status: response.status });
  }
  return body;
}

/**
 * The state of a poll: {poll, question, choices, subject, tally, total, history, mine}; of all subjects without one.
 * Where votes cannot be read, `off` is the sentence that says why, and nothing is counted.
 */
export const tally = (poll, subject) => ask(addressOf(poll, subject));

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/**
 * Votes; resolves to the state after it. Throws an Error; `refused` is true on it when the server said no. Where the
 * server says when to come back (it has given a cookie first, or has much to do), this tries again by itself, and tells
 * `onWait(seconds)` before. A class whose votes were put off together does not come back at the same moment.
 */
export async function cast(poll, subject, choice, onWait = () => {}) {
  let waited = 0;
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask(addressOf(poll), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ subject, choice }),
      });
    } catch (error) {
      const busy = BUSY.includes(error.status);
      waited += error.after;
      if (!(waited <= PATIENCE) || tries >= (busy ? TRIES.busy : TRIES.cookie)) throw error;
      if (busy) onWait(error.after);
      await pause(error.after * (1 + Math.random() / 2));
    }
  }
}

/** Each choice's part of all votes, in order: {value, label, count, share}; shares are 0 while there is no vote. */
export function sharesOf({ choices, tally: counts }) {
  const all = choices.reduce((sum, { value }) => sum + (counts[value] ?? 0), 0);
  return choices.map(({ value, label }) => {
    const count = counts[value] ?? 0;
    return { value, label, count, share: all ? count / all : 0 };
  });
}

/** The sentence of a number of votes. */
export function countOf(total) {
  if (total === 0) return say("votes_none");
  return total === 1 ? say("votes_one") : say("votes_many", { total: total.toLocaleString(language) });
}

/**
 * Follows a poll: `onState` gets each state that differs from the one before, `onLost` the Error when there is none.
 * Nothing is asked while the page is hidden. Returns a function that ends it.
 */
export function watch(poll, subject, onState, onLost = () => {}, every = EVERY) {
  let last = "";
  let ended = false;
  async function look() {
    if (document.hidden) return;
    try {
      const state = await tally(poll, subject);
      const text = JSON.stringify(state);
      if (ended || text === last) return;
      last = text;
      onState(state);
    } catch (error) {
      if (!ended) onLost(error);
      last = "";
    }
  }
  const timer = setInterval(look, every);
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    ended = true;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  };
}

/** A bar chart in a node: a list that a screen reader reads as well. `show(state)` brings it up to date. */
export function createChart(node) {
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const rows = new Map();
  const list = el("ul", { class: "votes__bars" });
  const total = el("p", { class: "votes__total" });
  node.append(list, total);

  function row(value) {
    if (!rows.has(value)) {
      const parts = {
        label: el("span", { class: "votes__label", "aria-hidden": "true" }),
        bar: el("span", { class: "votes__bar", "aria-hidden": "true" }),
        figure: el("span", { class: "votes__figure", "aria-hidden": "true" }),
        words: el("span", { class: "visually-hidden" }),
      };
      const track = el("span", { class: "votes__track", "aria-hidden": "true" }, parts.bar);
      list.append(el("li", {}, parts.label, track, parts.figure, parts.words));
      rows.set(value, parts);
    }
    return rows.get(value);
  }

  return {
    show(state) {
      for (const { value, label, count, share } of sharesOf(state)) {
        const { label: name, bar, figure, words } = row(value);
        const part = percent.format(share);
        setText(name, label);
        setText(figure, `${count.toLocaleString(language)} · ${part}`);
        setText(words, say("votes_bar", { label, count: count.toLocaleString(language), percent: part }));
        bar.style.setProperty("--share", String(share));
      }
      setText(total, countOf(state.total));
    },
  };
}

/**
 * A whole poll in a node: question, choices, chart. With `voting: false` only question and chart, as on a projector.
 * `reveal` hides the chart until the visitor has voted. `onCast(choice)` is told of the visitor's own vote. Returns {setSubject(subject), end()}.
 */
export function createPoll(node, { poll, subject = null, voting = true, reveal = false, heading = "h3", onCast = () => {} }) {
  const question = el(heading, { class: "votes__question" });
  const promise = el("p", { class: "votes__promise" });
  const choices = el("div", { class: "votes__choices", role: "group" });
  const status = el("p", { class: "votes__status", role: "status" });
  const figure = el("div", { class: "votes__chart", hidden: reveal });
  const chart = createChart(figure);
  const buttons = new Map();
  let about = subject;
  let end = () => {};
  node.classList.add("votes");
  node.append(question, promise, ...(voting ? [choices] : []), figure, status);

  function show(state) {
    setText(question, state.question);
    setText(promise, state.promise ?? "");
    choices.setAttribute("aria-label", state.promise ? `${state.promise} ${state.question}` : state.question);
    for (const { value, label } of state.choices) {
      if (!buttons.has(value)) {
        buttons.set(value, el("button", { class: "button votes__choice", type: "button", onclick: () => vote(value) }));
        choices.append(buttons.get(value));
      }
      setText(buttons.get(value), label);
      buttons.get(value).setAttribute("aria-pressed", String(state.mine?.[about] === value));
    }
    for (const node of buttons.values()) node.disabled = Boolean(state.off);
    figure.hidden = Boolean(state.off) || (reveal && !state.mine?.[about]);
    chart.show(state);
    if (state.off) tell(state.off, "lost");
    else if (status.dataset.kind === "lost") tell("", "");
  }

  function tell(text, kind) {
    status.dataset.kind = kind;
    setText(status, text);
  }

  async function vote(choice) {
    const asked = about;
    try {
      const { mine, choices: known } = await cast(poll, asked, choice, () => tell(say("votes_wait"), "waiting"));
      tell(say("votes_cast", { label: known.find(({ value }) => value === mine[asked])?.label ?? choice }), "cast");
      onCast(choice);
      if (asked === about) show(await tally(poll, about));
    } catch (error) {
      tell(error.refused ? say("votes_refused", { message: error.message }) : say("votes_failed"), "failed");
    }
  }

  function follow() {
    end();
    end = watch(poll, about, show, ({ refused, message }) => tell(refused && message ? message : say("votes_stale"), "lost"));
  }
  follow();

  return {
    setSubject(next) {
      if (next === about) return;
      about = next;
      tell("", "");
      follow();
    },
    end: () => end(),
  };
}
