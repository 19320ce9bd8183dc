import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { ClockPump } from "../../../static/js/live/clockpump.js";
import { createStats } from "../../../static/js/live/stats.js";

let seen, answers, running, pump;

beforeEach(() => {
  [seen, answers, running] = [[], [], true];
  pump = new ClockPump({
    stats: createStats(),
    link: { seen: (stream, seq) => seen.push([stream, seq]) },
    may: () => running,
    source: () => ({ element: { width: 640, height: 480 } }),
    stream: () => ({ id: "s" }),
    onAnswer: (answer) => answers.push(answer),
  });
});

test("the next is asked for once what came is drawn", () => {
  pump.result({ seq: 0 }, { picture: new ArrayBuffer(8) });
  assert.deepEqual([answers.length, seen], [1, []]);
  pump.drawn({ seq: 0 });
  pump.kick();
  assert.deepEqual(seen, [["s", 0]]);
});

test("a paused page asks for nothing, and for the newest when it goes on", () => {
  running = false;
  pump.drawn({ seq: 3 });
  pump.drawn({ seq: 4 });
  running = true;
  pump.kick();
  pump.kick();
  assert.deepEqual(seen, [["s", 4]]);
});

test("a new stream knows nothing of the old one's numbers", () => {
  running = false;
  pump.drawn({ seq: 9 });
  pump.forget();
  running = true;
  pump.kick();
  assert.deepEqual(seen, []);
});
