/** A run as a file, and back: settings, text, curve, samples and weights. What is read may come from anywhere. Pure. */
import { BOUNDS, tidy, whyNot } from "./corpus.js";
import { decode, encode, KINDS } from "./halves.js";
import { CHOICES } from "./model.js";
import { createWriter, read } from "./writer.js";

const [FORMAT, VERSION] = ["hype-or-reality/writer", 1];

/** Bytes that a file has at most. */
export const LARGEST = 8_000_000;
const MOST = { steps: 1e8, points: 5000, samples: 20, sample: 2000 };

/**
 * A run (see run.js) as text; the numbers in `kind`, "float32" or "float16". Of Adagrad's sums the roots are kept,
 * which fit into 16 bits.
 */
export function pack({ writer, text, settings, points, samples }, kind = "float32") {
  const each = (arrays, of) => Object.fromEntries(Object.entries(arrays).map(([key, numbers]) => [key, encode(numbers.map(of), kind)]));
  const short = (value) => Number(value.toFixed(3));
  return JSON.stringify({
    format: FORMAT, version: VERSION, settings: { ...settings, rate: writer.rate }, text, kind,
    steps: writer.steps, at: writer.at, smoothLoss: writer.smoothLoss,
    points: points.map(({ step, smooth, held }) => [step, short(smooth), short(held)]),
    samples: samples.map(({ step, loss, text: written }) => [step, short(loss), written]),
    weights: each(writer.weights, (x) => x), roots: each(writer.squares, Math.sqrt),
  });
}

const isNumber = (value, least, most) => typeof value === "number" && value >= least && value <= most;
const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
const isList = (value, most, fits) => Array.isArray(value) && value.length <= most && value.every((row) => Array.isArray(row) && row.length === 3 && fits(row));
const isRising = (rows) => rows.every(([step], i) => i === 0 || step > rows[i - 1][0]);

function settingsFit(settings) {
  const fits = ([name, options]) => options.includes(settings?.[name]);
  return Object.entries(CHOICES).every(fits) && isWhole(settings.seed, 0, 999999);
}

function historyFits({ steps, at, smoothLoss, points, samples }) {
  return isWhole(steps, 0, MOST.steps) && isWhole(at, 0, BOUNDS.most) && isNumber(smoothLoss, 0, 1e4)
    && isList(points, MOST.points, ([step, ...losses]) => isWhole(step, 0, steps) && losses.every((loss) => isNumber(loss, 0, 1e5))) && isRising(points)
    && isList(samples, MOST.samples, ([step, loss, text]) => isWhole(step, 0, steps) && isNumber(loss, 0, 1e4) && typeof text === "string" && text.length <= MOST.sample) && isRising(samples);
}

/** The arrays of a network by name, as long as they have to be; null where one does not fit. */
function arraysOf(given, shapes, kind) {
  const found = Object.entries(shapes).map(([key, { length }]) => [key, decode(given?.[key], kind, length)]);
  return found.every(([, numbers]) => numbers) ? Object.fromEntries(found) : null;
}

/**
 * What a file holds: {run: {text, settings, from}}, as createRun takes it, or {reason}: "file_large", "file_other" (not one
 * of ours) or "file_damaged".
 */
export function unpack(source) {
  if (source.length > LARGEST) return { reason: "file_large" };
  let file;
  try {
    file = JSON.parse(source);
  } catch {
    return { reason: "file_other" };
  }
  if (file?.format !== FORMAT || file.version !== VERSION) return { reason: "file_other" };
  const { text, settings, kind } = file;
  const isText = typeof text === "string" && text.length <= 2 * BOUNDS.most && tidy(text) === text && !whyNot(text);
  if (!isText || !settingsFit(settings) || !Object.hasOwn(KINDS, kind) || !historyFits(file)) return { reason: "file_damaged" };
  const { cell, units, length, rate, seed } = settings;
  const shapes = createWriter({ cell, units, length, rate, seed, letters: read(text).letters.length }).weights;
  const [weights, squares] = [file.weights, file.roots].map((given) => arraysOf(given, shapes, kind));
  if (!weights || !squares) return { reason: "file_damaged" };
  for (const numbers of Object.values(squares)) numbers.forEach((root, i) => (numbers[i] = root * root));
  const points = file.points.map(([step, smooth, held]) => ({ step, smooth, held }));
  const samples = file.samples.map(([step, loss, written]) => ({ step, loss, text: written }));
  const from = { weights, squares, steps: file.steps, at: file.at, smoothLoss: file.smoothLoss, points, samples };
  return { run: { text, settings: { cell, units, length, rate, seed }, from } };
}
