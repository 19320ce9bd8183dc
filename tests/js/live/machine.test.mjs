import assert from "node:assert/strict";
import { test } from "node:test";

import { initial, maySend, phaseOf, reduce } from "../../../static/js/live/machine.js";

const CAMERA = { kind: "camera" };
const CLIP = { kind: "clip", name: "bikes.mp4" };
const STREAM = { id: "s1", window: 2 };

/** Applies events in turn; returns the last state and all effects. */
function run(events, state = initial(CAMERA)) {
  const effects = [];
  for (const event of events) {
    const next = reduce(state, typeof event === "string" ? { type: event } : event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects, did: effects.map((effect) => effect.do), phase: phaseOf(state) };
}

const LIVE = [
  "start",
  { type: "linkUp" },
  { type: "sourceReady", token: 1 },
  { type: "openAccepted", token: 1, stream: STREAM },
];

test("start asks for the camera and connects, opens when both are there, and is live", () => {
  const { state, did, phase } = run(LIVE);
  assert.deepEqual(did, ["acquire", "connect", "open", "ready"]);
  assert.equal(phase, "live");
  assert.ok(maySend(state));
});

test("phases on the way: asking, opening, live", () => {
  assert.equal(run([]).phase, "idle");
  assert.equal(run(LIVE.slice(0, 1)).phase, "asking");
  assert.equal(run(LIVE.slice(0, 3)).phase, "opening");
});

test("the link may come after the camera", () => {
  const { did } = run(["start", { type: "sourceReady", token: 1 }, { type: "linkUp" }]);
  assert.deepEqual(did, ["acquire", "connect", "open"]);
});

test("start twice asks once", () => {
  assert.deepEqual(run(["start", "start"]).did, ["acquire", "connect"]);
});

test("pause keeps camera and stream, sends nothing; resume goes on", () => {
  const paused = run([...LIVE, "pause"]);
  assert.equal(paused.phase, "paused");
  assert.equal(maySend(paused.state), false);
  assert.equal(paused.did.includes("release"), false);
  const resumed = run(["resume"], paused.state);
  assert.equal(resumed.phase, "live");
  assert.ok(maySend(resumed.state));
  assert.deepEqual(resumed.did, []);
});

test("stop lets go of camera, stream and link", () => {
  const { did, phase } = run([...LIVE, "stop"]);
  assert.deepEqual(did.slice(4), ["release", "close", "disconnect"]);
  assert.equal(phase, "idle");
});

test("a camera granted after stop is released at once", () => {
  const { state, effects, phase } = run(["start", "stop", { type: "sourceReady", token: 1 }]);
  assert.deepEqual(effects.at(-1), { do: "release", token: 1 });
  assert.equal(state.grab, "none");
  assert.equal(phase, "idle");
});

test("changing the source while live keeps the stream and asks for the new one", () => {
  const { state, did, phase } = run([...LIVE, { type: "select", source: CLIP }]);
  assert.deepEqual(did.slice(4), ["release", "acquire"]);
  assert.equal(phase, "asking");
  assert.equal(state.stream, STREAM);
  const ready = run([{ type: "sourceReady", token: state.token }], state);
  assert.equal(ready.phase, "live");
  assert.deepEqual(ready.did, []);
});

test("a late camera of the source before is released", () => {
  const { effects } = run(["start", { type: "select", source: CLIP }, { type: "sourceReady", token: 1 }]);
  assert.deepEqual(effects.at(-1), { do: "release", token: 1 });
});

test("changing the source while idle starts nothing", () => {
  const { state, did } = run([{ type: "select", source: CLIP }]);
  assert.deepEqual(did, []);
  assert.equal(state.source, CLIP);
});

test("denied: a problem with its code, link closed, retry asks again", () => {
  const denied = run(["start", { type: "sourceFailed", token: 1, code: "camera_denied" }]);
  assert.equal(denied.phase, "problem");
  assert.equal(denied.state.problem.code, "camera_denied");
  assert.deepEqual(denied.did.slice(2), ["disconnect"]);
  const again = run(["retry"], denied.state);
  assert.deepEqual(again.did, ["acquire", "connect"]);
  assert.equal(again.phase, "asking");
});

test("a prompt that is ignored is said, and forgotten once answered", () => {
  const slow = run(["start", { type: "sourceSlow", token: 1 }]);
  assert.equal(slow.state.slow, true);
  assert.equal(slow.phase, "asking");
  assert.equal(run([{ type: "sourceReady", token: 1 }], slow.state).state.slow, false);
});

test("an unplugged camera stops everything with a sentence", () => {
  const { state, did, phase } = run([...LIVE, { type: "sourceEnded", token: 1 }]);
  assert.equal(phase, "problem");
  assert.equal(state.problem.code, "camera_unplugged");
  assert.deepEqual(did.slice(4), ["release", "close", "disconnect"]);
});

test("the end of an older source means nothing", () => {
  assert.equal(run([...LIVE, { type: "sourceEnded", token: 0 }]).phase, "live");
});

test("what turns out to be no picture lets go of everything, once", () => {
  const { state, did, phase } = run([...LIVE, { type: "sourceBroken", token: 1, code: "file_not_drawable" }]);
  assert.equal(phase, "problem");
  assert.equal(state.problem.code, "file_not_drawable");
  assert.ok(did.includes("release") && did.includes("close"));
  assert.equal(run([...LIVE, { type: "sourceBroken", token: 0, code: "file_not_drawable" }]).phase, "live");
});

test("server gone: reconnecting, camera kept; it opens again by itself", () => {
  const gone = run([...LIVE, { type: "linkLost" }]);
  assert.equal(gone.phase, "reconnecting");
  assert.equal(gone.state.notice.code, "server_gone");
  assert.equal(gone.did.includes("release"), false);
  assert.equal(maySend(gone.state), false);
  const back = run([{ type: "linkUp" }], gone.state);
  assert.deepEqual(back.did, ["open"]);
  const token = back.effects[0].token;
  const live = run([{ type: "openAccepted", token, stream: { id: "s2", window: 2 } }], back.state);
  assert.equal(live.phase, "live");
  assert.equal(live.state.notice, null);
});

test("the answer to an open from before the loss closes that stream", () => {
  const { effects, state } = run([
    ...LIVE.slice(0, 3),
    { type: "linkLost" },
    { type: "openAccepted", token: 1, stream: STREAM },
  ]);
  assert.deepEqual(effects.at(-1), { do: "close", stream: "s1" });
  assert.equal(state.stream, null);
});

test("model loading at opening: a notice and another try, then live", () => {
  const loading = run([...LIVE.slice(0, 3), { type: "openRefused", token: 1, code: "model_loading", retryAfter: 2 }]);
  assert.equal(loading.phase, "opening");
  assert.equal(loading.state.notice.code, "model_loading");
  assert.deepEqual(loading.effects.at(-1), { do: "retry", token: 1, after: 2000 });
  const again = run([{ type: "retryDue", token: 1 }], loading.state);
  assert.deepEqual(again.did, ["open"]);
});

test("model loading on a frame: stays live, waits, says so until the next answer", () => {
  const loading = run([...LIVE, { type: "problem", code: "model_loading", seq: 0 }]);
  assert.equal(loading.phase, "live");
  assert.deepEqual(loading.effects.at(-1), { do: "backOff", after: 1000 });
  assert.equal(loading.state.notice.code, "model_loading");
  assert.equal(run([{ type: "answered" }], loading.state).state.notice, null);
});

test("a full server is a problem that tries again by itself", () => {
  const full = run([...LIVE.slice(0, 3), { type: "openRefused", token: 1, code: "server_full", retryAfter: 7 }]);
  assert.equal(full.phase, "problem");
  assert.deepEqual(full.effects.at(-1), { do: "retry", token: 1, after: 7000 });
  const again = run([{ type: "retryDue", token: 1 }], full.state);
  assert.deepEqual(again.did, ["open"]);
  const live = run([{ type: "openAccepted", token: 2, stream: STREAM }], again.state);
  assert.equal(live.phase, "live");
});

test("a full server that refuses the connection is tried again by itself", () => {
  const full = run(["start", { type: "linkRefused", code: "server_full", retryAfter: 3 }]);
  assert.equal(full.phase, "problem");
  const wait = full.effects.at(-1);
  assert.deepEqual({ do: wait.do, after: wait.after }, { do: "reconnect", after: 3000 });
  assert.deepEqual(run([{ type: "reconnectDue", token: wait.token }], full.state).did, ["connect"]);
  assert.deepEqual(run(["stop", { type: "reconnectDue", token: wait.token }], full.state).did.includes("connect"), false);
});

test("an unavailable model ends it with the reason and the camera off", () => {
  const { state, did } = run([...LIVE, { type: "problem", code: "model_unavailable", message: "weights are missing" }]);
  assert.equal(state.problem.message, "weights are missing");
  assert.ok(did.includes("release"));
  assert.equal(state.grab, "none");
});

test("a stream that the server forgot is opened again", () => {
  const { did, phase } = run([...LIVE, { type: "problem", code: "unknown_stream" }]);
  assert.deepEqual(did.slice(4), ["forget", "open"]);
  assert.equal(phase, "opening");
});

test("a problem of another stream is not ours", () => {
  const { phase } = run([...LIVE, { type: "problem", code: "model_unavailable", stream: "other" }]);
  assert.equal(phase, "live");
});

test("a bad still picture stops with a problem, a bad camera frame does not", () => {
  const still = [...LIVE];
  still[2] = { type: "sourceReady", token: 1, still: true };
  assert.equal(run([...still, { type: "problem", code: "too_small", seq: 0 }]).phase, "problem");
  assert.equal(run([...LIVE, { type: "problem", code: "bad_image", seq: 0 }]).phase, "live");
});

test("an unknown event is a mistake of the page, and said", () => {
  assert.throws(() => reduce(initial(CAMERA), { type: "nonsense" }), /unknown event/);
});

/** A repeatable whole number from 0 up to n, at each call. */
function randoms(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** A page in miniature: carries out effects later and in any order, as browsers and networks do. */
class Miniature {
  state = initial(CAMERA);
  held = new Set(); // tokens of cameras that are on
  later = []; // answers that are under way
  #streams = 0;

  constructor(rand) {
    this.rand = rand;
  }

  send(event) {
    const next = reduce(this.state, event);
    this.state = next.state;
    for (const effect of next.effects) this.#carryOut(effect);
  }

  #carryOut({ do: what, token }) {
    if (what === "acquire") this.later.push(() => this.#answerCamera(token));
    if (what === "release") this.held.delete(token);
    if (what === "open") this.later.push(() => this.#answerOpen(token));
    if (what === "retry") this.later.push(() => this.send({ type: "retryDue", token }));
  }

  #answerCamera(token) {
    if (this.rand(4) === 0) return this.send({ type: "sourceFailed", token, code: "camera_busy" });
    this.held.add(token);
    return this.send({ type: "sourceReady", token });
  }

  #answerOpen(token) {
    if (this.rand(4) === 0) return this.send({ type: "openRefused", token, code: "busy" });
    return this.send({ type: "openAccepted", token, stream: { id: `s${this.#streams++}`, window: 2 } });
  }

  answerSome() {
    this.later.splice(this.rand(this.later.length), 1)[0]();
  }

  answerAll() {
    this.later.splice(0).forEach((answer) => answer());
  }

  /** Something that a visitor does, or that befalls the page. */
  press() {
    const { state, rand } = this;
    const presses = [
      () => this.send({ type: "start" }),
      () => this.send({ type: "stop" }),
      () => this.send({ type: "pause" }),
      () => this.send({ type: "resume" }),
      () => this.send({ type: "select", source: rand(2) ? CAMERA : CLIP }),
      () => state.link !== "off" && this.send({ type: "linkUp" }),
      () => this.send({ type: "linkLost" }),
      () => this.held.has(state.token) && this.send({ type: "sourceEnded", token: state.token }),
      () => this.send({ type: "problem", code: ["busy", "model_unavailable", "unknown_stream"][rand(3)] }),
    ];
    presses[rand(presses.length)]();
  }

  /** A camera that is on is the present one, and wanted. */
  check(where) {
    const { state, held } = this;
    for (const token of held) {
      assert.equal(token, state.token, `${where}: an old camera is on`);
      assert.equal(state.grab, "held", `${where}: a camera is on that the state does not know`);
      assert.notEqual(state.run, "off");
    }
    assert.equal(state.grab === "held", held.has(state.token), where);
    if (maySend(state)) assert.ok(held.size === 1 && state.link !== "off");
    if (phaseOf(state) === "idle") assert.equal(held.size, 0);
  }
}

function fuzz(seed, steps) {
  const rand = randoms(seed);
  const page = new Miniature(rand);
  for (let step = 0; step < steps; step++) {
    if (page.later.length && rand(2)) page.answerSome();
    else page.press();
    page.check(`seed ${seed} step ${step}`);
  }
  page.answerAll();
  page.send({ type: "stop" });
  page.answerAll();
  assert.equal(page.held.size, 0, `seed ${seed}: a camera stays on after stop`);
}

test("no order of presses and answers leaves a camera half stopped (500 random runs)", () => {
  for (let seed = 1; seed <= 500; seed++) fuzz(seed, 120);
});

const troubled = (code, token = 1) => ({ type: "sourceTrouble", token, code });

test("a camera that was allowed is not asked about any more; one that stays silent is told, and asked for anew", () => {
  const granted = run(["start", { type: "sourceSlow", token: 1 }, { type: "sourceGranted", token: 1 }, { type: "sourceSlow", token: 1 }]);
  assert.deepEqual([granted.state.slow, granted.state.granted, granted.phase], [false, true, "asking"]);
  const silent = run([troubled("camera_silent")], granted.state);
  assert.equal(silent.state.trouble, "camera_silent");
  const came = run([{ type: "sourceReady", token: 1 }], silent.state);
  assert.equal(came.state.trouble, null);
  const again = run(["start"], silent.state);
  assert.deepEqual(again.did, ["release", "acquire"]);
  assert.deepEqual([again.state.trouble, again.state.granted, again.state.token], [null, false, 2]);
});

test("a camera that stalls stops nothing, and goes on by itself", () => {
  const stalled = run([...LIVE, troubled("camera_stalled")]);
  assert.deepEqual([stalled.phase, stalled.state.trouble, stalled.state.stream], ["live", "camera_stalled", STREAM]);
  assert.ok(maySend(stalled.state));
  const back = run([troubled(null)], stalled.state);
  assert.deepEqual([back.state.trouble, back.did], [null, []]);
  const again = run(["start"], stalled.state);
  assert.deepEqual(again.did, ["release", "acquire"]);
  assert.equal(again.state.stream, STREAM);
  assert.equal(run(["stop"], stalled.state).state.trouble, null);
  assert.equal(run([...LIVE, troubled("camera_stalled", 0)]).state.trouble, null);
});

test("a camera that is taken away before its first picture ends the waiting", () => {
  const { state, did, phase } = run(["start", { type: "sourceGranted", token: 1 }, { type: "sourceEnded", token: 1 }]);
  assert.deepEqual([phase, state.problem.code], ["problem", "camera_unplugged"]);
  assert.deepEqual(did.slice(2), ["release", "disconnect"]);
});
