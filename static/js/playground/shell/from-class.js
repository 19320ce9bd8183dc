/** What phones send for a network that the teacher's page trains: asked for, sent, and shown on the teacher's pages alone. */
import { theRoom } from "../../classroom/link.js";
import { setText } from "../../shared/dom.js";

const byId = (id) => document.getElementById(id);

export class FromClass {
  #room = theRoom();
  #asked;
  #sent;
  #told;
  #onShow;

  /**
   * `asked` is the lesson's field that asks for it and the event that a page collects by, `sent` the event of one piece:
   * `onPiece(message)` hears of it, `onForget()` that nothing of the class may be kept any more, `onShow()` that anything
   * is otherwise. `payload()` is what a phone sends, or null; `onSent()` follows. `told(how)` is the sentence of how
   * that went: sent, wait, form or failed.
   */
  constructor({ asked, sent, told, payload, onPiece, onSent, onForget, onShow }) {
    Object.assign(this, { payload, onSent });
    [this.#asked, this.#sent, this.#told, this.#onShow] = [asked, sent, told, onShow];
    for (const event of ["here", "lesson", "dismissed"]) this.#room.on(event, () => this.show());
    this.#room.on("here", () => this.#room.teacher && this.#room.call(asked));
    this.#room.on("dismissed", onForget);
    this.#room.on(sent, onPiece);
    byId("ask").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    byId("collect").addEventListener("click", () => this.#room.call("lead", { [asked]: !this.#room.lesson[asked] }));
  }

  /** Hears an event of the room's, and says something to the server. */
  on(event, handler) {
    this.#room.on(event, handler);
  }

  call(event, message) {
    return this.#room.call(event, message);
  }

  async #send() {
    const piece = this.payload();
    if (!piece) return;
    const answer = await this.#room.call(this.#sent, piece);
    if (answer?.ok) this.onSent();
    const ends = { rate_limited: "wait", invalid_format: "form" };
    setText(byId("ask-says"), this.#told(answer?.ok ? "sent" : (ends[answer?.error?.code] ?? "failed")));
  }

  show() {
    const { teacher, lesson } = this.#room;
    const asks = lesson[this.#asked];
    byId("ask").hidden = teacher || !asks;
    byId("moderate").hidden = !teacher;
    byId("collect").setAttribute("aria-pressed", String(asks));
    byId("class").hidden = !teacher && !asks;
    this.#onShow();
  }
}
