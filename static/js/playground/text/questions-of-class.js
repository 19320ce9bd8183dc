/** Questions that the class writes: sent from phones, decided on by the teacher, learnt from on the teacher's page alone. */
import { el, setText } from "../../shared/dom.js";
import { say } from "../../shared/texts.js";
import { FromClass } from "../shell/from-class.js";

const byId = (id) => document.getElementById(id);
const MOST = 300; // questions that a text is made of

export class ClassQuestions {
  taken = []; // what the teacher took, oldest first
  #waiting = new Map();
  #class;
  #onChange;

  /** `onChange()` when other questions are taken than before. */
  constructor({ onChange }) {
    this.#onChange = onChange;
    const field = byId("ask-text");
    this.#class = new FromClass({
      asked: "questions", sent: "question", told: (how) => say(`txt_ask_${how}`), payload: () => ({ text: field.value }), onSent: () => (field.value = ""),
      onPiece: ({ id, text }) => {
        this.#waiting.set(id, text);
        this.#show();
      },
      onForget: () => this.#forget(), onShow: () => this.#show(),
    });
    this.#class.on("settled", ({ id, kept }) => this.#settled(id, kept));
    byId("take").addEventListener("click", () => this.decide(true));
    byId("drop").addEventListener("click", () => this.decide(false));
    this.#class.show();
  }

  /** The teacher's word on the question that waits longest. */
  decide(kept) {
    const [id] = this.#waiting.keys();
    if (id === undefined || !byId("pending").open) return;
    this.#class.call("settle", { id, kept });
  }

  #settled(id, kept) {
    const text = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (kept && text && this.taken.length < MOST && !this.taken.includes(text)) this.#take([...this.taken, text]);
    this.#show();
  }

  #take(questions) {
    this.taken = questions;
    const item = (text) => {
      const away = el("button", { type: "button", class: "button button--quiet pg-hideable", "aria-label": say("txt_remove_one", { text }) }, say("txt_remove"));
      away.addEventListener("click", () => this.#take(this.taken.filter((other) => other !== text)));
      return el("li", {}, el("span", {}, text), away);
    };
    byId("taken").replaceChildren(...questions.map(item));
    this.#show();
    this.#onChange();
  }

  /** Who is not the teacher any more keeps nothing of the class. */
  #forget() {
    this.#waiting.clear();
    this.#take([]);
  }

  #show() {
    setText(byId("waiting"), say("txt_waiting", { count: this.#waiting.size }));
    const [first] = this.#waiting.values();
    setText(byId("first"), first ?? "");
    for (const id of ["take", "drop"]) byId(id).disabled = first === undefined;
    setText(byId("taken-says"), say("txt_taken", { count: this.taken.length }));
  }
}
