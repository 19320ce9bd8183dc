/** Curves as drawings: values by step, with an axis and a legend. */
import { numeral, say } from "../../shared/texts.js";
import { drawing, svg, words } from "./svg.js";

const [WIDTH, HEIGHT, LEFT, TOP] = [440, 230, 44, 30];
const MOST = 240; // points of a line

/** Every so manieth point, and always the last. */
export function thinned(points, most = MOST) {
  const every = Math.ceil(points.length / most);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}

/**
 * One diagram: `lines` are [{name, points: [[step, value]…], look}], `least` and `most` of the values, `write` for a value.
 * `marks` are [{step, value, label}], points to be compared with; the axis reaches to `upTo` steps at least, and
 * `bend` says where on it (0 to 1) a share of the steps lies.
 */
export function diagram(title, lines, { least, most, write, ticks, marks = [], upTo = 1, bend = (share) => share }) {
  const last = Math.max(upTo, ...lines.map(({ points }) => points.at(-1)?.[0] ?? 0));
  const across = (step) => LEFT + bend(step / last) * (WIDTH - LEFT - 10);
  const down = (value) => TOP + (1 - (Math.min(most, Math.max(least, value)) - least) / (most - least)) * (HEIGHT - TOP - 46);
  const axis = ticks.flatMap((tick) => [
    svg("line", { x1: LEFT, x2: WIDTH - 10, y1: down(tick), y2: down(tick), class: "curve__axis" }),
    words(LEFT - 6, down(tick) + 4, write(tick), { anchor: "end", class: "drawing__soft" }),
  ]);
  const drawn = lines.map(({ points, look }) =>
    svg("polyline", { class: `curve ${look}`, points: thinned(points).map(([step, value]) => `${across(step).toFixed(1)},${down(value).toFixed(1)}`).join(" ") }));
  const marked = marks.flatMap(({ step, value, label }) => {
    const [x, y] = [across(step), down(value)];
    const anchor = x < WIDTH - 90 ? "start" : "end";
    return [svg("circle", { cx: x, cy: y, r: 4, class: "curve__mark" }), words(x + (anchor === "start" ? 8 : -8), y - 6, label, { anchor, class: "drawing__soft" })];
  });
  const legend = lines.flatMap(({ name, look }, i) => {
    const x = LEFT + i * ((WIDTH - LEFT) / lines.length);
    return [svg("line", { x1: x, x2: x + 22, y1: HEIGHT - 8, y2: HEIGHT - 8, class: `curve ${look}` }), words(x + 28, HEIGHT - 4, name, { anchor: "start" })];
  });
  const end = words(WIDTH - 10, HEIGHT - 28, say("net_step_number", { step: numeral(last) }), { anchor: "end", class: "drawing__soft" });
  return drawing(WIDTH, HEIGHT, title, words(LEFT, 16, title, { anchor: "start" }), ...axis, ...drawn, ...marked, end, ...legend);
}
