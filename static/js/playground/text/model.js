/** The page's state and what it means. Pure. */
import { choice, flag, whole, words } from "../shell/state.js";
import { CELLS } from "./cells.js";
import { KEPT } from "./run.js";

/** What is learnt from: the built-in questions, a text of the visitor's, or what the class asks. */
export const TEXTS = ["questions", "own", "class"];

/** The sizes that a network may have here, also one that comes from a file. */
export const CHOICES = {
  cell: Object.keys(CELLS),
  units: [32, 64, 100, 128, 200],
  length: [10, 25, 50, 100],
  rate: [0.01, 0.03, 0.1, 0.3],
};
const TEMPERATURES = Array.from({ length: 20 }, (_, i) => (i + 1) / 10);

/** What can be looked for in a neuron; see neurons.js. */
export const TRACKED = ["quotes", "spaces", "wordends", "vowels", "place"];

export const TABLE = {
  text: choice("questions", TEXTS),
  cell: choice("rnn", CHOICES.cell),
  units: choice(100, CHOICES.units),
  length: choice(25, CHOICES.length),
  rate: choice(0.1, CHOICES.rate),
  seed: whole(1, 0, 999999),
  ready: flag(false),
  temperature: choice(1, TEMPERATURES),
  typed: words("", /^[^\p{Cc}\p{Cf}]{1,80}$/u),
  neuron: whole(0, 0, 199),
  tracks: choice("quotes", TRACKED),
};

/** The fields that make a run: when one of them changes, the network begins anew. */
export const STRUCTURE = ["text", "cell", "units", "length", "seed", "ready"];

/** Whether a state is that of the weights that come with the page. */
export const isReady = (state) => state.ready && STRUCTURE.every((name) => name === "ready" || state[name] === TABLE[name].fallback);

/** The changes that lead to them. */
export const READY = { ...Object.fromEntries(STRUCTURE.map((name) => [name, TABLE[name].fallback])), rate: TABLE.rate.fallback, ready: true };

/** The settings of a run. */
export const settingsOf = ({ cell, units, length, rate, seed }) => ({ cell, units, length, rate, seed });

/** The lecture's network, on its students' questions: [step, smoothed loss]. */
export const LECTURE = [[0, 107.6], [46000, 23.2], [204000, 10.7]];

/** The steps that the curve shows at least. */
export const SHOWN = KEPT.at(-1);

/** What it is likely to write next: [{letter, share}], likeliest first. */
export function likeliest(probabilities, letters, most = 8) {
  return Array.from(probabilities, (share, i) => ({ letter: letters[i], share }))
    .sort((a, b) => b.share - a.share)
    .slice(0, most);
}
