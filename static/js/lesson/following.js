/** A page follows the teacher, unless its visitor looks around alone. */
import { address, pathOf } from "../shared/address.js";
import { followStep } from "./rules.js";

const APART = "hype.apart";

/** Whether this visitor went their own way: kept for the tab, or for the page alone where storage is refused. */
function readApart() {
  try {
    return sessionStorage.getItem(APART) === "1";
  } catch {
    return false;
  }
}

function keepApart(value) {
  try {
    sessionStorage.setItem(APART, value ? "1" : "0");
  } catch {
    // It holds for this page alone.
  }
}

export class Following {
  #apart = readApart();
  #apply = null;

  get apart() {
    return this.#apart;
  }

  set apart(value) {
    this.#apart = value;
    keepApart(value);
  }

  /** How this page takes the teacher's settings without being loaded anew: `apply(path)`. */
  set apply(apply) {
    this.#apply = apply;
  }

  /** Does what `lesson.follow` asks for; true where another page is being opened. */
  follow({ lesson, teacher }) {
    const step = followStep({ lesson, here: pathOf(location), apart: this.#apart, teacher, canApply: this.#apply !== null });
    if (step?.go) location.assign(address(step.go));
    else if (step?.apply) this.#apply(step.apply);
    return Boolean(step?.go);
  }
}
