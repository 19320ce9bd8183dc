/** Paint a shape, get a lesion: the pad over the sheet's left square, its tools, and outlines over the lesion. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { HEIGHT, PICTURES, WIDTH } from "../../../static/js/shared/synthesis/sheet.js";
import { numeral } from "../../../static/js/shared/texts.js";
import { blank, CELLS, edges, fromDigits, NAMES, shape, toDigits } from "./cells.js";
import { Pad } from "./pad.js";

const PAUSE = 120; // ms between two wishes while a hand paints
const SIDE = 280; // of both squares (models/lesion_synthesis/painting.py)
const TOP = (PICTURES - SIDE) / 2;
const LEFT = 4;
const RIGHT = WIDTH - SIDE - LEFT;
const MOST = 10000; // pictures that have a number
const WIDEST = 6;

/** Sets a node over a part of the sheet. */
function over(node, left) {
  const share = (value, whole) => `${(100 * value) / whole}%`;
  Object.assign(node.style, { left: share(left, WIDTH), top: share(TOP, HEIGHT), width: share(SIDE, WIDTH), height: share(SIDE, HEIGHT) });
}

export class Paint {
  #live;
  #pad;
  #sent;
  #timer = null;
  #due = false;
  #outlined = true;
  #tools;
  #overlap = el("p", { class: "paint__overlap" });

  constructor(live) {
    this.#live = live;
    this.#pad = new Pad(live.say, () => this.#wish());
    this.#sent = live.params().mask;
    this.#pad.show(fromDigits(this.#sent));
    over(this.#pad.node, LEFT);
    live.overlay.append(this.#pad.node);
    this.#tools = this.#makeTools();
    live.label.querySelector("#made .made__note").after(this.#tools);
    live.on("answer", ({ meta }) => meta.data && this.#take(meta.data));
    this.#show(live.params().show === "paint");
  }

  #makeTools() {
    const { say } = this.#live;
    const button = (key, act) => el("button", { class: "button", type: "button", textContent: say(key), onclick: act });
    const ways = [1, 0].map((value) => button(value ? "paint_brush" : "paint_erase", () => choose(value)));
    const choose = (value) => {
      this.#pad.value = value;
      ways.forEach((way, at) => way.setAttribute("aria-pressed", String(at === 1 - value)));
    };
    choose(1);
    const lines = button("paint_outlines", () => {
      this.#outlined = !this.#outlined;
      lines.setAttribute("aria-pressed", String(this.#outlined));
      this.#live.repaint();
    });
    lines.setAttribute("aria-pressed", "true");
    const shapes = NAMES.map((name) => button(`paint_shape_${name}`, () => this.#set(shape(name))));
    const row = (label, ...nodes) => el("div", { class: "paint__row", role: "group", "aria-label": say(label) }, ...nodes);
    return el(
      "div",
      { class: "paint", hidden: true },
      row("paint_tools", ...ways, button("paint_clear", () => this.#set(blank()))),
      this.#makeSize(),
      row("paint_shapes", ...shapes),
      row("paint_lesion", button("paint_another", () => this.#live.setParams({ first: Math.floor(Math.random() * MOST) })), lines),
      this.#overlap,
      el("p", { class: "paint__keys", id: "paint-keys", textContent: say("paint_keys") }),
    );
  }

  #makeSize() {
    const { say } = this.#live;
    const value = el("output", { class: "control__value", for: "paint-size" });
    const input = el("input", { type: "range", id: "paint-size", min: 0.5, max: WIDEST, step: 0.5 });
    const show = () => {
      this.#pad.reach = Number(input.value);
      const text = say("paint_cells", { number: numeral(2 * input.value) });
      setText(value, text);
      input.setAttribute("aria-valuetext", text);
      input.style.setProperty("--share", String((input.value - input.min) / (input.max - input.min)));
    };
    input.value = String(this.#pad.reach);
    input.addEventListener("input", show);
    show();
    const label = el("label", { class: "control__label", for: input.id, textContent: say("paint_size") });
    return el("div", { class: "control control--number" }, label, value, input);
  }

  #set(cells) {
    this.#pad.show(cells);
    this.#wish();
  }

  /** Asks for what is painted now: at once, and while the hand goes on again after a pause each. */
  #wish() {
    this.#due = true;
    if (this.#timer !== null) return;
    this.#send();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#due) this.#wish();
    }, PAUSE);
  }

  #send() {
    this.#due = false;
    const mask = toDigits(this.#pad.cells);
    if (mask === this.#sent) return;
    this.#sent = mask;
    this.#live.setParams({ mask });
  }

  #show(isOn) {
    this.#pad.node.hidden = !isOn;
    this.#tools.hidden = !isOn;
    if (isOn) this.#pad.draw();
  }

  #take(data) {
    const isOn = data.show === "paint";
    if (isOn === this.#pad.node.hidden) this.#show(isOn);
    if (!isOn) return;
    const { mask } = this.#live.params();
    if (mask !== this.#sent && !this.#pad.busy && !this.#due) {
      this.#sent = mask; // reset, an address, the teacher's own
      this.#pad.show(fromDigits(mask));
    }
    const { say } = this.#live;
    setText(this.#overlap, data.overlap === null ? say("paint_nothing") : say("paint_overlap", { percent: numeral(100 * data.overlap) }));
  }

  /** The outlines of what was painted, whole, and of what differs from the skin, dashed: over the lesion. */
  paint(context, { width, height, data }) {
    if (data?.show !== "paint" || !this.#outlined) return;
    const scale = width / WIDTH;
    const cell = (SIDE / CELLS) * scale;
    context.save();
    context.translate(RIGHT * scale, (TOP / HEIGHT) * height);
    context.lineCap = "square";
    const lines = [
      ["found", "#7fd4ff", [2, 5]],
      ["mask", "#fff", []],
    ];
    for (const [name, colour, dash] of lines) {
      const all = new Path2D();
      for (const [x0, y0, x1, y1] of edges(fromDigits(data[name]))) {
        all.moveTo(x0 * cell, y0 * cell);
        all.lineTo(x1 * cell, y1 * cell);
      }
      context.setLineDash([]);
      [context.strokeStyle, context.lineWidth] = ["rgb(0 0 0 / 55%)", 3.2 * scale];
      context.stroke(all);
      context.setLineDash(dash.map((one) => one * scale));
      [context.strokeStyle, context.lineWidth] = [colour, 1.5 * scale];
      context.stroke(all);
    }
    context.restore();
  }
}
