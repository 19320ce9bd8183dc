/** Digits that the class draws: sent from phones into the set that the teacher's page learns from, and kept there alone. */
import { el, setText } from "../../shared/dom.js";
import { say } from "../../shared/texts.js";
import { FromClass } from "../shell/from-class.js";
import { readPicture, SIDE } from "./digits.js";
import { colours, paintMap } from "./paint.js";

const byId = (id) => document.getElementById(id);
const MOST = 400; // digits of the class that a set has

export class ClassDigits {
  taken = []; // {id, picture, label}, oldest first
  #class;
  #onChange;

  /** `drawn()` is what a phone sends, or null, `onSent()` follows; `onChange()` when the set is another than before. */
  constructor({ drawn, onSent, onChange }) {
    this.#onChange = onChange;
    this.#class = new FromClass({
      asked: "digits", sent: "digit", told: (how) => say(`net_ask_${how}`), payload: drawn, onSent,
      onPiece: (digit) => this.#add(digit), onForget: () => this.#set([]), onShow: () => this.#show(),
    });
    this.#class.on("struck", ({ id }) => this.#set(this.taken.filter((digit) => digit.id !== id)));
    this.#class.show();
  }

  #add({ id, picture, label }) {
    const read = readPicture(picture);
    if (read && this.taken.length < MOST) this.#set([...this.taken, { id, picture: read, label }]);
  }

  #set(digits) {
    const added = digits.slice(this.taken.length);
    const grows = this.taken.every((digit, i) => digit === digits[i]);
    this.taken = digits;
    if (grows) byId("taken").append(...added.map((digit) => this.#item(digit)));
    else byId("taken").replaceChildren(...digits.map((digit) => this.#item(digit)));
    this.#show();
    this.#onChange();
  }

  /** A digit as a picture that a press takes out again, on all pages of the teacher's. */
  #item({ id, picture, label }) {
    const canvas = el("canvas", { "aria-hidden": "true" });
    paintMap(canvas, picture, { across: SIDE, most: 1, palette: colours(), pixels: true });
    const away = el("button", { type: "button", class: "classed__one", "aria-label": say("net_strike", { label }), title: say("net_strike", { label }) }, canvas, String(label));
    away.addEventListener("click", () => this.#class.call("strike", { id }));
    return el("li", {}, away);
  }

  #show() {
    byId("class-asks").hidden = !byId("moderate").hidden;
    setText(byId("taken-says"), say(this.taken.length < MOST ? "net_class_count" : "net_class_full", { count: this.taken.length }));
  }
}
