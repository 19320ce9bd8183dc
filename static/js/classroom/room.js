/** A page's place in the room: namespace /room, version 1. */
import { placeOf } from "../shared/address.js";

const ANSWER_WITHIN = 8000;
const AGAIN = 2000; // ms until where this page is is told once more, where the server did not answer

/** What holds until the server has said otherwise. */
const NOTHING = { follow: null, locked: false, frozen: false, wall: false, questions: false, digits: false, off: [], rate: 0, presenting: false };

/** Of the server's own events, those that scripts are told of as they come. */
const PASSED_ON = ["picture", "tile", "gone", "hidden", "board", "question", "settled", "digit", "struck"];

export class Room {
  lesson = NOTHING;
  number = null; // this visitor's
  teacher = false;
  connected = false;
  removed = false;
  #handlers = new Map();
  #socket;
  #where;
  #told = null; // the page that the server knows of
  #heard = null; // what the teacher has set, as this connection was told last

  constructor(socket, where = () => placeOf(location)) {
    this.#socket = socket;
    this.#where = where;
    socket.on("connect", () => {
      this.connected = true;
      this.#heard = null;
      this.#emit("connected", true);
      this.#tellWhere();
    });
    socket.on("disconnect", () => {
      this.connected = false;
      this.#emit("connected", false);
    });
    socket.on("lesson", (lesson) => {
      this.#heard = lesson;
      // Before it is known whose page this is, the teacher's own would be led away as any other.
      if (this.known) this.#setLesson(lesson);
    });
    socket.on("removed", () => {
      this.removed = true;
      socket.disconnect();
      this.#emit("removed");
    });
    socket.on("dismissed", () => {
      this.teacher = false;
      this.#emit("dismissed");
    });
    for (const event of PASSED_ON) socket.on(event, (...args) => this.#emit(event, ...args));
  }

  /** Whether the server has said whose page this is. */
  get known() {
    return this.number !== null;
  }

  /**
   * Be told: connected(is), here(room), lesson(lesson), removed(), dismissed() when the teacher has signed out, picture,
   * tile, gone, hidden, board; question and settled, digit and struck, the teacher's alone.
   */
  on(event, handler) {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
  }

  start() {
    if (!this.removed) this.#socket.connect();
  }

  /** Asks the server; resolves to its answer, {ok: false, error} where there is none. */
  async call(event, payload = {}) {
    try {
      return await this.#socket.timeout(ANSWER_WITHIN).emitWithAck(event, payload);
    } catch {
      return { ok: false, error: { code: "timeout", message: "" } };
    }
  }

  /** Sends without wanting an answer; nothing is kept for later when there is no connection. */
  send(event, ...args) {
    if (this.#socket.connected) this.#socket.volatile.emit(event, ...args);
  }

  /** The address of the page has changed; told to the server if it matters. */
  moved() {
    if (this.#socket.connected && this.#where() !== this.#told) this.#tellWhere();
  }

  #emit(event, ...args) {
    for (const handler of this.#handlers.get(event) ?? []) handler(...args);
  }

  #setLesson(lesson) {
    this.lesson = lesson;
    this.#emit("lesson", lesson);
  }

  async #tellWhere() {
    const page = this.#where();
    this.#told = page;
    const answer = await this.call("here", { v: 1, page });
    if (!answer?.ok) {
      if (answer?.error?.code === "timeout") this.#tellAgain(page);
      return;
    }
    this.number = answer.number;
    this.teacher = answer.teacher;
    this.#emit("here", this);
    // What was told meanwhile may be newer than the answer.
    this.#setLesson(this.#heard?.revision > answer.lesson.revision ? this.#heard : answer.lesson);
  }

  #tellAgain(page) {
    if (this.#told === page) this.#told = null;
    setTimeout(() => this.moved(), AGAIN);
  }
}
