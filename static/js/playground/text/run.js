/** A writer's run with its curve and the samples that are kept: what the worker drives. Pure: no clock, no thread. */
import { split } from "./corpus.js";
import { createWriter, read } from "./writer.js";

/** The steps at which a sample is kept: the lecture's, and two between. */
export const KEPT = [0, 1000, 10000, 46000, 204000];

const SAMPLE = 240; // letters of a kept sample
const [EARLY, FIRST, EVERY] = [100, 1000, 500]; // steps between two points of the curve, up to `FIRST` and from then on

const LEAD = 100;

/**
 * What is read before a sample or held-out text: the beginning of what is learnt, up to a line's end. An empty state
 * is known to a network in that one place alone; from anywhere else it goes where it never was.
 */
export const leadOf = (training) => training.slice(0, training.indexOf("\n", LEAD) + 1 || LEAD);

/**
 * A run over a text: {writer, letters, points, samples, advance(), look(), sample(options)}. A point is {step, smooth,
 * held}, both losses summed over `length` letters; a sample {step, loss, text}. `from` is a run that was kept (see
 * keep.js). settings: {cell, units, length, rate, seed}.
 */
export function createRun({ text, settings, from = null }) {
  const { letters } = read(text);
  const numbers = new Map(letters.map((letter, number) => [letter, number]));
  const codesOf = (part) => Int32Array.from(part, (letter) => numbers.get(letter));
  const parts = split(text);
  const [training, held] = [codesOf(parts.training), codesOf(parts.held)];
  const writer = createWriter({ ...settings, letters: letters.length });
  if (from) writer.take(from);
  const made = { writer, letters, text, parts, settings, points: from ? [...from.points] : [], samples: from ? [...from.samples] : [] };

  const lead = [...codesOf(leadOf(parts.training))];
  made.write = (count, options) => writer.sample(lead, count, options).map((number) => letters[number]).join("");
  made.look = () => {
    if (made.points.at(-1)?.step === writer.steps) return;
    made.points.push({ step: writer.steps, smooth: writer.smoothLoss, held: settings.length * writer.lossOn(held, lead) });
  };
  const keep = () => {
    if (!KEPT.includes(writer.steps) || made.samples.at(-1)?.step >= writer.steps) return;
    made.samples.push({ step: writer.steps, loss: writer.smoothLoss, text: made.write(SAMPLE, { seed: settings.seed }) });
  };
  /** One step; then a point of the curve, or a sample, where one is due. */
  made.advance = () => {
    writer.learn(training);
    if (writer.steps % (writer.steps < FIRST ? EARLY : EVERY) === 0) made.look();
    keep();
  };
  made.look();
  keep();
  return made;
}
