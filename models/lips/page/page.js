/** Lips: a face that says what is heard, another that is merely loud, and below them what was heard and told. */
import { el } from "../../../static/js/shared/dom.js";
import { Ahead } from "./ahead.js";
import { drawFace } from "./faces.js";
import { Photo } from "./photo.js";
import { Sentences } from "./sentences.js";
import { rgbOf, Strips } from "./strips.js";
import { Track } from "./track.js";

const REST = [0, 0, 0, 0.15, 0];
const TOKENS = { deep: "--stage-deep", line: "--stage-ink", soft: "--stage-soft", lips: "--stage-accent", stage: "--stage" };

/** Where things are, in shares of a stage that is 16 wide and 9 high; sizes are halves of heights. Pure. */
export function placesOf(width, height, beside) {
  const at = (x, y, size) => ({ x: x * width, y: y * height, size: size * height });
  return {
    told: beside ? at(0.27, 0.31, 0.27) : at(0.4, 0.31, 0.28),
    loud: beside ? at(0.62, 0.35, 0.19) : null,
    words: { x: 0.775 * width, y: 0.2 * height, tall: 0.075 * height },
    strips: { x: 0, y: 0.66 * height, width, height: 0.34 * height },
  };
}

class LipsPage {
  #live;
  #table;
  #track = new Track();
  #strips = new Strips();
  #colours = null;
  #family = "sans-serif";
  #drawn = -1; // the frame that was drawn last
  #running = false;
  #parts;

  constructor(live, table) {
    [this.#live, this.#table] = [live, table];
    this.#parts = {
      sentences: new Sentences(live, this.#block(live.label, "sentences")),
      ahead: new Ahead(live.say, this.#block(live.label, "ahead")),
      photo: new Photo(live, this.#block(live.more, "photo"), () => live.repaint()),
    };
    this.#readStyle();
    live.on("answer", ({ meta }) => meta.data && this.#take(meta));
    live.on("source", () => this.#forget());
    live.on("state", () => {
      this.#readStyle();
      this.#run();
    });
  }

  #block(home, key) {
    const name = this.#live.say(key);
    const head = el("div", { class: "label__head" }, el("h2", { textContent: name }));
    const node = el("section", { class: "label__block", id: `lips-${key}`, "aria-label": name }, head);
    home.append(node);
    return node;
  }

  #readStyle() {
    const style = getComputedStyle(this.#live.root);
    const read = (name) => style.getPropertyValue(name).trim();
    const colours = Object.fromEntries(Object.entries(TOKENS).map(([key, name]) => [key, read(name) || "#888888"]));
    this.#colours = { ...colours, ground: rgbOf(colours.stage), ink: rgbOf(colours.line), accent: rgbOf(colours.lips) };
    this.#family = read("--sans") || "sans-serif";
  }

  #forget() {
    this.#track.forget();
    this.#parts.ahead.clear();
    this.#drawn = -1;
  }

  #take(meta) {
    this.#track.take(meta.data, performance.now(), Number(meta.t) || performance.now());
    this.#parts.ahead.mark(this.#live.params().ahead);
    this.#run();
  }

  /** Draws each frame as it is due, while there are any to come. */
  #run() {
    if (this.#running) return;
    this.#running = true;
    const step = () => {
      this.#running = this.#live.phase() === "live" || this.#track.replaying;
      const now = performance.now();
      this.#track.replay(Boolean(this.#live.params().slow) && this.#live.source() !== null, now);
      if (this.#track.head(now) !== this.#drawn) this.#live.repaint();
      if (this.#running) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  compose(context, { width, height }) {
    const now = performance.now();
    const head = this.#track.head(now);
    const colours = this.#colours;
    context.fillStyle = colours.stage;
    context.fillRect(0, 0, width, height);
    const frame = this.#track.of(head);
    this.#faces(context, { width, height, frame });
    const places = placesOf(width, height, this.#live.params().beside);
    this.#strips.draw(context, places.strips, { track: this.#track, head, colours });
    if (head === this.#drawn || head < 0) return;
    this.#drawn = head;
    if (!this.#track.replaying) this.#parts.ahead.add(this.#track.lag(head, now));
    this.#note(head, frame);
  }

  /** For who watches this page: what is seen now, and how late it is. */
  #note(head, frame) {
    const { dataset } = this.#live.root;
    dataset.mouth = JSON.stringify({ frame: head, mouth: frame?.mouth ?? REST, closed: frame?.closed ?? false });
    dataset.late = String(Math.round(this.#parts.ahead.late ?? -1));
  }

  #faces(context, { width, height, frame }) {
    const { say, params } = this.#live;
    const places = placesOf(width, height, params().beside);
    const given = { table: this.#table, colours: this.#colours, family: this.#family, photo: this.#parts.photo.shown, mark: say("mark") };
    drawFace(context, places.told, { ...given, mouth: frame?.mouth ?? REST, closed: frame?.closed ?? false, lips: this.#colours.lips });
    if (places.loud) drawFace(context, places.loud, { ...given, mouth: [frame?.loudness ?? 0, 0, 0, 0, 0], closed: false, lips: this.#colours.soft });
    this.#words(context, places, frame);
  }

  #words(context, { words: { x, y, tall }, loud }, frame) {
    context.textAlign = "left";
    context.textBaseline = "middle";
    const write = (text, row, { size = 1, colour = "line" } = {}) => {
      context.font = `${size > 1 ? 600 : 400} ${size * tall * 0.8}px ${this.#family}`;
      context.fillStyle = this.#colours[colour];
      context.fillText(text, x, y + row * tall);
    };
    const { say } = this.#live;
    write(say("said"), 0, { colour: "soft" });
    write(frame?.said ? say(`viseme_${frame.said}`) : "–", 1.5, { size: 1.6 });
    if (this.#track.replaying) write(say("slow"), 3.2, { colour: "lips" });
    if (!loud) return;
    context.textAlign = "center";
    context.font = `400 ${tall * 0.8}px ${this.#family}`;
    context.fillStyle = this.#colours.soft;
    context.fillText(say("loudness"), loud.x, loud.y - 1.3 * loud.size);
  }
}

export async function extend(live) {
  const response = await fetch(new URL("./mouth.json", import.meta.url));
  const page = new LipsPage(live, await response.json());
  return { render: "browser", compose: (context, shown) => page.compose(context, shown) };
}
