/** Curves of loss and accuracy as drawings. */
import { numeral, say } from "../../shared/texts.js";
import { diagram } from "../shell/curves.js";

const series = (points, of) => points.map((point) => [point.step, of(point)]);
const percent = (value) => `${numeral(100 * value)} %`;
const LOSS = { least: 0, most: 2.5, ticks: [0, 1, 2], write: (value) => numeral(value) };
const ACCURACY = { least: 0, most: 1, ticks: [0, 0.5, 0.95], write: percent };

/** Loss and accuracy of one run, on digits of the training set and on held-out ones. */
export function runCurves(points) {
  const two = (key) => [
    { name: say("net_training"), points: series(points, ({ training }) => training[key]), look: "curve--soft" },
    { name: say("net_held"), points: series(points, ({ held }) => held[key]), look: "" },
  ];
  return [diagram(say("net_loss"), two("loss"), LOSS), diagram(say("net_accuracy"), two("accuracy"), ACCURACY)];
}

/** Held-out loss and accuracy of two runs. */
export function twoCurves(left, right) {
  const two = (key) => [
    { name: "A", points: series(left, ({ held }) => held[key]), look: "" },
    { name: "B", points: series(right, ({ held }) => held[key]), look: "curve--two" },
  ];
  return [diagram(say("net_held_loss"), two("loss"), LOSS), diagram(say("net_held_accuracy"), two("accuracy"), ACCURACY)];
}
