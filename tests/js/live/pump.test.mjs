import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { createCredits } from "../../../static/js/live/credits.js";
import { Frame } from "../../../static/js/live/frames.js";
import { Pump } from "../../../static/js/live/pump.js";
import { createStats } from "../../../static/js/live/stats.js";

const PACER = { due: () => 0, captured() {}, answered() {}, dropped() {}, stalled() {}, reset() {} };
const STREAM = { id: "s", size: { width: 256, height: 256 }, maxBytes: 1e6, quality: 0.8 };

let broken, camera, kept, sent, answers, pump, parts, stream;

beforeEach(() => {
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  camera = { width: 640, height: 480, frame: 0 };
  [kept, sent, answers, broken] = [[], [], [], 0];
  stream = { ...STREAM };
  const capture = {
    async take(element) {
      const picture = { number: (element.frame += 1), closed: false, close: () => (picture.closed = true) };
      kept.push(picture);
      return { frame: new Frame(picture, element), bytes: new ArrayBuffer(1000) };
    },
  };
  parts = {
    credits: createCredits({ window: 2 }),
    pacer: PACER,
    capture,
    stats: createStats(),
    link: { frame: (id, seq) => sent.push(seq) },
    may: () => stream !== null,
    source: () => present,
    stream: () => stream,
    mirror: () => false,
    onAnswer: (answer) => answers.push(answer),
    onLost: () => {},
    onBroken: () => (broken += 1),
  };
  pump = new Pump(parts);
  pump.forget(2);
});

afterEach(() => mock.timers.reset());

let present = null;

/** Sends one more picture of the source, and waits until it is on its way. */
async function send() {
  present ??= { element: camera, still: true };
  pump.again();
  for (let turn = 0; turn < 10; turn++) await null;
}

const open = () => kept.filter(({ closed }) => !closed).map(({ number }) => number);

test("an answer is drawn on the very frame that was sent with its number, whatever the camera does meanwhile", async () => {
  present = null;
  await send();
  Object.assign(camera, { width: 480, height: 640 }); // the phone was turned
  await send();
  assert.deepEqual(sent, [0, 1]);
  pump.result({ seq: 0, dropped: [] }, {});
  Object.assign(camera, { width: 1920, height: 1080 });
  await send();
  pump.result({ seq: 2, dropped: [] }, {});
  pump.result({ seq: 1, dropped: [] }, {});
  const shown = answers.map(({ meta, frame }) => [meta.seq, frame.picture.number, frame.width, frame.height]);
  assert.deepEqual(shown, [[0, 1, 640, 480], [2, 3, 1920, 1080], [1, 2, 480, 640]]);
  assert.deepEqual(open(), [1, 2, 3], "what is answered is the page's to close");
});

test("frames that get no answer are given back: dropped, refused, lost, of a stream that ended", async () => {
  present = null;
  await send();
  await send();
  pump.result({ seq: 1, dropped: [0] }, {});
  assert.deepEqual(answers.map(({ meta }) => meta.seq), [1]);
  await send();
  pump.problem(2);
  await send();
  pump.forget(2);
  pump.result({ seq: 3, dropped: [] }, {}); // too late
  assert.equal(answers.length, 1);
  answers[0].frame.close();
  assert.deepEqual(open(), []);
});

test("an answer to a picture of the source before is not shown, nor is its frame kept", async () => {
  present = null;
  await send();
  present = { element: { ...camera }, still: true };
  pump.result({ seq: 0, dropped: [] }, {});
  assert.deepEqual([answers.length, open()], [0, []]);
});

test("a frame whose stream closed while it was encoded is neither sent nor kept", async () => {
  present = { element: camera, still: true };
  pump.again();
  stream = null;
  for (let turn = 0; turn < 10; turn++) await null;
  assert.deepEqual([sent, open()], [[], []]);
});

test("a picture that cannot be drawn is told of once, and not tried again", async () => {
  present = { element: camera, still: true };
  let tries = 0;
  let stopped = false;
  Object.assign(parts, { may: () => !stopped, onBroken: () => (stopped = true) });
  parts.capture.take = async () => {
    tries += 1;
    throw new Error("InvalidStateError");
  };
  pump.begin(present);
  for (let second = 0; second < 5; second++) {
    for (let turn = 0; turn < 10; turn++) await null;
    mock.timers.tick(1000);
  }
  assert.deepEqual([tries, stopped, sent], [1, true, []]);
});

test("pictures are asked for as a lone page sends them, and as a class does once an answer tells of one", async () => {
  present = null;
  stream.crowdQuality = 0.7;
  const asked = [];
  const { take } = parts.capture;
  parts.capture.take = async (element, { type, quality }) => {
    asked.push([type, quality]);
    return take(element);
  };
  await send();
  pump.result({ seq: 0, dropped: [], share: { streams: 4 } }, {});
  await send();
  assert.deepEqual(asked, [["image/jpeg", 0.8], ["image/webp", 0.7]]);
});

test("a source that has changed meanwhile is not the one that is told of", async () => {
  present = { element: camera, still: true };
  parts.capture.take = async () => {
    present = { element: { ...camera }, still: true };
    throw new Error("InvalidStateError");
  };
  pump.begin(present);
  for (let turn = 0; turn < 10; turn++) await null;
  assert.equal(broken, 0);
});
