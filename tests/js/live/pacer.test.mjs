import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createCredits } from "../../../static/js/live/credits.js";
import { Pacer } from "../../../static/js/live/pacer.js";

/** Small repeatable generator of numbers in [0, 1). */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * One browser and one worker on a simulated clock. The worker takes one frame at a time and holds one more
 * (a newer frame replaces it). `model(now, random)` is the time of one inference, `up` and `down` the time
 * outside it (encoding, network, drawing), all in ms; `floor` is added to each wait that the server reports; the camera has
 * a picture each `frame` ms, or always.
 */
class Simulation {
  now = 0;
  #credits = createCredits({ window: 2 });
  #pacer = new Pacer();
  #events = []; // [{time, action}]
  #slot = null; // the frame that waits
  #working = 0;
  #dropped = [];
  #lastPicture = -Infinity;
  #latencies = []; // [{at, value}]

  constructor({ model, up = () => 6, down = () => 5, seed = 7, paced = true, frame = 0, floor = 0, lanes = 1 }) {
    this.options = { model, up, down, paced, frame, floor, lanes };
    this.rand = random(seed);
  }

  run(seconds) {
    for (let tick = 0; tick <= seconds * 1000; tick += 0.5) {
      this.#happen(tick);
      this.now = tick;
      this.#capture();
    }
  }

  /** Frames a second, and the latency that half and nearly all of them had, between two times in ms. */
  between(from, to) {
    const answers = this.#latencies.filter(({ at }) => at >= from && at < to);
    const values = answers.map(({ value }) => value).sort((a, b) => a - b);
    const share = (part) => values[Math.floor(values.length * part)];
    return { count: answers.length / ((to - from) / 1000), p50: share(0.5), p95: share(0.95) };
  }

  #at(time, action) {
    this.#events.push({ time, action });
    this.#events.sort((a, b) => a.time - b.time);
  }

  #happen(until) {
    while (this.#events.length && this.#events[0].time <= until) {
      const { time, action } = this.#events.shift();
      this.now = Math.max(this.now, time);
      action();
    }
  }

  #capture() {
    const { paced, frame, up } = this.options;
    const picture = frame ? Math.floor(this.now / frame) : this.now;
    if (!this.#credits.free() || picture === this.#lastPicture || (paced && this.#pacer.due(this.now) > 0)) return;
    const seq = this.#credits.take(this.now);
    assert.ok(this.#credits.unanswered <= 2);
    this.#pacer.captured(this.now);
    this.#lastPicture = picture;
    this.#at(this.now + up(this.rand), () => {
      if (this.#slot) this.#dropped.push(this.#slot.seq);
      this.#slot = { seq, arrived: this.now };
      this.#work();
    });
  }

  #work() {
    if (this.#working >= this.options.lanes || !this.#slot) return;
    const { model, down, floor } = this.options;
    const { seq, arrived } = this.#slot;
    this.#slot = null;
    this.#working += 1;
    const wait = this.now - arrived + floor;
    const time = model(this.now, this.rand);
    const gone = this.#dropped.splice(0);
    this.#at(this.now + time, () => {
      this.#working -= 1;
      this.#work();
      this.#at(this.now + down(this.rand), () => this.#answer(seq, gone, { wait, total: wait + time }));
    });
  }

  #answer(seq, gone, timing) {
    const sentAt = this.#credits.result(seq, gone);
    for (let i = 0; i < gone.length; i++) this.#pacer.dropped();
    this.#pacer.answered(timing, undefined, { sent: sentAt, at: this.now });
    this.#latencies.push({ at: this.now, value: this.now - sentAt });
  }
}

function simulate({ seconds = 20, ...options }) {
  const simulation = new Simulation(options);
  simulation.run(seconds);
  return simulation;
}

const jitter = (mean, spread) => (_now, rand) => mean + (rand() * 2 - 1) * spread;

test("without the pacer two frames in flight cost two model times", () => {
  const { p50 } = simulate({ model: () => 50, paced: false }).between(5000, 20000);
  assert.ok(p50 > 95, `p50 ${p50}`);
});

for (const [name, options, limit] of [
  ["a steady model", { model: () => 50, up: () => 2, down: () => 2 }, 20],
  ["a model with 10 % jitter", { model: jitter(50, 5), up: jitterless(0.5, 1.5), down: jitterless(0.5, 1.5) }, 20],
  ["a fast model", { model: jitter(20, 1), up: jitterless(0.5, 1), down: jitterless(0.5, 1) }, 50],
  ["a slow model", { model: jitter(200, 10), up: jitterless(2, 6), down: jitterless(2, 6) }, 5],
]) {
  for (const seed of [1, 2, 3]) {
    test(`${name}: full rate at one model time of latency (seed ${seed})`, () => {
      const run = simulate({ ...options, seed, seconds: 30 }).between(5000, 30000);
      assert.ok(run.count >= 0.97 * limit, `rate ${run.count} of ${limit}`);
      assert.ok(run.p50 <= 1.25 * (1000 / limit), `p50 ${run.p50}`);
    });
  }
}

function jitterless(low, high) {
  return (rand) => low + rand() * (high - low);
}

