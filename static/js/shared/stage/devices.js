/** The list of cameras or microphones: by name once their names may be known; front and back where a phone has both. */
import { el } from "../dom.js";
import { keep, recall } from "../store.js";
import { say } from "../texts.js";
import { listDevices } from "./sources.js";

export class Devices {
  #what;
  #select;
  #deviceId;
  #facing;
  #onNames;

  /**
   * `what` is camera or microphone; `facing` front, back or null; `onChange()` follows a choice, `onNames(known)` each look at
   * what there is.
   */
  constructor(select, { what = "camera", facing = null, onChange, onNames = () => {} }) {
    this.#what = what;
    this.#select = select;
    this.#facing = facing || null;
    this.#deviceId = facing ? null : recall(what);
    this.#onNames = onNames;
    select.addEventListener("change", () => {
      this.#take(select.value);
      onChange();
    });
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.refresh());
    this.refresh();
  }

  /** {deviceId, facing}, as sources.js takes them; null where the browser chooses. */
  get choice() {
    return { deviceId: this.#deviceId, facing: this.#facing };
  }

  #take(value) {
    const [how, which] = value.split(/:(.*)/s);
    this.#deviceId = how === "id" ? which : null;
    this.#facing = how === "to" && which ? which : null;
    keep(this.#what, this.#deviceId);
  }

  async refresh() {
    const found = await listDevices(this.#what);
    const options = [["to:", say(`default_${this.#what}`)]];
    if (this.#what === "camera" && matchMedia("(pointer: coarse)").matches) {
      options.push(["to:front", say("front_camera")], ["to:back", say("back_camera")]);
    }
    found.forEach(({ deviceId, label }, index) => {
      options.push([`id:${deviceId}`, label || say(`${this.#what}_number`, { number: index + 1 })]);
    });
    this.#select.replaceChildren(...options.map(([value, textContent]) => el("option", { value, textContent })));
    this.#onNames(found.some(({ label }) => label));
    this.show();
  }

  show() {
    this.#select.value = this.#deviceId ? `id:${this.#deviceId}` : `to:${this.#facing ?? ""}`;
    if (this.#select.selectedIndex < 0) this.#select.selectedIndex = 0;
  }
}
