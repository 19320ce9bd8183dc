/** The visitor's own photograph: chosen here, its mouth placed here, moved here. It never leaves the page. */
import { el } from "../../../static/js/shared/dom.js";
import { listenToField } from "../../../static/js/shared/stage/files.js";

const LONGEST = 900; // pixels that are kept
const PREVIEW = 320;
const START = { x: 0.5, y: 0.66, width: 0.24 };
const SLIDERS = { x: [0.05, 0.95], y: [0.05, 0.95], width: [0.05, 0.8] };

/** Reduced, upright, as a canvas. Throws where the browser cannot read it. */
async function pictureOf(file) {
  const whole = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(whole.width, whole.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(whole.width * scale)), Math.max(1, Math.round(whole.height * scale)));
  canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  return canvas;
}

export class Photo {
  #live;
  #onChange;
  #picture = null;
  #mouth = { ...START };
  #preview = el("canvas", { class: "photo__preview", width: PREVIEW, height: PREVIEW });
  #sliders;
  #placing;

  constructor(live, home, onChange) {
    [this.#live, this.#onChange] = [live, onChange];
    const say = live.say;
    const field = el("input", { class: "visually-hidden", type: "file", id: "lips-photo-file", accept: "image/*" });
    listenToField(field, (file) => this.#take(file));
    const remove = el("button", { type: "button", class: "button button--quiet", textContent: say("photo_remove") });
    remove.addEventListener("click", () => this.#set(null));
    this.#sliders = Object.fromEntries(Object.keys(SLIDERS).map((name) => [name, this.#slider(name)]));
    const rows = Object.entries(this.#sliders).map(([name, input]) => el("label", { class: "photo__row" }, el("span", { textContent: say(`photo_${name}`) }), input));
    this.#placing = el("div", { class: "photo", hidden: true }, this.#preview, el("div", {}, el("p", { class: "lips__note", textContent: say("photo_place") }), ...rows, remove));
    this.#preview.setAttribute("aria-hidden", "true"); // the sliders do the same
    home.append(
      el("p", { class: "lips__note", textContent: say("photo_how") }),
      field,
      el("label", { class: "button", for: field.id, textContent: say("photo_choose") }),
      this.#placing,
    );
    this.#listenToHand();
  }

  /** {picture, width, height, mouth: {x, y, width} in shares of its size}, or null. */
  get shown() {
    const picture = this.#picture;
    return picture && { picture, width: picture.width, height: picture.height, mouth: this.#mouth };
  }

  async #take(file) {
    try {
      this.#set(await pictureOf(file));
    } catch {
      this.#live.announce(this.#live.say("photo_unreadable"));
    }
  }

  #set(picture) {
    this.#picture = picture;
    this.#placing.hidden = !picture;
    if (picture) this.#move(START);
    else this.#onChange();
  }

  #slider(name) {
    const [min, max] = SLIDERS[name];
    const input = el("input", { type: "range", min, max, step: 0.005 });
    input.addEventListener("input", () => this.#move({ [name]: Number(input.value) }));
    return input;
  }

  #move(changes) {
    Object.assign(this.#mouth, changes);
    for (const [name, input] of Object.entries(this.#sliders)) {
      input.value = String(this.#mouth[name]);
      const [min, max] = SLIDERS[name];
      input.style.setProperty("--share", String((this.#mouth[name] - min) / (max - min)));
    }
    this.#drawPreview();
    this.#onChange();
  }

  /** A rectangle drawn around the mouth: its middle and its width. */
  #listenToHand() {
    const shareOf = ({ offsetX, offsetY }) => {
      const { x, y, width, height } = this.#box();
      const unit = PREVIEW / this.#preview.clientWidth;
      return [(offsetX * unit - x) / width, (offsetY * unit - y) / height].map((share) => Math.min(1, Math.max(0, share)));
    };
    let begun = null;
    this.#preview.addEventListener("pointerdown", (event) => {
      begun = shareOf(event);
      this.#preview.setPointerCapture(event.pointerId);
    });
    this.#preview.addEventListener("pointermove", (event) => {
      if (!begun) return;
      const [x, y] = shareOf(event);
      const width = Math.max(SLIDERS.width[0], Math.abs(x - begun[0]));
      this.#move({ x: (x + begun[0]) / 2, y: (y + begun[1]) / 2, width: Math.min(SLIDERS.width[1], width) });
    });
    for (const name of ["pointerup", "pointercancel"]) this.#preview.addEventListener(name, () => (begun = null));
  }

  #box() {
    const { width, height } = this.#picture;
    const scale = PREVIEW / Math.max(width, height);
    return { x: (PREVIEW - width * scale) / 2, y: (PREVIEW - height * scale) / 2, width: width * scale, height: height * scale };
  }

  #drawPreview() {
    const context = this.#preview.getContext("2d");
    const { x, y, width, height } = this.#box();
    context.clearRect(0, 0, PREVIEW, PREVIEW);
    context.drawImage(this.#picture, x, y, width, height);
    const [middle, line, half] = [x + this.#mouth.x * width, y + this.#mouth.y * height, (this.#mouth.width * width) / 2];
    context.lineWidth = 3;
    context.strokeStyle = getComputedStyle(this.#live.root).getPropertyValue("--stage-accent").trim();
    context.strokeRect(middle - half, line - half / 2, 2 * half, half);
    context.beginPath();
    context.moveTo(middle - half, line);
    context.lineTo(middle + half, line);
    context.stroke();
  }
}
