/**
 * "Which one is fake?": the paper's own test. A true and a coloured picture, side by side for one second; the class
 * votes, and how often it took the true one for the fake is shown beside the paper's figure.
 */
import { el, setText } from "../../../static/js/shared/dom.js";
import { cast, createChart, tally, watch } from "../../../static/js/shared/votes.js";
import { nextRound, wilson } from "./interval.js";
import { givenPair, stagePair } from "./pairs.js";

const POLL = "fake";
const SHOWN = 1000;
const PAPER = 32.3;

export function createGame(live, say) {
  let answer = null;
  let pair = null; // {kind, fakeSide, urls}
  const rate = el("p", { class: "game__rate", role: "status" });
  const figure = el("div", { class: "votes" });
  const chart = createChart(figure);
  const fromStage = button("game_stage", () => play("camera"));
  const fromGiven = button("game_given", () => play("given"));
  const note = el("p", { class: "fold__words", role: "status" });
  const section = el(
    "details",
    { class: "label__block fold game", id: "game" },
    el("summary", {}, el("h2", { textContent: say("game_title") })),
    el("p", { class: "fold__words", textContent: say("game_how") }),
    el("div", { class: "fold__row" }, fromGiven, fromStage),
    note,
    rate,
    figure,
  );
  live.label.append(section);

  const images = [0, 1].map(() => el("img", { alt: "", width: 384, height: 288 }));
  const cards = images.map((image, side) => {
    const caption = el("span", { class: "game__caption" });
    const choose = el("button", { type: "button", class: "game__card", "aria-label": say(side ? "game_right" : "game_left") }, image, caption);
    choose.addEventListener("click", () => guess(side));
    return { choose, caption };
  });
  const question = el("p", { class: "game__question", role: "status" });
  const again = button("game_again", () => play(pair.kind));
  const close = button("game_close", () => dialog.close());
  const dialog = el(
    "dialog",
    { class: "game__dialog", id: "game-dialog", "aria-label": say("game_title") },
    question,
    el("div", { class: "game__pair" }, ...cards.map(({ choose }) => choose)),
    el("div", { class: "fold__row" }, again, close),
  );
  document.body.append(dialog);
  dialog.addEventListener("close", forget);

  function button(key, act) {
    return el("button", { type: "button", class: "button", textContent: say(key), onclick: act });
  }

  function forget() {
    for (const url of pair?.urls ?? []) URL.revokeObjectURL(url);
    if (pair) pair.urls = [];
  }

  function stage(name) {
    dialog.dataset.stage = name; // "wait", "look", "ask", "told"
    for (const { choose } of cards) choose.disabled = name !== "ask";
    again.hidden = name !== "told";
  }

  async function play(kind) {
    if (kind === "camera" && !answer) return setText(note, say("game_no_stage"));
    setText(note, "");
    forget();
    for (const { caption } of cards) setText(caption, "");
    setText(question, say("game_wait"));
    stage("wait");
    if (!dialog.open) dialog.showModal();
    try {
      const made = await (kind === "camera" ? stagePair(answer, live.params()) : givenPair(live.params()));
      await look(kind, made);
    } catch (error) {
      dialog.close();
      setText(note, error.message || say("photo_unreachable"));
    }
    return undefined;
  }

  async function look(kind, { truth, fake }) {
    const fakeSide = Math.random() < 0.5 ? 0 : 1;
    const urls = (fakeSide ? [truth, fake] : [fake, truth]).map((blob) => URL.createObjectURL(blob));
    pair = { kind, fakeSide, urls };
    images.forEach((image, side) => (image.src = urls[side]));
    await Promise.all(images.map((image) => image.decode()));
    setText(question, say("game_look"));
    stage("look");
    setTimeout(() => {
      if (!dialog.open || dialog.dataset.stage !== "look") return;
      setText(question, say("game_ask"));
      stage("ask");
      cards[0].choose.focus();
    }, SHOWN);
  }

  async function guess(side) {
    const choice = side === pair.fakeSide ? "found" : "fooled";
    stage("told");
    cards.forEach(({ caption }, which) => setText(caption, say(which === pair.fakeSide ? "game_fake" : "game_true")));
    setText(question, say(`game_${choice}`));
    again.focus();
    try {
      const { mine } = await tally(POLL);
      show(await cast(POLL, `${pair.kind}-${nextRound(pair.kind, mine)}`, choice).then(() => tally(POLL)));
    } catch (error) {
      setText(question, `${say(`game_${choice}`)} ${say("game_lost", { message: error.message })}`);
    }
  }

  const percent = (share) => Math.round(100 * share);

  function show(state) {
    const choices = state.choices.map(({ value }) => ({ value, label: say(`choice_${value}`) }));
    chart.show({ ...state, choices });
    const found = wilson(state.tally.fooled, state.total);
    const text = found
      ? say("game_rate", {
          percent: percent(found.share), low: percent(found.low), high: percent(found.high), total: state.total, paper: PAPER,
        })
      : say("game_none", { paper: PAPER });
    setText(rate, text);
  }

  live.on("answer", ({ original, bytes }) => {
    if (bytes) answer = { original };
  });
  live.on("source", () => {
    answer = null;
  });
  let end = () => {};
  section.addEventListener("toggle", () => {
    end();
    end = section.open ? watch(POLL, undefined, show) : () => {};
  });
}
