/** Actions: skeletons with what each person does, its course, the window that was read, why, and a game. */
import { drawLabels, drawPeople, loadTable } from "../../../static/js/live/skeleton.js";
import { el } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { Afar } from "./afar.js";
import { Bars } from "./bars.js";
import { createClaims } from "./claims.js";
import { Strip, Why } from "./figures.js";
import { Game } from "./game.js";
import { headline } from "./names.js";
import { Past } from "./past.js";

const FIGURES = 8;
const DRAWN = { skeleton: true, points: true };

class ActionsPage {
  #live;
  #table;
  #past = new Past();
  #explained = 0; // whose window is shown
  #percent = new Intl.NumberFormat(language, { style: "percent" });
  #parts;

  constructor(live, table) {
    this.#live = live;
    this.#table = table;
    const given = { say: live.say, percent: this.#percent, bones: table.bones };
    const note = el("p", { class: "extension__note", textContent: live.say("window_note") });
    this.#parts = {
      bars: new Bars(this.#block("bars"), live.say, this.#percent),
      afar: new Afar(live, this.#block("afar")),
      game: new Game(live, this.#block("game"), given),
      strip: new Strip(this.#block("window"), FIGURES, { bones: table.bones, note }),
      why: new Why(this.#block("why"), given),
    };
    createClaims(this.#block("claims"), live.say, language);
    this.forget();
    live.on("answer", ({ meta }) => meta.data && this.#take(meta.data, performance.now()));
    live.on("source", () => this.forget());
    live.on("state", (phase) => phase !== "live" && this.#parts.game.stop());
  }

  #block(key) {
    const name = this.#live.say(key);
    const head = el("div", { class: "label__head" }, el("h2", { textContent: name }));
    const node = el("section", { class: "label__block", id: `actions-${key}`, "aria-label": name }, head);
    this.#live.label.append(node);
    return node;
  }

  /** Nobody is before the camera any more. */
  forget() {
    this.#past.forget();
    this.#explained = 0;
    this.#parts.bars.show(this.#past, this.#live.params().together, performance.now());
    this.#parts.afar.forget();
    this.#parts.strip.show([]);
    this.#parts.why.clear(this.#live.say("why_none"));
  }

  #take({ people, chosen, why }, now) {
    const { together, why: asked } = this.#live.params();
    const { afar, bars, game, strip, why: reasons } = this.#parts;
    this.#past.take(now, chosen, people);
    bars.show(this.#past, together, now);
    afar.take(now, people);
    game.take(now, people);
    if (why) {
      this.#explained = why.id;
      strip.show(why.figures);
      reasons.show(why);
    } else if (!asked || chosen !== this.#explained) {
      this.#explained = chosen;
      strip.show([]);
      reasons.clear(this.#live.say(asked ? "why_none" : "why_off"));
    }
  }

  /** Draws everybody, and over each head what they do. */
  paint(context, { width, height, data }) {
    const people = data?.people ?? [];
    const given = { size: { width, height }, table: this.#table, family: this.#family };
    drawPeople(context, people, { params: DRAWN, ...given });
    drawLabels(context, people, { textOf: (one) => headline(one, this.#live.say, this.#percent), ...given });
  }

  get #family() {
    return getComputedStyle(this.#live.root).getPropertyValue("--sans").trim() || "sans-serif";
  }
}

export async function extend(live) {
  const page = new ActionsPage(live, await loadTable());
  return { render: "layers", paint: (context, shown) => page.paint(context, shown) };
}
