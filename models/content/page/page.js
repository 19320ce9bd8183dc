/** The filter: what is blocked is blurred before anything of it is drawn; the last minute, three rules, and what they cost. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { language } from "../../../static/js/shared/texts.js";
import { Cartoons } from "./cartoons.js";
import { Curve } from "./curve.js";
import { Minute } from "./minute.js";
import { Real } from "./real.js";
import { RULES, verdicts } from "./rules.js";
import { Tally } from "./tally.js";
import { Taught } from "./taught.js";
import { drawSign, drawVeiled, drawWhole, isBlocked, isCurveAlone } from "./veil.js";

const CAMERA = 30; // frames a second that a camera gives

class FilterPage {
  #live;
  #say;
  #tally = new Tally();
  #minute = new Minute();
  #newest = null; // what was answered last
  #isShown = false; // what the class says
  #number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  #percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  #parts = {};

  constructor(live) {
    this.#live = live;
    this.#say = live.say;
    this.#parts.curve = new Curve(this.#block("curve", live.label), this.#say, RULES);
    this.#makeRules(this.#block("rules", live.label));
    this.#parts.taught = new Taught(this.#block("taught", live.label), this.#say, () => this.#retaught());
    this.#makeSaved(this.#block("saved"));
    const watch = () => live.setParams({ concept: "real", ...("camera" in live.params() && { camera: false }) }); // the camera is the teacher's
    this.#parts.real = new Real(this.#block("real"), { say: this.#say, percent: this.#percent, watch });
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
    this.#minute.clear();
    this.#newest = null;
  }

  /** Another layer or class: nothing of what was judged holds, so the picture is blurred until the next look. */
  #retaught() {
    this.#minute.clear();
    if (this.#newest?.concept === "taught") this.#newest.looks = [];
    if (this.#live.params().concept !== "taught") this.#live.setParams({ concept: "taught" });
    this.#live.repaint();
    this.#live.again(); // a still picture is not sent by itself
  }

  /** Of what was taught only this page can say how probable it is; what it says is kept with the answer. */
  #judged(data) {
    const probability = data.concept === "taught" ? this.#parts.taught.probability(data.features) : null;
    if (probability === null) this.#minute.clear();
    else data.looks = this.#minute.add(data.gap, probability);
  }

  #take(data) {
    this.#newest = data;
    this.#judged(data);
    const { looks } = data;
    if (data.picture) this.#parts.real.take(data);
    if (looks.length === 0 || isCurveAlone(data)) return this.#showCurve(looks);
    const said = verdicts(looks, this.#live.params());
    this.#tally.take(this.#isShown, said.at(-1), looks.at(-1)[0]);
    this.#parts.curve.show(looks, said, this.#live.params().threshold);
    return this.#showTally(said.at(-1));
  }

  /** Of what no rule judges: the stills alone, or nothing. */
  #showCurve(looks) {
    this.#parts.curve.show(looks, [], this.#live.params().threshold);
    this.#showTally(null);
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
  compose(context, { width, height, data, original, layers }) {
    const params = this.#live.params();
    const verdict = data?.looks?.length ? verdicts(data.looks, params).at(-1) : null;
    const blocked = isBlocked(data, verdict, params.rule);
    this.#live.root.dataset.blocked = String(blocked);
    const judged = data?.picture ? layers.seen : original; // what was judged, and nothing else
    if (!blocked) {
      drawWhole(context, judged, { width, height });
      return;
    }
    drawVeiled(context, judged, { width, height });
    drawSign(context, this.#say(this.#signOf(data)), { width, height, family: this.#family });
  }

  #signOf(data) {
    if (data && isCurveAlone(data)) return "sign_curve";
    return data?.concept === "taught" && !this.#parts.taught.isThere ? "sign_untaught" : "sign";
  }

  get #family() {
    return getComputedStyle(this.#live.root).getPropertyValue("--sans").trim() || "sans-serif";
  }
}

export function extend(live) {
  const page = new FilterPage(live);
  return { render: "layers", compose: (context, shown) => page.compose(context, shown), conceals: true };
}
