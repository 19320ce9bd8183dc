/** The last minute: how probable a card was in each still, what the hidden model believed, and when each rule blocked. */
import { el } from "../../../static/js/shared/dom.js";
import { svg } from "../../../static/js/playground/shell/svg.js";

export const SPAN = 60; // s
const WIDTH = 240;
const HEIGHT = 80;
const ROW = 9;

/** Where each look stands, newest last: seconds before the newest. Pure. */
export function agesOf(looks) {
  let age = 0;
  const ages = [];
  for (let at = looks.length - 1; at >= 0; at -= 1) {
    ages.unshift(age);
    age += looks[at][0];
  }
  return ages;
}

/** Points of a line through values from 0 to 1 at such ages, for the chart. Pure. */
export const pointsOf = (ages, values) =>
  ages
    .map((age, at) => [age, values[at]])
    .filter(([age]) => age <= SPAN)
    .map(([age, value]) => `${xOf(age).toFixed(1)},${(HEIGHT * (1 - value)).toFixed(1)}`)
    .join(" ");

const xOf = (age) => WIDTH * (1 - age / SPAN);

export class Curve {
  #parts;
  #rules;

  constructor(home, say, rules) {
    this.#rules = rules;
    const tall = HEIGHT + 4 + ROW * rules.length;
    const strips = rules.map(() => svg("path", { class: "filter__strip" }));
    const parts = {
      threshold: svg("line", { class: "filter__threshold", x1: 0, x2: WIDTH }),
      stills: svg("path", { class: "filter__stills" }),
      belief: svg("polyline", { class: "filter__belief" }),
    };
    const frame = svg("rect", { class: "filter__frame", x: 0, y: 0, width: WIDTH, height: HEIGHT });
    const chart = { viewBox: `0 0 ${WIDTH} ${tall}`, class: "filter__curve", role: "img", "aria-label": say("curve_label") };
    const names = rules.map((rule, at) =>
      svg("text", { class: "filter__rulename", x: 2, y: HEIGHT + 4 + ROW * (at + 0.8) }, say(`rule_${rule}`)),
    );
    home.append(svg("svg", chart, frame, parts.stills, parts.threshold, parts.belief, ...strips, ...names));
    home.append(el("p", { class: "extension__note", textContent: say("curve_note") }));
    this.#parts = { ...parts, strips };
  }

  show(looks, verdicts, threshold) {
    const { stills, belief, strips, threshold: line } = this.#parts;
    const ages = agesOf(looks);
    const bars = ages.map((age, at) => (age > SPAN ? "" : `M${xOf(age).toFixed(1)},${HEIGHT}V${(HEIGHT * (1 - looks[at][1])).toFixed(1)}`));
    stills.setAttribute("d", bars.join(""));
    belief.setAttribute("points", verdicts.length ? pointsOf(ages, verdicts.map((one) => one.belief)) : "");
    for (const end of ["y1", "y2"]) line.setAttribute(end, String(HEIGHT * (1 - threshold)));
    this.#rules.forEach((rule, row) => {
      const y = HEIGHT + 4 + ROW * (row + 0.5);
      const marks = ages.map((age, at) => (age <= SPAN && verdicts[at]?.[rule] ? `M${(xOf(age) - 4).toFixed(1)},${y}h4` : ""));
      strips[row].setAttribute("d", marks.join(""));
    });
  }
}
