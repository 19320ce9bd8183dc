/** Old photographs: chosen or several at once, coloured at full size, before and after, and to keep. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { readContent } from "../../../static/js/shared/stage/content.js";
import { asJpeg } from "../../../static/js/shared/stage/smaller.js";
import { placeOf } from "./places.js";
import { colouredName, createQueue, progressOf, smallerSize, wayOf, wayWithout } from "./queue.js";
import { colour, queryOf } from "./send.js";

/** {blob, content}: what is sent of a file, made smaller where that helps; {refused} says why nothing is. */
async function prepared(file) {
  const content = await readContent(file);
  let way = wayOf(file, content);
  let blob = null;
  if (way === "shrink") {
    blob = await asJpeg(file, (bitmap) => smallerSize(bitmap, file, content), 0.95).catch(() => undefined);
    way = blob === undefined ? wayWithout(file, content) : "send";
  }
  return way === "send" ? { blob: blob ?? file, content } : { refused: way };
}

export class Photos {
  #queue = createQueue();
  #list = el("ul", { class: "photos__list" });
  #live;
  #say;

  constructor(live, say) {
    this.#live = live;
    this.#say = say;
    const input = el("input", {
      type: "file", id: "photos-file", multiple: true, class: "visually-hidden",
      accept: "image/*,.jfif,.tif,.tiff,.avif,.heic,.heif",
    });
    const section = el(
      "details",
      { class: "label__block fold photos", id: "photos" },
      el("summary", {}, el("h2", { textContent: this.#say("photos_title") })),
      el("p", { class: "fold__words", textContent: this.#say("photos_how") }),
      input,
      el("label", { class: "button", for: input.id, textContent: this.#say("photos_choose") }),
      this.#list,
    );
    this.#live.label.append(section);
    input.addEventListener("change", () => {
      for (const file of input.files) this.#take(file);
      input.value = "";
    });
  }

  #take(file) {
    const bar = el("progress", { class: "photos__bar", max: 1, value: 0, "aria-label": file.name });
    const words = el("p", { class: "photos__words", role: "status" });
    const item = el("li", { class: "photos__item" }, el("p", { class: "photos__name", textContent: file.name }), bar, words);
    this.#list.prepend(item);
    setText(words, this.#say("photo_waiting"));
    return this.#queue.add(async () => {
      const { blob, content, refused } = await prepared(file);
      if (refused) return this.#fail(item, bar, words, this.#say(refused));
      setText(words, this.#say("photo_sending"));
      try {
        const result = await colour(blob, queryOf(this.#live.params()), (sent, total) => {
          bar.value = progressOf(sent, total);
          if (sent === total) setText(words, this.#say("photo_colouring"));
        });
        await this.#show(item, bar, words, { name: file.name, grey: content.name === "tiff" ? null : blob }, result);
      } catch (error) {
        this.#fail(item, bar, words, error.message || this.#say("photo_unreachable"));
      }
    });
  }

  #fail(item, bar, words, text) {
    bar.remove();
    item.classList.add("photos__item--failed");
    setText(words, text);
  }

  async #show(item, bar, words, { name, grey }, result) {
    const after = el("img", { class: "photos__after", alt: this.#say("photo_after", { name }), src: URL.createObjectURL(result) });
    await after.decode();
    const before = el("img", { alt: this.#say("photo_before", { name }), src: grey ? URL.createObjectURL(grey) : after.src });
    before.classList.toggle("is-grey", !grey); // browsers do not show TIFF
    bar.remove();
    setText(words, this.#say("photo_done", { width: after.naturalWidth, height: after.naturalHeight }));
    const keep = el("a", { class: "button", href: after.src, download: colouredName(name), textContent: this.#say("photo_keep") });
    const drop = el("button", { type: "button", class: "button button--quiet", textContent: this.#say("photo_remove") });
    drop.addEventListener("click", () => {
      for (const image of [before, after]) URL.revokeObjectURL(image.src);
      item.remove();
    });
    item.append(this.#comparison(before, after), el("div", { class: "fold__row" }, keep, drop));
  }

  /** Two pictures of the same place; what is right of the line is coloured. */
  #comparison(before, after) {
    const slider = el("input", { type: "range", min: 0, max: 100, value: 50, class: "photos__slider", "aria-label": this.#say("photo_compare") });
    const frame = el("div", { class: "photos__pair" }, before, after);
    const show = () => frame.style.setProperty("--split", `${slider.value}%`);
    slider.addEventListener("input", show);
    const follow = (event) => {
      if (event.buttons === 0 && event.type === "pointermove") return;
      slider.value = String(100 * placeOf(event, frame.getBoundingClientRect()).x);
      show();
    };
    frame.addEventListener("pointerdown", follow);
    frame.addEventListener("pointermove", follow);
    show();
    return el("div", {}, frame, slider);
  }
}
