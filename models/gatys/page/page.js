/** A painting, step by step: how far it is, its losses, and beside it what one pass of a network paints. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { grown } from "./course.js";
import { paintFast } from "./fast.js";
import { Curve, Shares } from "./figures.js";

const MOTIVES = ["photograph", "painting"];

class GatysPage {
  #live;
  #course = [];
  #count = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  #seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  #parts;
  #bytes = {}; // the two pictures that it is made of, as JPEGs
  #asked = 0;

  constructor(live) {
    this.#live = live;
    const loss = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
    const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
    this.#parts = {
      figures: this.#createFigures(this.#block("progress", live.label)),
      curve: new Curve(this.#block("losses", live.label), live.say, loss),
      shares: new Shares(this.#block("shares", live.more), live.say, percent),
      fast: this.#createFast(this.#block("fast", live.more)),
    };
    this.#parts.curve.show(this.#course);
    live.on("answer", ({ meta, layers }) => meta.data && this.#take(meta.data, layers));
  }

  #block(key, home) {
    const name = this.#live.say(key);
    const head = el("div", { class: "label__head" }, el("h2", { textContent: name }));
    const node = el("section", { class: "label__block", id: `gatys-${key}`, "aria-label": name }, head);
    home.append(node);
    return node;
  }

  #createFigures(home) {
    const values = Object.fromEntries(["step", "passed", "computed"].map((key) => [key, el("dd", { textContent: "–" })]));
    const rows = Object.entries(values).map(([key, value]) => el("div", {}, el("dt", { textContent: this.#live.say(key) }), value));
    home.append(el("dl", { class: "progress" }, ...rows));
    return values;
  }

  #createFast(home) {
    const { say } = this.#live;
    const pictures = Object.fromEntries(
      [...MOTIVES, "made"].map((key) => [key, el("img", { class: "fast__picture", alt: say(`fast_${key}`), hidden: true, width: 192, height: 192 })]),
    );
    const figures = Object.entries(pictures).map(([key, picture]) =>
      el("figure", { class: "fast__figure" }, el("div", { class: "fast__frame" }, picture), el("figcaption", { textContent: say(`fast_${key}`) })),
    );
    const text = el("p", { class: "fast__text", role: "status", textContent: say("fast_none") });
    const again = el("button", { class: "button", type: "button", textContent: say("fast_again"), disabled: true });
    again.addEventListener("click", () => this.#paintFast());
    home.append(el("div", { class: "fast" }, ...figures), text, again);
    return { pictures, text, again };
  }

  #take(data, layers) {
    const { figures, curve, shares } = this.#parts;
    this.#course = grown(this.#course, data);
    setText(figures.step, this.#count.format(data.step));
    setText(figures.passed, this.#live.say("seconds", { number: this.#count.format(data.passed) }));
    setText(figures.computed, this.#live.say("seconds", { number: this.#seconds.format(data.computed) }));
    curve.show(this.#course);
    shares.show(data);
    if (layers.painting) this.#begin({ photograph: layers.picture, painting: layers.painting });
  }

  /** Another painting: its first answer has the two pictures that it is made of. */
  #begin(bytes) {
    this.#bytes = bytes;
    for (const key of MOTIVES) show(this.#parts.fast.pictures[key], URL.createObjectURL(new Blob([bytes[key]], { type: "image/jpeg" })));
    this.#paintFast();
  }

  async #paintFast() {
    const { pictures, text, again } = this.#parts.fast;
    const asked = ++this.#asked;
    again.disabled = true;
    setText(text, this.#live.say("fast_waits"));
    const { picture, milliseconds, missing } = await paintFast(this.#bytes.photograph, this.#bytes.painting);
    if (asked !== this.#asked) return; // of other pictures
    again.disabled = false;
    show(pictures.made, picture ?? "");
    if (picture) setText(text, this.#live.say("fast_took", { number: this.#count.format(Math.max(1, milliseconds)) }));
    else setText(text, this.#live.say(missing ? "fast_missing" : "fast_failed"));
    again.hidden = Boolean(missing);
  }
}

function show(image, address) {
  if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
  image.hidden = !address;
  if (address) image.src = address;
  else image.removeAttribute("src");
}

export function extend(live) {
  new GatysPage(live);
  return { render: "layers" };
}
