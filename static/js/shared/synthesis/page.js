/** The page of a demo that makes pictures: a wall to choose from, what is made of the chosen ones, and a mark below it all. */
import { el, setText } from "../dom.js";
import { language, say } from "../texts.js";
import { chosen, COLUMNS, HEIGHT, PICTURES, WIDTH } from "./sheet.js";

const MOST_VARIETY = 64; // of 255 levels: a full bar
const SLOTS = ["first", "second"];

export class SynthesisPage {
  #live;
  #words;
  #number = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  #tiles = [];
  #wall;
  #next = "first";
  #data = null;
  #names;
  #parts;

  /**
   * `words` has mark, what stands below every picture, and aside, what stands beside that; `sheet` is the address of 64
   * pictures that nobody chose.
   */
  constructor(live, words, sheet) {
    [this.#live, this.#words] = [live, words];
    const kinds = live.demo.params.find(({ name }) => name === "kind")?.options ?? [];
    this.#names = new Map(kinds.map(({ value, label }) => [value, label]));
    this.#wall = el("div", { class: "made__wall", hidden: true });
    live.overlay.append(this.#wall);
    this.#parts = this.#makeBlock();
    this.#showSheet(sheet);
    live.on("answer", ({ meta }) => meta.data && this.#take(meta.data));
    this.#show(live.params().show);
  }

  #makeBlock() {
    const note = el("p", { class: "made__note" });
    const slots = Object.fromEntries(SLOTS.map((slot) => [slot, el("dd", { textContent: "–" })]));
    const rows = SLOTS.map((slot) => el("div", { class: `made__slot made__slot--${slot}` }, el("dt", { textContent: say(`made_${slot}`) }), slots[slot]));
    const act = el("button", { class: "button", type: "button" });
    act.addEventListener("click", () => this.#live.setParams({ show: this.#live.params().show === "wall" ? "mix" : "wall" }));
    const bar = el("span", { class: "made__bar", "aria-hidden": "true" });
    const text = el("span", { class: "made__figure" });
    const variety = el("div", { class: "made__variety" }, el("span", { textContent: say("made_variety") }), bar, text);
    const warning = el("p", { class: "made__warning", textContent: `${this.#words.mark} ${this.#words.aside}`.trim() });
    this.#live.label.append(
      el(
        "section",
        { class: "label__block made", id: "made", "aria-label": say("made_title") },
        warning,
        el("div", { class: "made__row" }, el("dl", { class: "made__slots" }, ...rows), act), // within a thumb's reach
        note,
        variety,
      ),
    );
    return { note, slots, act, bar, text, variety };
  }

  #showSheet(src) {
    const picture = el("img", { class: "made__sheet", src, alt: say("made_sheet"), width: 768, height: 816, loading: "lazy", decoding: "async" });
    const name = el("div", { class: "label__head" }, el("h2", { textContent: say("made_sheet") }));
    const note = el("p", { class: "made__note", textContent: say("made_sheet_note") });
    this.#live.more.append(el("section", { class: "label__block made", "aria-label": say("made_sheet") }, name, note, picture));
  }

  #show(view) {
    const { note, act, variety } = this.#parts;
    this.#live.root.dataset.show = view;
    this.#wall.hidden = view !== "wall";
    setText(note, say(`made_note_${view}`));
    setText(act, say(view === "wall" ? "made_mix" : "made_back"));
    variety.classList.toggle("is-still", view !== "wall");
  }

  #take(data) {
    const before = this.#data;
    this.#data = data;
    if (before?.show !== data.show) this.#show(data.show);
    if (data.show === "wall") this.#takeWall(data);
    this.#showSlots();
  }

  #takeWall({ numbers, kinds, variety }) {
    while (this.#tiles.length < numbers.length) this.#addTile();
    const { first, second } = this.#live.params();
    this.#tiles.forEach((tile, at) => {
      tile.dataset.number = String(numbers[at]);
      tile.dataset.slot = numbers[at] === first ? "first" : numbers[at] === second ? "second" : "";
      tile.setAttribute("aria-pressed", String(Boolean(tile.dataset.slot)));
      tile.setAttribute("aria-label", this.#called(numbers[at], kinds?.[at]));
    });
    const { bar, text } = this.#parts;
    bar.style.setProperty("--share", String(Math.min(1, variety / MOST_VARIETY)));
    setText(text, say("made_levels", { number: this.#number.format(variety) }));
  }

  #addTile() {
    const tile = el("button", { class: "made__tile", type: "button" });
    tile.addEventListener("click", () => this.#choose(Number(tile.dataset.number)));
    this.#tiles.push(tile);
    this.#wall.append(tile);
  }

  #called(number, kind) {
    const name = say("made_picture", { number });
    return kind ? `${name}, ${this.#names.get(kind) ?? kind}` : name;
  }

  #choose(number) {
    const { first, second } = this.#live.params();
    const now = chosen({ first, second, next: this.#next }, number);
    this.#next = now.next;
    this.#live.setParams({ first: now.first, second: now.second });
    this.#showSlots();
    if (this.#data?.show === "wall") this.#takeWall(this.#data);
  }

  #showSlots() {
    const params = this.#live.params();
    for (const slot of SLOTS) setText(this.#parts.slots[slot], String(params[slot]));
  }

  /** The sheet, twice as large as it came. */
  compose(context, { width, height, layers }) {
    context.imageSmoothingQuality = "high";
    context.drawImage(layers.sheet, 0, 0, width, height);
  }

  /** The mark, in the visitor's language: also on the wall and in what is saved. */
  paint(context, { width, height }) {
    const top = (PICTURES / HEIGHT) * height;
    const tall = height - top;
    const margin = (12 / WIDTH) * width;
    const family = getComputedStyle(this.#live.root).getPropertyValue("--sans").trim() || "sans-serif";
    context.fillStyle = "#0b0a08";
    context.fillRect(0, top, width, tall);
    context.textBaseline = "middle";
    const write = (text, weight, size, colour, align) => {
      context.font = `${weight} ${Math.round(size * tall)}px ${family}`;
      context.fillStyle = colour;
      context.textAlign = align;
      context.fillText(text, align === "left" ? margin : width - margin, top + 0.53 * tall, 0.56 * width);
    };
    const { mark } = this.#words;
    write(this.#data?.show === "nearest" ? say("made_above", { mark }) : mark, 600, 0.46, "#fff", "left"); // below it they do exist
    if (this.#words.aside) write(this.#words.aside, 400, 0.36, "#e6ddcd", "right");
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
  }

  /** Shows the first picture without being asked: no device is needed, and nothing is sent. */
  begin() {
    if (this.#live.phase() === "idle" && this.#live.demo.state !== "unavailable") this.#live.dispatch({ type: "start" });
  }

  /** What extend() of the demo's own script returns. */
  get hooks() {
    this.#wall.style.setProperty("--columns", String(COLUMNS));
    setTimeout(() => this.begin());
    return { render: "layers", compose: (context, shown) => this.compose(context, shown), paint: (context, shown) => this.paint(context, shown) };
  }
}
