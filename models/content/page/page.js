/** The filter: what is blocked is blurred before anything of it is drawn; the last minute, three rules, and what they cost. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { Cartoons } from "./cartoons.js";
import { Curve } from "./curve.js";
import { RULES, verdicts } from "./rules.js";
import { Tally } from "./tally.js";
import { drawSign, drawVeiled, isBlocked } from "./veil.js";

const CAMERA = 30; // frames a second that a camera gives

class FilterPage {
  #live;
  #say;
  #tally = new Tally();
  #isShown = false; // what the class says
  #number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  #percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  #parts = {};

  constructor(live) {
    this.#live = live;
    this.#say = live.say;
    this.#parts.curve = new Curve(this.#block("curve", live.label), this.#say, RULES);
    this.#makeRules(this.#block("rules", live.label));
    this.#makeSaved(this.#block("saved"));
    this.#parts.cartoons = new Cartoons(this.#block("cartoons"), { say: this.#say, percent: this.#percent });
    this.#makeClaims(this.#block("claims"));
    live.on("answer", ({ meta }) => meta.data && this.#take(meta.data));
    live.on("source", () => this.#forget());
  }

  #block(key, home = this.#live.more) {
    const name = this.#say(key);
    const head = el("div", { class: "label__head" }, el("h2", { textContent: name }));
    const node = el("section", { class: "label__block", id: `content-${key}`, "aria-label": name }, head);
    home.append(node);
    return node;
  }

  #note(key) {
    return el("p", { class: "extension__note", textContent: this.#say(key) });
  }

  #makeRules(home) {
    const cell = () => el("td", {});
    const rows = RULES.map((rule) => {
      const cells = { now: cell(), wrong: cell(), missed: cell(), late: cell() };
      const row = el("tr", { "data-rule": rule }, el("th", { scope: "row", textContent: this.#say(`rule_${rule}`) }), ...Object.values(cells));
      return { rule, row, cells };
    });
    const heads = ["now", "wrong", "missed", "late"].map((key) => el("th", { scope: "col", textContent: this.#say(`head_${key}`) }));
    const head = el("thead", {}, el("tr", {}, el("td", {}), ...heads));
    const table = el("table", { class: "filter__rules" }, head, el("tbody", {}, ...rows.map(({ row }) => row)));
    const truth = el("button", { type: "button", class: "button", id: "content-truth", "aria-pressed": "false" });
    truth.textContent = this.#say("truth");
    truth.addEventListener("click", () => this.#setShown(!this.#isShown));
    const clear = el("button", { type: "button", class: "button", textContent: this.#say("clear") });
    clear.addEventListener("click", () => this.#clear());
    const counted = el("p", { class: "extension__note", role: "status" });
    home.append(this.#note("rules_note"), table, el("p", { class: "filter__row" }, truth, clear), counted);
    Object.assign(this.#parts, { rows, truth, counted });
    this.#showTally(null);
  }

  #makeSaved(home) {
    const saved = el("p", { class: "filter__saved" });
    home.append(saved, this.#note("saved_note"));
    const rate = this.#live.demo.source?.rate ?? 1;
    setText(saved, this.#say("saved_of", { looks: this.#number.format(rate), frames: CAMERA, share: this.#percent.format(1 - rate / CAMERA) }));
  }

  #makeClaims(home) {
    home.append(...["claims_97", "claims_press", "claims_80", "claims_elsagate", "claims_ours"].map((key) => this.#note(key)));
  }

  #setShown(value) {
    this.#isShown = value;
    this.#parts.truth.setAttribute("aria-pressed", String(value));
  }

  #clear() {
    this.#tally.clear();
    this.#showTally(null);
  }

  /** Another source: what the class said of the one before holds no longer. */
  #forget() {
    this.#setShown(false);

  }

  #take({ looks }) {

    const said = verdicts(looks, this.#live.params());
    this.#tally.take(this.#isShown, said.at(-1), looks.at(-1)[0]);
    this.#parts.curve.show(looks, said, this.#live.params().threshold);
    this.#showTally(said.at(-1));
  }

  #showTally(verdict) {
    const { rule: chosen } = this.#live.params();
    for (const { rule, row, cells } of this.#parts.rows) {
      const { wrong, missed, late } = this.#tally.of(rule);
      row.classList.toggle("is-chosen", rule === chosen);
      row.classList.toggle("is-blocking", Boolean(verdict?.[rule]));
      setText(cells.now, verdict ? this.#say(verdict[rule] ? "blocks" : "lets") : "–");
      setText(cells.wrong, this.#number.format(wrong));
      setText(cells.missed, this.#number.format(missed));
      setText(cells.late, late === null ? "–" : this.#say("seconds", { seconds: this.#number.format(late) }));
    }
    setText(this.#parts.counted, this.#say("counted", { shown: this.#tally.shown, others: this.#tally.others }));
  }

  /** Puts a frame together: blurred where the server or this page says so, and where nothing was said of it. */
  compose(context, { width, height, data, original }) {
    const params = this.#live.params();
    const verdict = data?.looks ? verdicts(data.looks, params).at(-1) : null;
    const blocked = isBlocked(data, verdict, params.rule);
    this.#live.root.dataset.blocked = String(blocked);
    if (!blocked) {
      context.drawImage(original, 0, 0, width, height);
      return;
    }
    drawVeiled(context, original, { width, height });
    drawSign(context, this.#say("sign"), { width, height, family: this.#family });
  }

  get #family() {
    return getComputedStyle(this.#live.root).getPropertyValue("--sans").trim() || "sans-serif";
  }
}

export function extend(live) {
  const page = new FilterPage(live);
  return { render: "browser", compose: (context, shown) => page.compose(context, shown), conceals: true };
}
