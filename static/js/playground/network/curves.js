/** Curves of loss and accuracy as drawings. */
import { numeral, say } from "../../shared/texts.js";
import { drawing, svg, words } from "../shell/svg.js";

const [WIDTH, HEIGHT, LEFT, TOP] = [440, 230, 44, 30];
const MOST = 240; // points of a line

/** Every so manieth point, and always the last. */
export function thinned(points, most = MOST) {
  const every = Math.ceil(points.length / most);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}

/**
 * One diagram: `lines` are [{name, points: [[step, value]…], look}], `least` and `most` of the values, `write` for a value.
 */
export function diagram(title, lines, { least, most, write, ticks }) {
  const last = Math.max(1, ...lines.map(({ points }) => points.at(-1)?.[0] ?? 0));
  const across = (step) => LEFT + (step / last) * (WIDTH - LEFT - 10);
  const down = (value) => TOP + (1 - (Math.min(most, Math.max(least, value)) - least) / (most - least)) * (HEIGHT - TOP - 46);
  const axis = ticks.flatMap((tick) => [
    svg("line", { x1: LEFT, x2: WIDTH - 10, y1: down(tick), y2: down(tick), class: "curve__axis" }),
    words(LEFT - 6, down(tick) + 4, write(tick), { anchor: "end", class: "drawing__soft" }),
  ]);
  const drawn = lines.map(({ points, look }) =>
    svg("polyline", { class: `curve ${look}`, points: thinned(points).map(([step, value]) => `${across(step).toFixed(1)},${down(value).toFixed(1)}`).join(" ") }));
  const legend = lines.flatMap(({ name, look }, i) => {
    const x = LEFT + i * ((WIDTH - LEFT) / lines.length);
    return [svg("line", { x1: x, x2: x + 22, y1: HEIGHT - 8, y2: HEIGHT - 8, class: `curve ${look}` }), words(x + 28, HEIGHT - 4, name, { anchor: "start" })];
  });
  const end = words(WIDTH - 10, HEIGHT - 28, say("net_step_number", { step: numeral(last) }), { anchor: "end", class: "drawing__soft" });
  return drawing(WIDTH, HEIGHT, title, words(LEFT, 16, title, { anchor: "start" }), ...axis, ...drawn, end, ...legend);
}

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
