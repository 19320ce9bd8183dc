import "../support/page.mjs";

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as soon } from "node:timers/promises";

import { Room } from "../../../static/js/classroom/room.js";

/** A socket whose server answers what the test says, when it says so. */
class Socket {
  connected = true;
  asked = [];
  #handlers = new Map();

  on(event, handler) {
    this.#handlers.set(event, handler);
  }

  hears(event, ...args) {
    this.#handlers.get(event)(...args);
  }

  timeout() {
    return {
      emitWithAck: (event, payload) =>
        new Promise((answer, fail) => this.asked.push({ event, payload, fail, answer: (lesson, teacher) => answer({ ok: true, number: 7, teacher, lesson }) })),
    };
  }
}

function enter() {
  const socket = new Socket();
  const page = { where: "/wall" };
  const room = new Room(socket, () => page.where);
  const told = [];
  room.on("lesson", ({ follow }) => told.push([follow, room.teacher]));
  socket.hears("connect");
  return { socket, room, told, page };
}

const lesson = (revision, follow) => ({ revision, follow });

test("nobody is led before the server has said whose page it is", async () => {
  const { socket, room, told } = enter();
  socket.hears("lesson", lesson(1, "/demos/pose"));
  assert.deepEqual(told, []);
  assert.equal(room.lesson.follow, null);
  socket.asked[0].answer(lesson(1, "/demos/pose"), true);
  await soon();
  assert.deepEqual(told, [["/demos/pose", true]]);
  socket.hears("lesson", lesson(2, "/demos/style"));
  assert.deepEqual(told.at(-1), ["/demos/style", true]);
});

test("of an answer and what was told meanwhile the newer holds, on each connection anew", async () => {
  const { socket, room } = enter();
  socket.hears("lesson", lesson(5, "/demos/style"));
  socket.asked[0].answer(lesson(4, "/demos/pose"), false);
  await soon();
  assert.equal(room.lesson.follow, "/demos/style");
  socket.hears("connect"); // the server has begun anew, and counts from nothing
  socket.asked[1].answer(lesson(0, null), false);
  await soon();
  assert.equal(room.lesson.follow, null);
});

test("a page whose server did not answer says again where it is", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, room, page } = enter();
  page.where = "/demos/pose?p.people=2";
  room.moved();
  socket.asked[1].fail(new Error("timeout"));
  await soon();
  assert.equal(socket.asked.length, 2);
  context.mock.timers.tick(2000);
  assert.deepEqual(socket.asked[2].payload, { v: 1, page: "/demos/pose?p.people=2" });
});
