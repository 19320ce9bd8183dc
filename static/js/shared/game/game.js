/**
 * "Which one is fake?" (after Zhang, Isola and Efros, ECCV 2016): a true and a made picture, side by side for one second; the
 * class votes, and how often it took the true one for the made one is shown with its interval.
 */
import { el, setText } from "../dom.js";
import { say } from "../texts.js";
import { cast, createChart, tally, watch } from "../votes.js";
import { nextRound, wilson } from "./interval.js";

const SHOWN = 1000;

const percent = (share) => Math.round(100 * share);
const button = (text, act) => el("button", { type: "button", class: "button", textContent: text, onclick: act });

export class Game {
  #pair = null; // {way, fakeSide, urls}
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
  #given;

  /**
   * `given` has poll, whose choices are "fooled" and "found"; width and height of a picture; ways, a list of {name, label,
   * make, missing}, where make() resolves to {truth, fake}, two blobs, or throws an Error whose message is for the visitor, and missing(), if there, is what it lacks;
   * and words:
   * title, how, wait, ask, fake, truth, found, fooled, failed, choices {fooled, found}, none, and rate({percent, low, high, total}).
   */
  constructor(home, given) {
    this.#given = given;
    this.#makeSection(home);
    this.#makeDialog();
  }

  #makeSection(home) {
    const { poll, ways, words } = this.#given;
    this.#rate = el("p", { class: "game__rate", role: "status" });
    const figure = el("div", { class: "votes" });
    this.#chart = createChart(figure);
    this.#note = el("p", { class: "fold__words", role: "status" });
    this.#section = el(
      "details",
      { class: "label__block fold game", id: "game" },
      el("summary", {}, el("h2", { textContent: words.title })),
      el("p", { class: "fold__words", textContent: words.how }),
      el("div", { class: "fold__row" }, ...ways.map((way) => button(way.label, () => this.#play(way)))),
      this.#note,
      this.#rate,
      figure,
    );
    home.append(this.#section);
    this.#section.addEventListener("toggle", () => {
      this.#end();
      this.#end = this.#section.open ? watch(poll, undefined, (state) => this.#show(state)) : () => {};
    });
  }

  #makeDialog() {
    const { width, height, words } = this.#given;
    this.#images = [0, 1].map(() => el("img", { alt: "", width, height, draggable: false }));
    this.#cards = this.#images.map((image, side) => {
      const caption = el("span", { class: "game__caption" });
      const choose = el("button", { type: "button", class: "game__card", "aria-label": say(side ? "game_right" : "game_left") }, image, caption);
      choose.addEventListener("click", () => this.#guess(side));
      return { choose, caption };
    });
    this.#question = el("p", { class: "game__question", role: "status" });
    this.#again = button(say("game_again"), () => this.#play(this.#pair.way));
    const close = button(say("game_close"), () => this.#dialog.close());
    this.#dialog = el(
      "dialog",
      { class: "game__dialog", id: "game-dialog", "aria-label": words.title },
      this.#question,
      el("div", { class: "game__pair" }, ...this.#cards.map(({ choose }) => choose)),
      el("div", { class: "fold__row" }, this.#again, close),
    );
    this.#dialog.style.setProperty("--shape", `${width} / ${height}`);
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("close", () => this.#forget());
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

  async #play(way) {
    const { words } = this.#given;
    const missing = way.missing?.();
    if (missing) return setText(this.#note, missing);
    setText(this.#note, "");
    this.#forget();
    for (const { caption } of this.#cards) setText(caption, "");
    setText(this.#question, words.wait);
    this.#stage("wait");
    if (!this.#dialog.open) this.#dialog.showModal();
    try {
      await this.#look(way, await way.make());
    } catch (error) {
      this.#dialog.close();
      setText(this.#note, error.message || words.failed);
    }
    return undefined;
  }

  async #look(way, { truth, fake }) {
    const fakeSide = Math.random() < 0.5 ? 0 : 1;
    const urls = (fakeSide ? [truth, fake] : [fake, truth]).map((blob) => URL.createObjectURL(blob));
    this.#pair = { way, fakeSide, urls };
    this.#images.forEach((image, side) => (image.src = urls[side]));
    await Promise.all(this.#images.map((image) => image.decode()));
    setText(this.#question, say("game_look"));
    this.#stage("look");
    setTimeout(() => {
      if (!this.#dialog.open || this.#dialog.dataset.stage !== "look") return;
      setText(this.#question, this.#given.words.ask);
      this.#stage("ask");
      this.#cards[0].choose.focus();
    }, SHOWN);
  }

  async #guess(side) {
    const { poll, words } = this.#given;
    const { way, fakeSide } = this.#pair;
    const choice = side === fakeSide ? "found" : "fooled";
    this.#stage("told");
    this.#cards.forEach(({ caption }, which) => setText(caption, which === fakeSide ? words.fake : words.truth));
    setText(this.#question, words[choice]);
    this.#again.focus();
    try {
      const { mine } = await tally(poll);
      await cast(poll, `${way.name}-${nextRound(way.name, mine)}`, choice);
      this.#show(await tally(poll));
    } catch (error) {
      setText(this.#question, `${words[choice]} ${say("game_lost", { message: error.message })}`);
    }
  }

  #show(state) {
    const { words } = this.#given;
    const choices = state.choices.map(({ value }) => ({ value, label: words.choices[value] }));
    this.#chart.show({ ...state, choices });
    const found = wilson(state.tally.fooled, state.total);
    const values = found && { percent: percent(found.share), low: percent(found.low), high: percent(found.high), total: state.total };
    setText(this.#rate, found ? words.rate(values) : words.none);
  }
}
