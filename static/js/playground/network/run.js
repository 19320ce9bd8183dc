/** A run with its curve: what the worker drives. Pure: no clock, no thread. */
import { INPUT } from "./digits.js";
import { begin } from "./training.js";

/** Steps between two points of the curve; the first ones have a point each. */
const [EVERY, FIRST] = [25, 4];

/** So many digits of the training set are looked at for its curve. */
const SAMPLE = 360;

/** A run: {run, points, batch, advance(), isEpochsEnd(), teach(added), change(settings)}; a point is {step, epoch, training, held}. */
export function createRun({ set, held, settings }) {
  const growing = { pictures: [...set.pictures], labels: [...set.labels] };
  const sample = { pictures: growing.pictures.slice(0, SAMPLE), labels: growing.labels.slice(0, SAMPLE) };
  const run = begin(growing, INPUT, settings);
  const made = { run, points: [], before: run.weights.slice(), loss: null, batch: [] };

  const figures = ({ loss, accuracy }) => ({ loss, accuracy });
  made.look = () => {
    if (made.points.at(-1)?.step === run.steps) return;
    made.points.push({ step: run.steps, epoch: run.epoch, training: figures(run.look(sample)), held: figures(run.look(held)) });
  };
  /** One step, and a point of the curve where one is due. */
  made.advance = () => {
    made.before.set(run.weights);
    made.loss = run.step();
    made.batch = run.batch.map((index) => ({ picture: growing.pictures[index], label: growing.labels[index] }));
    if (run.steps <= FIRST || run.steps % EVERY === 0) made.look();
  };
  made.isEpochsEnd = () => run.at >= run.order.length;
  /** What was drawn, [{picture, label}], after the set's own; from the next epoch on, but what is taken out is gone at once. */
  made.teach = (added) => {
    growing.pictures.splice(set.pictures.length, Infinity, ...added.map(({ picture }) => picture));
    growing.labels.splice(set.labels.length, Infinity, ...added.map(({ label }) => label));
    const ahead = run.order.slice(run.at).filter((index) => index < growing.pictures.length);
    run.order = [...run.order.slice(0, run.at), ...ahead];
  };
  made.change = (changes) => Object.assign(run.settings, changes);
  made.look();
  return made;
}
