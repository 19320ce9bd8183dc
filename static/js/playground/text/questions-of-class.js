/** Questions that the class writes: sent from phones, decided on by the teacher, learnt from on the teacher's page alone. */
import { theRoom } from "../../classroom/link.js";
import { el, setText } from "../../shared/dom.js";
import { say } from "../../shared/texts.js";

const byId = (id) => document.getElementById(id);
const MOST = 300; // questions that a text is made of

export class ClassQuestions {
  taken = []; // what the teacher took, oldest first
  #room = theRoom();
  #waiting = new Map();
  #onChange;

  /** `onChange()` when other questions are taken than before. */
  constructor({ onChange }) {
    this.#onChange = onChange;
    for (const event of ["here", "lesson"]) this.#room.on(event, () => this.#show());
    this.#room.on("here", () => this.#room.teacher && this.#room.call("questions"));
    this.#room.on("dismissed", () => this.#forget());
    this.#room.on("question", ({ id, text }) => {
      this.#waiting.set(id, text);
      this.#show();
    });
    this.#room.on("settled", ({ id, kept }) => this.#settled(id, kept));
    byId("ask").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    byId("collect").addEventListener("click", () => this.#room.call("lead", { questions: !this.#room.lesson.questions }));
    byId("take").addEventListener("click", () => this.decide(true));
    byId("drop").addEventListener("click", () => this.decide(false));
    this.#show();
  }

  /** The teacher's word on the question that waits longest. */
  decide(kept) {
    const [id] = this.#waiting.keys();
    if (id === undefined || !byId("pending").open) return;
    this.#room.call("settle", { id, kept });
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

  async #send() {
    const field = byId("ask-text");
    const answer = await this.#room.call("question", { text: field.value });
    if (answer?.ok) field.value = "";
    const code = answer?.error?.code;
    setText(byId("ask-says"), say(answer?.ok ? "txt_ask_sent" : code === "rate_limited" ? "txt_ask_wait" : code === "invalid_format" ? "txt_ask_form" : "txt_ask_failed"));
  }

  #show() {
    const { teacher, lesson } = this.#room;
    byId("ask").hidden = teacher || !lesson.questions;
    byId("moderate").hidden = !teacher;
    byId("collect").setAttribute("aria-pressed", String(lesson.questions));
    setText(byId("waiting"), say("txt_waiting", { count: this.#waiting.size }));
    const [first] = this.#waiting.values();
    setText(byId("first"), first ?? "");
    for (const id of ["take", "drop"]) byId(id).disabled = first === undefined;
    setText(byId("taken-says"), say("txt_taken", { count: this.taken.length }));
    byId("class").hidden = !teacher && !lesson.questions;
  }
}
