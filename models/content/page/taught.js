/** A stand-in that visitors taught themselves: the file of "teach it yourself" is opened here, and stays in this page. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { featuresOf } from "../../../static/js/shared/learning/described.js";
import { predict, scaled } from "../../../static/js/shared/learning/softmax.js";
import { FileError, LARGEST, read } from "../../../static/js/shared/learning/taught.js";

/** How probable the class to be blocked is; null where nothing was taught or the features are none. Pure. */
export function probabilityOf(layer, chosen, text) {
  const features = layer && typeof text === "string" ? featuresOf(text) : null;
  return features ? predict(layer.model, scaled(features))[chosen] : null;
}

/** The layer of a chosen file. Throws FileError. */
async function layerOf(file) {
  if (file.size > LARGEST) throw new FileError("large");
  return read(await file.text());
}

export class Taught {
  #say;
  #changed;
  #layer = null; // {names, model}
  #chosen = 0;
  #turn = 0; // of the files that were chosen: the last one counts
  #words;
  #classes = el("fieldset", { class: "taught__classes", hidden: true });

  /** `changed()` is called when another layer or class holds; what was judged before holds no longer. */
  constructor(home, say, changed) {
    [this.#say, this.#changed] = [say, changed];
    const choose = el("input", { type: "file", class: "visually-hidden", id: "content-taught-file", accept: ".json,application/json", "aria-describedby": "content-taught-words" });
    choose.addEventListener("change", () => {
      const [file] = choose.files;
      if (file) this.#open(file);
      choose.value = "";
    });
    this.#words = el("p", { class: "extension__note", id: "content-taught-words", role: "status", textContent: say("taught_none") });
    const label = el("label", { class: "button", for: "content-taught-file", textContent: say("taught_open") });
    const how = el("p", { class: "extension__note", textContent: say("taught_how") });
    home.append(how, el("p", { class: "filter__row" }, el("span", {}, choose, label)), this.#words, this.#classes);
  }

  get isThere() {
    return this.#layer !== null;
  }

  probability(features) {
    return probabilityOf(this.#layer, this.#chosen, features);
  }

  async #open(file) {
    const turn = (this.#turn += 1);
    try {
      const layer = await layerOf(file);
      if (turn === this.#turn) this.#take(layer);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (turn === this.#turn) setText(this.#words, this.#say(`file_${error.code}`)); // what was there before stays
    }
  }

  #take(layer) {
    [this.#layer, this.#chosen] = [layer, 0];
    const options = layer.names.map((name, at) => {
      const input = el("input", { type: "radio", name: "content-taught-class", value: String(at), checked: at === 0 });
      input.addEventListener("change", () => this.#choose(at));
      return el("label", { class: "taught__class" }, input, el("bdi", { textContent: name }));
    });
    this.#classes.replaceChildren(el("legend", { textContent: this.#say("taught_which") }), ...options);
    this.#classes.hidden = false;
    this.#choose(0);
  }

  #choose(at) {
    this.#chosen = at;
    setText(this.#words, this.#say("taught_chosen", { name: this.#layer.names[at] }));
    this.#changed();
  }
}
