/** The choice of a source for a demo that hears: a microphone, the built-in sound, a file of one's own. */
import { el, setText } from "../shared/dom.js";
import { Devices } from "../shared/stage/devices.js";
import { listenToField } from "../shared/stage/files.js";
import { say } from "../shared/texts.js";

const KINDS = ["microphone", "tones", "sound"];

/** Whether a file may hold sound: browsers decode that of films as well. */
export const isSound = (file) => ["audio", "video"].includes(file?.type.split("/")[0]);

export class SoundPicker {
  #kind = "microphone";
  #file = null;
  #onSelect;
  #radios;
  #panels;
  #devices;
  #name = el("span", { class: "panel__name" });

  /** Takes the place of the choice of pictures in the label. `onSelect(source)` is called when the visitor chooses one. */
  constructor(onSelect) {
    this.#onSelect = onSelect;
    this.#radios = KINDS.map((value) => el("input", { class: "visually-hidden", type: "radio", name: "source", value }));
    const names = KINDS.map((kind) => say(`source_${kind}`));
    document.querySelector(".kinds").replaceChildren(
      ...this.#radios.map((radio, at) => el("label", {}, radio, el("span", { textContent: names[at], "data-text": names[at] }))),
    );
    this.#panels = Object.fromEntries(KINDS.map((kind) => [kind, el("div", { class: "panel" }, ...this.#panel(kind))]));
    document.querySelector(".panels").replaceChildren(...Object.values(this.#panels));
    for (const radio of this.#radios) radio.addEventListener("change", () => this.#choose(radio.value));
    this.#show();
  }

  /** What `acquireSound` takes. */
  get source() {
    if (this.#kind === "microphone") return { kind: this.#kind, deviceId: this.#devices.choice.deviceId };
    return this.#kind === "sound" ? { kind: this.#kind, file: this.#file } : { kind: this.#kind };
  }

  get facing() {
    return null;
  }

  /** What devices there are, anew: their names are known once one was allowed. */
  refresh() {
    return this.#devices.refresh();
  }

  /** Takes a file of the visitor's, if it is one to play; says whether it is. */
  take(file) {
    if (!isSound(file)) return false;
    this.#file = file;
    this.#choose("sound");
    return true;
  }

  /** Chooses the built-in sound: what one can go on with where a microphone fails. */
  standIn() {
    this.#choose("tones");
  }

  #panel(kind) {
    if (kind === "tones") return [el("p", { class: "panel__hint", textContent: say("tones_hint") })];
    if (kind === "microphone") {
      const select = el("select", { class: "select", id: "microphone", "aria-label": say("source_microphone") });
      const hint = el("p", { class: "panel__hint", textContent: say("microphone_names") });
      this.#devices = new Devices(select, {
        what: "microphone",
        onChange: () => this.#choose("microphone"),
        onNames: (known) => hint.classList.toggle("is-away", known),
      });
      return [select, hint];
    }
    const field = el("input", { class: "visually-hidden", type: "file", id: "sound-file", accept: "audio/*,video/*" });
    listenToField(field, (file) => this.take(file));
    const label = el("label", { class: "button", for: field.id, textContent: say("choose_sound") });
    return [field, label, this.#name, el("p", { class: "panel__hint", textContent: say("sound_hint") })];
  }

  #choose(kind) {
    this.#kind = kind;
    this.#show();
    this.#onSelect(this.source);
  }

  #show() {
    for (const radio of this.#radios) radio.checked = radio.value === this.#kind;
    for (const [kind, panel] of Object.entries(this.#panels)) panel.hidden = kind !== this.#kind;
    setText(this.#name, this.#file?.name ?? "");
    this.#devices.show();
  }
}
