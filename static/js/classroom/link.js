/** This page's place in the room: namespace /room, version 1. One for all scripts of a page. */
import { pathOf } from "../shared/address.js";
import { socketTo } from "../shared/transport.js";

const ANSWER_WITHIN = 8000;

/** What holds until the server has said otherwise. */
const NOTHING = { follow: null, locked: false, frozen: false, wall: false, off: [], rate: 0, presenting: false };

export function createRoom(socket, where = () => pathOf(location)) {
  const handlers = new Map();
  const room = { lesson: NOTHING, number: null, teacher: false, connected: false, removed: false };
  let told = null;

  function emitHere(event, ...args) {
    for (const handler of handlers.get(event) ?? []) handler(...args);
  }

  function setLesson(lesson) {
    room.lesson = lesson;
    emitHere("lesson", lesson);
  }

  async function call(event, payload = {}) {
    try {
      return await socket.timeout(ANSWER_WITHIN).emitWithAck(event, payload);
    } catch {
      return { ok: false, error: { code: "timeout", message: "" } };
    }
  }

  async function tellWhere() {
    told = where();
    const answer = await call("here", { v: 1, page: told });
    if (!answer?.ok) return;
    room.number = answer.number;
    room.teacher = answer.teacher;
    emitHere("here", room);
    setLesson(answer.lesson);
  }

  socket.on("connect", () => {
    room.connected = true;
    emitHere("connected", true);
    tellWhere();
  });
  socket.on("disconnect", () => {
    room.connected = false;
    emitHere("connected", false);
  });
  socket.on("lesson", setLesson);
  socket.on("removed", () => {
    room.removed = true;
    socket.disconnect();
    emitHere("removed");
  });
  socket.on("dismissed", () => {
    room.teacher = false;
    emitHere("dismissed");
  });
  for (const event of ["picture", "tile", "gone", "hidden", "board"]) {
    socket.on(event, (...args) => emitHere(event, ...args));
  }

  return Object.assign(room, {
    /** Be told: connected(is), here(room), lesson(lesson), removed(), dismissed() when the teacher has signed out, picture, tile, gone, hidden, board. */
    on(event, handler) {
      handlers.set(event, [...(handlers.get(event) ?? []), handler]);
    },
    start() {
      if (!room.removed) socket.connect();
    },
    call,
    /** Sends without wanting an answer; nothing is kept for later when there is no connection. */
    send(event, ...args) {
      if (socket.connected) socket.volatile.emit(event, ...args);
    },
    /** The address of the page has changed; told to the server if it matters. */
    moved() {
      if (socket.connected && where() !== told) tellWhere();
    },
  });
}

let own = null;

/** The page's own. */
export function theRoom() {
  own ??= createRoom(socketTo("/room"));
  return own;
}
