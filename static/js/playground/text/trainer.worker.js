// Trains a writer off the main thread, in slices, so that it hears the page between two of them.
import { createSlices } from "../shell/slices.js";
import { pack } from "./keep.js";
import { createRun } from "./run.js";

const EVERY = 200; // milliseconds between two reports
const copied = (arrays) => Object.fromEntries(Object.entries(arrays).map(([key, numbers]) => [key, numbers.slice()]));
let made = null;
let going = null; // null or "run"
let sent = 0; // points of the curve that the page has

function report(begins = false) {
  const { writer, points, samples } = made;
  self.postMessage({
    begins, going, steps: writer.steps, loss: writer.smoothLoss, weights: copied(writer.weights),
    points: points.slice(sent), samples, file: null,
  });
  sent = points.length;
}

const slices = createSlices({ advance: () => made.advance(), report: () => report(), isGoing: () => going !== null, every: EVERY });

const ACTS = {
  begin(task) {
    going = null;
    sent = 0;
    made = createRun(task);
    report(true);
  },
  step() {
    going = null;
    made.advance();
    report();
  },
  run() {
    going = "run";
    slices.start();
  },
  pause() {
    if (!going) return;
    going = null;
    made.look();
    report();
  },
  change: ({ rate }) => (made.writer.rate = rate),
  file: () => self.postMessage({ going, points: [], file: pack(made) }),
};

self.onmessage = ({ data }) => ACTS[data.act](data);
