// Trains off the main thread, in slices, so that it hears the page between two of them.
import { createSlices } from "../shell/slices.js";
import { createRun } from "./run.js";

let made = null;
let held = null;
let going = null; // null, "epoch" or "run"
let sent = 0; // points of the curve that the page has

function report(begins = false) {
  const { run, before, loss, points, batch } = made;
  const weights = run.weights.slice();
  const result = going ? null : run.look(held);
  self.postMessage({
    begins, steps: run.steps, epoch: run.epoch, loss, weights, before: before.slice(), batch, going,
    points: points.slice(sent), confusion: result?.confusion ?? null, wrong: result?.wrong ?? null, count: run.set.pictures.length,
  });
  sent = points.length;
}

function advance() {
  made.advance();
  if (going === "epoch" && made.isEpochsEnd()) stop();
}

const slices = createSlices({ advance, report: () => report(), isGoing: () => going !== null });

function stop() {
  going = null;
  made.look();
  report();
}

function start(how) {
  going = how;
  slices.start();
}

const ACTS = {
  begin(task) {
    going = null;
    sent = 0;
    held = task.held;
    made = createRun(task);
    made.teach(task.added ?? []);
    report(true);
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
  teach({ added }) {
    made.teach(added);
    report();
  },
};

self.onmessage = ({ data }) => {
  if (made || data.act === "begin") ACTS[data.act](data); // nothing has begun where the layers do not fit
};
