// Trains off the main thread, in slices, so that it hears the page between two of them.
import { createRun } from "./run.js";

const SLICE = 12; // milliseconds of training at once
const REPORT = 30; // milliseconds between two reports
const channel = new MessageChannel(); // a turn without the delay that timers have
let made = null;
let held = null;
let going = null; // null, "epoch" or "run"
let sent = 0; // points of the curve that the page has
let reported = 0;

function report() {
  const { run, before, loss, points } = made;
  reported = performance.now();
  const weights = run.weights.slice();
  const result = going ? null : run.look(held);
  self.postMessage({
    steps: run.steps, epoch: run.epoch, loss, weights, before: before.slice(), batch: run.batch, going,
    points: points.slice(sent), confusion: result?.confusion ?? null, wrong: result?.wrong ?? null, count: run.set.pictures.length,
  });
  sent = points.length;
}

function slice() {
  if (!going) return;
  const end = performance.now() + SLICE;
  while (going && performance.now() < end) {
    made.advance();
    if (going === "epoch" && made.isEpochsEnd()) stop();
  }
  if (!going) return;
  if (performance.now() - reported > REPORT) report();
  channel.port2.postMessage(null);
}

function stop() {
  going = null;
  made.look();
  report();
}

function start(how) {
  if (going === how) return;
  const idle = !going;
  going = how;
  if (idle) channel.port2.postMessage(null);
}

const ACTS = {
  begin(task) {
    going = null;
    sent = 0;
    held = task.held;
    made = createRun(task);
    report();
  },
  step() {
    going = null;
    made.advance();
    made.look();
    report();
  },
  epoch: () => start("epoch"),
  run: () => start("run"),
  pause: () => going && stop(),
  change: ({ changes }) => made.change(changes),
  add({ picture, label }) {
    made.add(picture, label);
    report();
  },
};

channel.port1.onmessage = slice;
self.onmessage = ({ data }) => ACTS[data.act](data);
