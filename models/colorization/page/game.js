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

const percent = (share) => Math.round(100 * share);

export class Game {
  #answered = null; // the frame that was answered last
  #pair = null; // {kind, fakeSide, urls}
  #rate;
  #chart;
  #note;
  #section;
  #images;
  #cards;
  #question;
  #again;
  #dialog;
  #end = () => {}; // stops following the poll
  #live;
  #say;

  constructor(live, say) {
    this.#live = live;
    this.#say = say;
    this.#makeSection();
    this.#makeDialog();
    live.on("answer", ({ frame }) => this.#keep(frame.share()));
    live.on("source", () => this.#keep(null));
  }

  #keep(frame) {
    this.#answered?.close();
    this.#answered = frame;
  }

  #makeSection() {
    this.#rate = el("p", { class: "game__rate", role: "status" });
    const figure = el("div", { class: "votes" });
    this.#chart = createChart(figure);
    const fromStage = this.#button("game_stage", () => this.#play("camera"));
    const fromGiven = this.#button("game_given", () => this.#play("given"));
    this.#note = el("p", { class: "fold__words", role: "status" });
    this.#section = el(
      "details",
      { class: "label__block fold game", id: "game" },
      el("summary", {}, el("h2", { textContent: this.#say("game_title") })),
      el("p", { class: "fold__words", textContent: this.#say("game_how") }),
      el("div", { class: "fold__row" }, fromGiven, fromStage),
      this.#note,
      this.#rate,
      figure,
    );
    this.#live.label.append(this.#section);
    this.#section.addEventListener("toggle", () => {
      this.#end();
      this.#end = this.#section.open ? watch(POLL, undefined, (state) => this.#show(state)) : () => {};
    });
  }

  #makeDialog() {
    this.#images = [0, 1].map(() => el("img", { alt: "", width: 384, height: 288 }));
    this.#cards = this.#images.map((image, side) => {
      const caption = el("span", { class: "game__caption" });
      const choose = el("button", { type: "button", class: "game__card", "aria-label": this.#say(side ? "game_right" : "game_left") }, image, caption);
      choose.addEventListener("click", () => this.#guess(side));
      return { choose, caption };
    });
    this.#question = el("p", { class: "game__question", role: "status" });
    this.#again = this.#button("game_again", () => this.#play(this.#pair.kind));
    const close = this.#button("game_close", () => this.#dialog.close());
    this.#dialog = el(
      "dialog",
      { class: "game__dialog", id: "game-dialog", "aria-label": this.#say("game_title") },
      this.#question,
      el("div", { class: "game__pair" }, ...this.#cards.map(({ choose }) => choose)),
      el("div", { class: "fold__row" }, this.#again, close),
    );
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("close", () => this.#forget());
  }

  #button(key, act) {
    return el("button", { type: "button", class: "button", textContent: this.#say(key), onclick: act });
  }

  #forget() {
    for (const url of this.#pair?.urls ?? []) URL.revokeObjectURL(url);
    if (this.#pair) this.#pair.urls = [];
  }

  #stage(name) {
    this.#dialog.dataset.stage = name; // "wait", "look", "ask", "told"
    for (const { choose } of this.#cards) choose.disabled = name !== "ask";
    this.#again.hidden = name !== "told";
  }

  async #play(kind) {
    if (kind === "camera" && !this.#answered) return setText(this.#note, this.#say("game_no_stage"));
    setText(this.#note, "");
    this.#forget();
    for (const { caption } of this.#cards) setText(caption, "");
    setText(this.#question, this.#say("game_wait"));
    this.#stage("wait");
    if (!this.#dialog.open) this.#dialog.showModal();
    try {
      const made = await (kind === "camera" ? stagePair(this.#answered, this.#live.params()) : givenPair(this.#live.params()));
      await this.#look(kind, made);
    } catch (error) {
      this.#dialog.close();
      setText(this.#note, error.message || this.#say("photo_unreachable"));
    }
    return undefined;
  }

  async #look(kind, { truth, fake }) {
    const fakeSide = Math.random() < 0.5 ? 0 : 1;
    const urls = (fakeSide ? [truth, fake] : [fake, truth]).map((blob) => URL.createObjectURL(blob));
    this.#pair = { kind, fakeSide, urls };
    this.#images.forEach((image, side) => (image.src = urls[side]));
    await Promise.all(this.#images.map((image) => image.decode()));
    setText(this.#question, this.#say("game_look"));
    this.#stage("look");
    setTimeout(() => {
      if (!this.#dialog.open || this.#dialog.dataset.stage !== "look") return;
      setText(this.#question, this.#say("game_ask"));
      this.#stage("ask");
      this.#cards[0].choose.focus();
    }, SHOWN);
  }

  async #guess(side) {
    const choice = side === this.#pair.fakeSide ? "found" : "fooled";
    this.#stage("told");
    this.#cards.forEach(({ caption }, which) => setText(caption, this.#say(which === this.#pair.fakeSide ? "game_fake" : "game_true")));
    setText(this.#question, this.#say(`game_${choice}`));
    this.#again.focus();
    try {
      const { mine } = await tally(POLL);
      this.#show(await cast(POLL, `${this.#pair.kind}-${nextRound(this.#pair.kind, mine)}`, choice).then(() => tally(POLL)));
    } catch (error) {
      setText(this.#question, `${this.#say(`game_${choice}`)} ${this.#say("game_lost", { message: error.message })}`);
    }
  }

  #show(state) {
    const choices = state.choices.map(({ value }) => ({ value, label: this.#say(`choice_${value}`) }));
    this.#chart.show({ ...state, choices });
    const found = wilson(state.tally.fooled, state.total);
    const text = found
      ? this.#say("game_rate", {
          percent: percent(found.share), low: percent(found.low), high: percent(found.high), total: state.total, paper: PAPER,
        })
      : this.#say("game_none", { paper: PAPER });
    setText(this.#rate, text);
  }
}
