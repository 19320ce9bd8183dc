/** The choice of a source: its kind, and what belongs to each kind. */
import { setText } from "../shared/dom.js";
import { Devices } from "../shared/stage/devices.js";
import { kindOfFile, listenToField } from "../shared/stage/files.js";

const byId = (id) => document.getElementById(id);
const radios = (name) => [...document.querySelectorAll(`input[name="${name}"]`)];

export class Picker {
  #builtin;
  #onSelect;
  #onRefused;
  #cameras;
  #kind;
  #names; // of the built-in clip and picture
  #files = { file: null, picture: null }; // the visitor's own, by kind
  #taking = 0; // the newest file that is being looked at

  /**
   * `builtin` is the footage that is there, `start` the source that the address names, or null. `onSelect(source)` is
   * called when the visitor chooses one, `onRefused()` when a chosen file is none.
   */
  constructor({ builtin, start, facing, onSelect, onRefused = () => {} }) {
    const first = (kind) => builtin.find((item) => item.kind === kind)?.name;
    const named = (kind) => (start?.kind === kind ? start.name : first(kind));
    this.#builtin = builtin;
    this.#onSelect = onSelect;
    this.#onRefused = onRefused;
    this.#kind = start?.kind ?? "camera";
    this.#names = { clip: named("clip"), picture: named("picture") };
    this.#cameras = new Devices(byId("camera"), {
      facing,
      onChange: () => this.#choose(),
      onNames: (known) => byId("camera-hint").classList.toggle("is-away", known),
    });
    this.#listen();
    this.#show();
  }

  /** What `sources.acquire` takes. */
  get source() {
    const kind = this.#kind;
    if (kind === "camera") return { kind, ...this.#cameras.choice };
    if (kind === "screen") return { kind };
    if (kind === "file" || this.#files[kind]) return { kind, file: this.#files[kind] };
    const name = this.#names[kind];
    return { kind, name, url: this.#builtin.find((item) => item.name === name)?.url };
  }

  /** Which camera a phone uses: front, back or null. */
  get facing() {
    return this.#cameras.choice.facing;
  }

  /** What devices there are, anew: their names are known once one was allowed. */
  refresh() {
    return this.#cameras.refresh();
  }

  /** Takes a file of the visitor's, if it is one to show; resolves to whether it is. Of several the last one counts. */
  async take(file) {
    const mine = ++this.#taking;
    const kind = await kindOfFile(file);
    if (!kind) return false;
    if (mine !== this.#taking) return true;
    this.#kind = kind;
    this.#files[kind] = file;
    this.#choose();
    return true;
  }

  /** Chooses the built-in clip: what one can go on with where a camera fails. */
  standIn() {
    this.#kind = "clip";
    this.#choose();
  }

  #listen() {
    for (const input of radios("source")) {
      input.addEventListener("change", () => {
        this.#kind = input.value;
        this.#choose();
      });
    }
    for (const kind of ["clip", "picture"]) {
      for (const input of radios(kind)) {
        input.addEventListener("change", () => {
          this.#names[kind] = input.value;
          this.#files[kind] = null;
          this.#choose();
        });
      }
    }
    for (const id of ["picture-file", "video-file"]) listenToField(byId(id), (file) => this.take(file), this.#onRefused);
  }

  #choose() {
    this.#show();
    this.#onSelect(this.source);
  }

  #show() {
    for (const input of radios("source")) input.checked = input.value === this.#kind;
    for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== this.#kind;
    for (const input of radios("clip")) input.checked = input.value === this.#names.clip;
    for (const input of radios("picture")) input.checked = !this.#files.picture && input.value === this.#names.picture;
    setText(byId("picture-name"), this.#files.picture?.name ?? "");
    setText(byId("file-name"), this.#files.file?.name ?? "");
    this.#cameras.show();
  }
}

/** For a demo that is fed with nothing: no choice is shown. */
export function noPicker() {
  document.querySelector(".kinds").closest("section").hidden = true;
  return { source: { kind: "clock" }, facing: null, refresh() {}, take: () => false, standIn() {} };
}
