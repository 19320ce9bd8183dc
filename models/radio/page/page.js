/** Radio: two heat maps of a simulated radar, the student that reads them beside the camera's pose, and why it is coarse. */
import { caption } from "../../../static/js/live/mosaic.js";
import { el, setText } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { Errors, sentence } from "./errors.js";
import { Fan, Levels } from "./fans.js";
import { Resolution } from "./resolution.js";
import { drawPlaces, drawSkeletons } from "./skeletons.js";

const SIDE = 320; // pixels of a fan's canvas
const INSET = 0.3; // of the picture's shorter side, while projecting
const VIEWS = ["level", "upright"];

class RadioPage {
  #live;
  #levels = new Levels();
  #fans = Object.fromEntries(VIEWS.map((name) => [name, new Fan(SIDE, name === "upright")]));
  #canvases = {};
  #sentence = el("p", { class: "radio__sentence" });
  #number = null; // of the heat map that is shown
  #errors;
  #resolution;

  constructor(live) {
    this.#live = live;
    const given = { say: live.say, language };
    this.#buildMaps(this.#block("maps", live.label));
    this.#resolution = new Resolution(this.#block("res", live.more), given);
    this.#errors = new Errors(this.#block("errors", live.more), given);
    live.on("answer", ({ meta }) => meta.data && this.#take(meta.data));
    live.on("source", () => this.#clear());
    this.#clear();
  }

  #block(key, home) {
    const name = this.#live.say(key);
    const head = el("div", { class: "label__head" }, el("h2", { textContent: name }));
    const node = el("section", { class: "label__block", id: `radio-${key}`, "aria-label": name }, head);
    home.append(node);
    return node;
  }

  #buildMaps(home) {
    const { say } = this.#live;
    const figures = VIEWS.map((name) => {
      const canvas = (this.#canvases[name] = el("canvas", { class: "radio__fan", width: SIDE, height: SIDE, role: "img", ariaLabel: say(`maps_${name}_label`) }));
      return el("figure", {}, canvas, el("figcaption", { textContent: say(`maps_${name}`) }));
    });
    home.append(
      el("p", { class: "radio__simulated", textContent: say("simulated") }),
      el("div", { class: "radio__fans" }, ...figures),
      this.#sentence,
    );
  }

  #clear() {
    this.#number = null;
    this.#errors.clear();
    setText(this.#sentence, this.#live.say("waiting"));
    for (const name of VIEWS) this.#fans[name].show(new Uint8Array(64 * 48));
    this.#drawFans({ people: [], told: [] });
  }

  #take(data) {
    const [key, values] = sentence(data);
    setText(this.#sentence, this.#live.say(key, values));
    this.#errors.take(data);
    this.#resolution.show(data.radar);
  }

  #drawFans(data) {
    for (const name of VIEWS) {
      const context = this.#canvases[name].getContext("2d");
      context.drawImage(this.#fans[name].picture, 0, 0);
      drawPlaces(context, data, SIDE, name === "upright");
    }
  }

  /** Draws everybody, shows new heat maps, and says what it is: also on the wall and in what is saved. */
  paint(context, { width, height, data, layers }) {
    if (!data) return;
    if (data.number !== this.#number && VIEWS.every((name) => layers[name])) {
      this.#number = data.number;
      for (const name of VIEWS) this.#fans[name].show(this.#levels.of(layers[name]));
    }
    this.#drawFans(data);
    drawSkeletons(context, data, { width, height }, this.#live.params());
    if (this.#projecting) this.#inset(context, width, height);
    const letters = Math.round(Math.max(12, 0.028 * Math.min(width, height)));
    caption(context, this.#live.say("stage"), { x: 0, y: 0, width, height }, { letters, family: this.#family });
  }

  /** Where the label is not seen, both maps stand in the picture's lower right corner. */
  #inset(context, width, height) {
    const side = Math.round(INSET * Math.min(width, height));
    VIEWS.forEach((name, at) => context.drawImage(this.#canvases[name], width - (2 - at) * side, height - side, side, side));
  }

  get #projecting() {
    return document.fullscreenElement !== null || document.body.classList.contains("is-projecting");
  }

  get #family() {
    return getComputedStyle(this.#live.root).getPropertyValue("--sans").trim() || "sans-serif";
  }
}

export async function extend(live) {
  const page = new RadioPage(live);
  return { render: "layers", paint: (context, shown) => page.paint(context, shown) };
}
