/** Grapes: outlines with numbers that stay, bunches counted once along a row, drawn vines whose truth is known. */
import { address } from "../../../static/js/shared/address.js";
import { el, setText } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { createPoll } from "../../../static/js/shared/votes.js";
import { drawGrapes } from "./outlines.js";
import { likely, Tally } from "./tally.js";
import { tableOf } from "./table.js";
import { Walk } from "./walk.js";
import { Wipe } from "./wipe.js";

const CAMERA = "camera";
const COUNTS = ["count_bunches", "count_berries", "count_now"];
const media = (file) => address(`/demos/grapes/media/${file}`);
const load = async (file) => (await fetch(new URL(file, import.meta.url))).json();

class GrapesPage {
  #live;
  #row; // how many bunches and berries the drawn row has
  #tally = new Tally();
  #walk;
  #wipe;
  #lines = {};
  #number = new Intl.NumberFormat(language);

  constructor(live, row, figures) {
    [this.#live, this.#row] = [live, row];
    this.#walk = new Walk(live, media("row.webm"), () => this.#arrived());
    this.#buildRow();
    this.#buildDrawn();
    const wipe = this.#block("wipe", live.more);
    this.#wipe = new Wipe(wipe, { now: live.canvas, url: new URL("./drawn.webp", import.meta.url), say: live.say });
    wipe.append(tableOf(figures, live.say, language));
    createPoll(this.#block("guess", live.more), { poll: "grapes", subject: "row", reveal: true });
    this.#clear();
    live.on("answer", ({ meta }) => meta.data && this.#take(meta.data, performance.now()));
    live.on("drawn", () => this.#wipe.show());
    live.on("source", () => this.#clear());
  }

  #block(key, home) {
    const name = this.#live.say(key);
    const head = el("div", { class: "label__head" }, el("h2", { textContent: name }));
    const node = el("section", { class: "label__block", id: `grapes-${key}`, "aria-label": name }, head);
    home.append(node);
    return node;
  }

  #button(key, act) {
    return el("button", { class: "button", type: "button", textContent: this.#live.say(key), onclick: act });
  }

  #line(key) {
    this.#lines[key] = el("dd", { textContent: "–" });
    return [el("dt", { textContent: this.#live.say(key) }), this.#lines[key]];
  }

  #buildRow() {
    const { say } = this.#live;
    this.#lines.arrived = el("p", { class: "extension__note", role: "status" });
    this.#block("row", this.#live.label).append(
      el("p", { class: "extension__note", textContent: say("row_how") }),
      el("div", { class: "grapes__buttons" }, this.#button("row_walk", () => this.#walkAlong()), this.#button("row_anew", () => this.#clear())),
      el("dl", { class: "grapes__counts" }, ...this.#line("count_bunches"), ...this.#line("count_berries"), ...this.#line("count_now")),
      this.#lines.arrived,
      el("p", { class: "extension__note", textContent: say("interval_how") }),
    );
  }

  #buildDrawn() {
    this.#lines.truth = el("p", { class: "grapes__truth", role: "status" });
    this.#block("drawn", this.#live.label).append(
      el("p", { class: "extension__note", textContent: this.#live.say("drawn_how") }),
      el("div", { class: "grapes__buttons" }, this.#button("drawn_show", () => this.#showDrawn()), this.#button("drawn_camera", () => this.#live.setParams({ scene: CAMERA, light: 1, leaves: 0 }))),
      this.#lines.truth,
    );
  }

  #walkAlong() {
    if (this.#live.params().scene !== CAMERA) this.#live.setParams({ scene: CAMERA });
    this.#walk.start();
  }

  /** Drawn vines need a picture to stand in for: where nothing runs, the demo's own example is one. */
  #showDrawn() {
    if (this.#live.params().scene === CAMERA) this.#live.setParams({ scene: "red" });
    if (this.#live.phase() === "live" && !this.#walk.walking) return;
    this.#live.dispatch({ type: "select", source: { kind: "picture", url: media("example.jpg") } });
    this.#live.dispatch({ type: "start" });
  }

  #clear() {
    this.#tally.clear();
    for (const key of COUNTS) setText(this.#lines[key], "–");
    for (const key of ["arrived", "truth"]) setText(this.#lines[key], "");
    if (!this.#live.source()) setText(this.#lines.truth, this.#live.say("truth_none"));
  }

  #take(data, now) {
    this.#walk.take(now);
    this.#wipe.kind(this.#live.params().scene);
    if (data.truth === null) this.#count(data);
    else for (const key of COUNTS) setText(this.#lines[key], "–"); // what is known needs no guess
    setText(this.#lines.truth, this.#truth(data.truth));
  }

  #count({ bunches, berries, ratio }) {
    this.#tally.take(bunches);
    setText(this.#lines.count_bunches, this.#number.format(this.#tally.bunches));
    setText(this.#lines.count_berries, this.#counted(this.#tally.berries, ratio));
    setText(this.#lines.count_now, this.#counted(berries.told, ratio));
  }

  #counted(told, ratio) {
    const { low, middle, high } = likely(told, ratio);
    const [a, b, c, d] = [told, middle, low, high].map((count) => this.#number.format(count));
    return this.#live.say("counted", { told: a, middle: b, low: c, high: d });
  }

  #truth(truth) {
    return truth ? this.#live.say("truth", truth) : this.#live.say("truth_none");
  }

  #arrived() {
    const { bunches, berries } = this.#row;
    const told = this.#live.say("row_arrived", { counted: this.#tally.bunches, bunches, told: this.#tally.berries, berries });
    setText(this.#lines.arrived, told);
  }

  /** What the network saw, where it was not the camera's picture. */
  compose(context, { width, height, original, layers }) {
    context.imageSmoothingQuality = "high";
    context.drawImage(layers.seen ?? original, 0, 0, width, height);
  }

  paint(context, { width, height, data }) {
    if (data) drawGrapes(context, data, { width, height }, this.#family);
  }

  get #family() {
    return getComputedStyle(this.#live.root).getPropertyValue("--sans").trim() || "sans-serif";
  }
}

export async function extend(live) {
  const page = new GrapesPage(live, await load("./row.json"), await load("./figures.json"));
  return { render: "layers", compose: (context, shown) => page.compose(context, shown), paint: (context, shown) => page.paint(context, shown) };
}
