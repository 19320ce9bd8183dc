/** A page follows the teacher, unless its visitor looks around alone. */
import { address, pathOf, placeOf } from "../shared/address.js";
import { followStep, staysHere } from "./rules.js";

const APART = "hype.apart";
const LED = "hype.led";

/** What is kept for the tab; nothing where storage is refused. */
function read(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // It holds for this page alone.
  }
}

export class Following {
  #apart = read(APART) === "1";
  #apply = null;

  get apart() {
    return this.#apart;
  }

  set apart(value) {
    this.#apart = value;
    keep(APART, value ? "1" : "0");
  }

  /** How this page takes the teacher's settings without being loaded anew: `apply(path)`. */
  set apply(apply) {
    this.#apply = apply;
  }

  /** Whether this page is a screen for the room, which the teacher does not lead on. */
  get stays() {
    return staysHere(pathOf(location), read(LED));
  }

  /** Does what `lesson.follow` asks for; true where another page is being opened. */
  follow({ lesson, teacher }) {
    const here = placeOf(location);
    const step = followStep({ lesson, here, apart: this.#apart, teacher, canApply: this.#apply !== null, stays: this.stays });
    if (step?.go) {
      keep(LED, step.go);
      location.assign(address(step.go));
    } else if (step?.apply) this.#apply(step.apply);
    return Boolean(step?.go);
  }
}
