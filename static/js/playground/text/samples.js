/** The samples that are kept, what of them is quoted, and the curve beside the lecture's. */
import { el } from "../../shared/dom.js";
import { numeral, say } from "../../shared/texts.js";
import { diagram } from "../shell/curves.js";
import { LECTURE, SHOWN } from "./model.js";
import { quoted } from "./quotes.js";
import { KEPT } from "./run.js";

const LETTERS = 25; // those over which the lecture sums its loss
const SCALE = { least: 0, most: 130, ticks: [0, 25, 50, 75, 100, 125], write: (value) => numeral(value) };

/** A sample with its quotes marked: {nodes, longest, share}. */
export function marked(sample, text) {
  const { pieces, longest, share } = quoted(sample, text);
  return { nodes: pieces.map((piece) => (piece.quoted ? el("mark", {}, piece.text) : piece.text)), longest, share };
}

/** What is quoted, in a sentence. */
export const quotesSay = ({ longest, share }) => say("txt_quoted", { share: numeral(100 * share), longest: numeral(longest) });

/** A figure for each step at which a sample is kept, also those that are still to come. */
export function sampleFigures(samples, text, length) {
  return KEPT.map((step) => {
    const kept = samples.find((sample) => sample.step === step);
    const found = kept ? marked(kept.text, text) : null;
    const head = el("h3", {}, say("net_step_number", { step: numeral(step) }));
    const loss = el("p", { class: "samples__loss" }, kept ? say("txt_sample_loss", { loss: numeral((kept.loss * LETTERS) / length, 1) }) : say("txt_not_yet"));
    const name = say("txt_sample_of", { step: numeral(step) });
    const body = el("div", { class: "samples__text", role: "region", tabIndex: 0, "aria-label": name, "data-step": String(step) }, ...(found?.nodes ?? []));
    return el("div", { class: "samples__one" }, head, loss, body, el("p", { class: "samples__quoted" }, found ? quotesSay(found) : ""));
  });
}

/** The newest losses in a sentence, beside what knowing nothing costs. */
export function curveSays(points, { settings, letters }) {
  const [{ smooth, held }, told] = [points.at(-1), (loss) => numeral((loss * LETTERS) / settings.length, 1)];
  return say("txt_curve_says", { training: told(smooth), held: told(held), nothing: numeral(LETTERS * Math.log(letters.length), 1) });
}

/** The losses of a run, summed over 25 letters whatever its length, with the lecture's three points. */
export function lossCurve(points, length) {
  const scaled = (key) => points.map((point) => [point.step, (point[key] * LETTERS) / length]);
  const lines = [
    { name: say("net_training"), points: scaled("smooth"), look: "" },
    { name: say("net_held"), points: scaled("held"), look: "curve--soft" },
    { name: say("txt_lecture"), points: [], look: "curve--mark" },
  ];
  const marks = LECTURE.map(([step, value]) => ({ step, value, label: numeral(value, 1) }));
  return diagram(say("txt_loss"), lines, { ...SCALE, marks, upTo: SHOWN, bend: Math.sqrt });
}
