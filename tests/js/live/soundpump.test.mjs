import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { SoundPump } from "../../../static/js/live/soundpump.js";
import { createStats } from "../../../static/js/live/stats.js";

const HOP = new Int16Array(1280).fill(256);

let source, sent, answers, running, pump, hear;

beforeEach(() => {
  [sent, answers, running] = [[], [], true];
  source = { element: { width: 960, height: 540 }, listen: (handler) => (hear = handler) };
  pump = new SoundPump({
    stats: createStats(),
    link: { sound: (stream, seq, t, bytes) => sent.push({ stream, seq, bytes: bytes.byteLength }) },
    may: () => running,
    source: () => source,
    stream: () => ({ id: "s" }),
    onAnswer: (answer) => answers.push(answer),
    onLost: () => {},
  });
  pump.begin(source);
});

const hops = (count) => Array.from({ length: count }, () => hear(HOP, 0.5));

test("every hop is sent in order, numbered one after the other", () => {
  hops(3);
  assert.deepEqual(sent, [0, 1, 2].map((seq) => ({ stream: "s", seq, bytes: 2560 })));
});

test("while the page is paused nothing is sent, and that is a gap", () => {
  hops(1);
  running = false;
  hops(2);
  running = true;
  hops(1);
  assert.deepEqual(sent.map(({ seq }) => seq), [0, 3]);
});

test("answers come with what the page shows of the sound; a number nobody waits for is none", () => {
  hops(2);
  pump.result({ seq: 1, dropped: [0], data: 7 }, {});
  pump.result({ seq: 1 }, {});
  assert.deepEqual(answers.map(({ meta, frame, sent: size }) => [meta.seq, frame.width, frame.picture === source.element, size]), [[1, 960, true, 2560]]);
});

test("where the server does not answer, hops are left out, and the gap in the numbers tells of it", () => {
  hops(30);
  assert.deepEqual(sent.at(-1).seq, 24);
  pump.result({ seq: 24, dropped: Array.from({ length: 24 }, (_, seq) => seq) }, {});
  hops(1);
  assert.equal(sent.at(-1).seq, 30);
});

test("after a wait that the server asked for, numbers go on with a gap; a new stream waits for nothing old", () => {
  pump.backOff(60_000);
  hops(2);
  assert.deepEqual(sent, []);
  pump.forget();
  hops(1);
  assert.deepEqual(sent.map(({ seq }) => seq), [2]);
});
