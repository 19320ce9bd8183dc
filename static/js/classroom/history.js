/** How votes came in, as one rising line for each choice. */
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const HEIGHT = 160;
const EDGE = 4;

/** The points of each choice's line, [x, y] with x and y from 0 to 1, time from left to right, votes upwards. Pure. */
export function linesOf({ choices, history }) {
  if (!history.length) return choices.map(() => []);
  const first = history[0].at;
  const length = Math.max(1e-9, history.at(-1).at - first);
  const most = Math.max(1, ...history.flatMap(({ tally }) => choices.map(({ value }) => tally[value] ?? 0)));
  return choices.map(({ value }) =>
    history.map(({ at, tally }) => [history.length > 1 ? (at - first) / length : 1, (tally[value] ?? 0) / most]),
  );
}

const x = (share) => EDGE + share * (WIDTH - 2 * EDGE - 90);
const y = (share) => HEIGHT - EDGE - 8 - share * (HEIGHT - 2 * EDGE - 20);

function node(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

export function drawHistory(svg, state) {
  const marks = [node("line", { x1: EDGE, x2: WIDTH, y1: y(0), y2: y(0), class: "history__ground" })];
  linesOf(state).forEach((points, index) => {
    if (!points.length) return;
    const path = points.map(([at, share], i) => `${i ? "L" : "M"}${x(at).toFixed(1)} ${y(share).toFixed(1)}`).join("");
    const [at, share] = points.at(-1);
    marks.push(node("path", { d: path, class: `history__line history__line--${index % 4}` }));
    marks.push(node("circle", { cx: x(at), cy: y(share), r: 4, class: `history__end history__end--${index % 4}` }));
    marks.push(node("text", { x: x(at) + 10, y: y(share) + 5, class: "history__label" }, state.choices[index].label));
  });
  svg.replaceChildren(...marks);
}
