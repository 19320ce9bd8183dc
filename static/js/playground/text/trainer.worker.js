// Trains a writer off the main thread, in slices, so that it hears the page between two of them.
import { createSlices } from "../shell/slices.js";
import { pack } from "./keep.js";
import { createRun } from "./run.js";

const EVERY = 200; // milliseconds between two reports
const copied = (arrays) => Object.fromEntries(Object.entries(arrays).map(([key, numbers]) => [key, numbers.slice()]));
let made = null;
let going = null; // null or "run"
let sent = { points: 0, samples: 0 }; // what the page has of the run

function report() {
  const { writer, points, samples } = made;
  self.postMessage({
    going, steps: writer.steps, loss: writer.smoothLoss, weights: copied(writer.weights),
    points: points.slice(sent.points), samples: samples.slice(sent.samples), file: null,
  });
  sent = { points: points.length, samples: samples.length };
}

const slices = createSlices({ advance: () => made.advance(), report, isGoing: () => going !== null, every: EVERY });

const ACTS = {
  begin(task) {
    going = null;
    sent = { points: 0, samples: 0 };
    made = createRun(task);
    report();
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
  file: () => self.postMessage({ going, points: [], samples: [], file: pack(made) }),
};

self.onmessage = ({ data }) => ACTS[data.act](data);
