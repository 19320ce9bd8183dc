/** Skin lesions: a question to the class, then the network's answer and its heat. Never a diagnosis. */
import { el } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { Curve } from "./curve.js";
import { headline, Question } from "./question.js";
import { createShortcuts } from "./shortcuts.js";

const OWN = "own";
const FOOT = 0.14; // of the picture's height: the line below it
const json = async (name) => (await fetch(new URL(name, import.meta.url))).json();

class LesionsPage {
  #live;
  #percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  #question;
  #data = null; // of the newest answer
  #shown = new Set(); // pictures whose answer the visitor asked to see

  constructor(live) {
    this.#live = live;
    const on = { voted: () => this.#refresh(), next: () => this.#next(), show: () => this.#show() };
    this.#question = new Question(this.#block(live.label, "question"), { say: live.say, percent: this.#percent, on });
    live.on("answer", ({ meta }) => meta.data && this.#take(meta.data));
    if (this.#takesOwn) this.#own();
  }

  get #takesOwn() {
    return this.#live.demo.params.some(({ name }) => name === OWN);
  }

  #block(home, key) {
    const name = this.#live.say(key);
    const node = el("section", { class: "label__block lesion", id: `lesions-${key}`, "aria-label": name });
    if (key !== "question") node.append(el("div", { class: "label__head" }, el("h2", { textContent: name })));
    home.append(node);
    return node;
  }

  /** What is measured on all pictures, below the settings. */
  async showMeasured() {
    const [scores, shortcuts] = await Promise.all([json("scores.json"), json("shortcuts.json")]);
    createShortcuts(this.#block(this.#live.more, "shortcuts"), shortcuts, this.#live.say);
    new Curve(this.#block(this.#live.more, "roc"), scores, this.#live.say);
  }

  /** Where the server takes visitors' pictures: what becomes of them, and the way back. */
  #own() {
    const back = () => this.#live.setParams({ [OWN]: null });
    this.#block(this.#live.more, "yours").append(
      el("p", { class: "lesion__warning", textContent: this.#live.say("own_warning") }),
      el("p", { class: "lesion__small", textContent: this.#live.say("own_kept") }),
      el("button", { class: "button", type: "button", textContent: this.#live.say("own_back"), onclick: back }),
    );
  }

  #next() {
    const { options } = this.#live.demo.params.find(({ name }) => name === "picture");
    const now = options.findIndex(({ value }) => value === this.#live.params().picture);
    const changes = { picture: options[(now + 1) % options.length].value };
    this.#live.setParams(this.#takesOwn ? { ...changes, [OWN]: null } : changes);
  }

  #show() {
    if (this.#data) this.#shown.add(this.#data.picture);
    this.#refresh();
  }

  #take(data) {
    const isOther = data.picture !== this.#data?.picture;
    this.#data = data;
    if (isOther) {
      const own = data.picture === OWN;
      this.#question.ask(own ? null : data.picture, own ? "" : this.#live.say("credit", { image: data.image }));
    }
    this.#question.show(data, this.#isRevealed(data));
  }

  #isRevealed({ picture }) {
    return picture === OWN || this.#live.params().answer || this.#shown.has(picture) || this.#question.voted(picture);
  }

  #refresh() {
    if (!this.#data) return;
    this.#question.show(this.#data, this.#isRevealed(this.#data));
    this.#live.repaint();
  }

  /** The picture, with its heat once the answer is shown. */
  compose(context, { width, height, data, layers }) {
    const hot = data && layers.heat && this.#isRevealed(data) && this.#live.params().heat;
    context.imageSmoothingQuality = "high";
    context.drawImage(hot ? layers.heat : layers.seen, 0, 0, width, height);
  }

  /** The answer, if it is shown, and what it is not, below the picture: also on the wall and in what is saved. */
  paint(context, { width, height, data }) {
    const tall = FOOT * height;
    context.fillStyle = "rgb(11 10 8 / 82%)";
    context.fillRect(0, height - tall, width, tall);
    const family = getComputedStyle(this.#live.root).getPropertyValue("--sans").trim() || "sans-serif";
    const line = (text, share, size, colour) => {
      context.font = `600 ${Math.round(size * height)}px ${family}`;
      context.fillStyle = colour;
      context.fillText(text, 0.02 * width, height - tall + share * tall, 0.96 * width);
    };
    line(this.#headline(data), 0.45, 0.05, "#fff");
    line(this.#live.say("warning"), 0.86, 0.036, "#e6ddcd");
  }

  #headline(data) {
    const { say } = this.#live;
    if (!data || !this.#isRevealed(data)) return say("question");
    return headline(data, say, this.#percent);
  }

  /** Shows the first picture without being asked: no device is needed, and nothing is sent. */
  begin() {
    if (this.#live.phase() === "idle" && this.#live.demo.state !== "unavailable") this.#live.dispatch({ type: "start" });
  }
}

export async function extend(live) {
  const page = new LesionsPage(live);
  await page.showMeasured();
  setTimeout(() => page.begin());
  return { render: "layers", compose: (context, shown) => page.compose(context, shown), paint: (context, shown) => page.paint(context, shown) };
}