for (const seed of [1, 2, 3]) {
  test(`hardly a frame waits, and 19 of 20 are no older than half as much again (seed ${seed})`, () => {
    const run = simulate({ model: jitter(23, 2), up: jitterless(1, 2), down: jitterless(1, 2), seed, seconds: 30 }).between(5000, 30000);
    assert.ok(run.count >= (0.95 * 1000) / 23, `rate ${run.count}`);
    assert.ok(run.p50 <= 1.08 * 23 + 3, `p50 ${run.p50}`);
    assert.ok(run.p95 <= 1.25 * run.p50, `p95 ${run.p95} of ${run.p50}`);
  });

  test(`a worker that computes two beside one another is kept busy (seed ${seed})`, () => {
    const run = simulate({ model: jitter(50, 3), up: () => 2, down: () => 2, lanes: 2, seed, seconds: 30 }).between(8000, 30000);
    assert.ok(run.count >= 0.9 * 2 * (1000 / 54), `rate ${run.count}`);
  });
}

test("long network: the rate is kept, the latency is the model's and the road's", () => {
  const run = simulate({ model: jitter(50, 3), up: () => 20, down: () => 20, seconds: 30 }).between(5000, 30000);
  assert.ok(run.count >= 0.96 * 20, `rate ${run.count}`);
  assert.ok(run.p50 <= 50 + 40 + 12, `p50 ${run.p50}`);
});

test("the model becomes slower, then faster: the pacer follows within two seconds", () => {
  const model = (now) => (now < 10000 ? 50 : now < 20000 ? 100 : 30);
  const run = simulate({ model, up: () => 2, down: () => 2, seconds: 30 });
  assert.ok(run.between(12000, 20000).count >= 0.97 * 10);
  assert.ok(run.between(12000, 20000).p50 <= 125, `p50 ${run.between(12000, 20000).p50}`);
  assert.ok(run.between(22000, 30000).count >= 0.97 * (1000 / 30));
  assert.ok(run.between(22000, 30000).p50 <= 1.25 * 30 + 4, `p50 ${run.between(22000, 30000).p50}`);
});

test("a server that always reports a wait of 1 ms still gets the full rate", () => {
  const model = (now, rand) => (now < 10000 ? 50 : 25) + rand() * 2;
  const run = simulate({ model, up: () => 2, down: () => 2, floor: 1, seconds: 30 });
  assert.ok(run.between(3000, 10000).count >= 0.97 * (1000 / 51));
  assert.ok(run.between(13000, 30000).count >= 0.97 * (1000 / 26));
});

test("a hiccup of half a second is forgotten within two seconds", () => {
  let hit = false;
  const model = (now) => {
    if (now > 10000 && !hit) {
      hit = true;
      return 500;
    }
    return 50;
  };
  const run = simulate({ model, up: () => 2, down: () => 2, seconds: 25 });
  assert.ok(run.between(12500, 25000).count >= 0.97 * 20);
  assert.ok(run.between(12500, 25000).p50 <= 62.5, `p50 ${run.between(12500, 25000).p50}`);
});

test("a camera slower than the model sets the pace", () => {
  const run = simulate({ model: () => 15, up: () => 2, down: () => 2, frame: 1000 / 30 }).between(3000, 20000);
  assert.ok(run.count >= 29, `rate ${run.count}`);
  assert.ok(run.p50 <= 25, `p50 ${run.p50}`);
});

test("latency does not grow in two minutes", () => {
  const run = simulate({ model: jitter(50, 8), seconds: 120, up: jitterless(1, 5) });
  assert.ok(run.between(90000, 120000).p50 <= run.between(10000, 40000).p50 + 3);
});

test("before the first answer one frame is out; after a stall again", () => {
  const pacer = new Pacer();
  assert.equal(pacer.due(0), 0);
  pacer.captured(0);
  assert.equal(pacer.due(1000), Infinity);
  pacer.answered({ wait: 0, total: 50 });
  assert.equal(pacer.due(60), 0);
  pacer.captured(60);
  pacer.stalled();
  assert.equal(pacer.due(61), 0);
  pacer.captured(61);
  assert.equal(pacer.due(500), Infinity);
});

test("nonsense in timing is ignored", () => {
  const pacer = new Pacer();
  pacer.captured(0);
  pacer.answered({ wait: 0, total: 40 });
  const before = pacer.interval;
  pacer.answered({ wait: Number.NaN, total: 40 });
  pacer.answered({ wait: -1, total: 40 });
  pacer.answered({});
  assert.equal(pacer.interval, before);
});

for (const { name, steps } of JSON.parse(readFileSync(new URL("../../cases/pacer.json", import.meta.url), "utf8"))) {
  test(`as the table of cases says: ${name}`, () => {
    const pacer = new Pacer();
    steps.forEach((step, index) => {
      if (step.do === "captured") pacer.captured(step.at);
      else pacer[step.do](step, step, step.sent === undefined ? null : step);
      near(pacer.interval ?? Infinity, step.interval ?? Infinity, `interval after step ${index}`);
      near(pacer.due(step.now), step.due ?? Infinity, `due after step ${index}`);
    });
  });
}

const near = (got, wanted, what) => assert.ok(got === wanted || Math.abs(got - wanted) < 1e-6, `${what}: ${got}, not ${wanted}`);
