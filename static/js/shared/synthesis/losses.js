/** The curve of a training: how both networks did, by the pictures that they had seen. */
import { el } from "../dom.js";
import { numeral, say } from "../texts.js";
import { svg, words } from "../../playground/shell/svg.js";

const [WIDTH, HEIGHT, LEFT, TOP, BELOW] = [440, 220, 40, 12, 44];
export const GUESS = 2 * Math.log(2); // the loss of a discriminator that guesses

/** The points of a line through column `at` of rows [seen, generator, discriminator]. Pure. */
export function lineOf(curve, at, most) {
  const last = curve.at(-1)[0];
  const across = (seen) => LEFT + (seen / last) * (WIDTH - LEFT - 8);
  const down = (loss) => TOP + (1 - Math.min(loss, most) / most) * (HEIGHT - TOP - BELOW);
  return curve.map((row) => `${across(row[0]).toFixed(1)},${down(row[at]).toFixed(1)}`).join(" ");
}

/** A fold with the curve, for the page's lower part. */
export function lossesOf(curve) {
  const most = Math.max(2, ...curve.flatMap(([, one, other]) => [one, other]));
  const last = curve.at(-1)[0];
  const rows = [["generator", 1], ["discriminator", 2]];
  const lines = rows.map(([name, at]) => svg("polyline", { class: `made__line made__line--${name}`, points: lineOf(curve, at, most) }));
  const guess = svg("polyline", { class: "made__line made__line--guess", points: lineOf([[0, GUESS], [last, GUESS]], 1, most) });
  const bottom = HEIGHT - BELOW;
  const chart = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "made__curve", role: "img", "aria-label": say("made_curve") },
    svg("path", { class: "made__frame", d: `M${LEFT} ${TOP}V${bottom}H${WIDTH - 8}` }),
    words(LEFT - 6, bottom, "0", { anchor: "end" }),
    words(LEFT - 6, TOP + 9, numeral(most, 1), { anchor: "end" }),
    words(WIDTH - 8, bottom + 16, say("made_seen", { number: numeral(last) }), { anchor: "end" }),
    guess,
    ...lines,
  );
  const legend = [...rows.map(([name]) => name), "guess"].map((name) => el("span", { class: `made__key made__key--${name}`, textContent: say(`made_line_${name}`) }));
  return el(
    "details",
    { class: "label__block fold made", id: "losses" },
    el("summary", {}, el("h2", { textContent: say("made_curve") })),
    el("p", { class: "fold__words", textContent: say("made_curve_note", { number: numeral(last) }) }),
    chart,
    el("p", { class: "made__legend" }, ...legend),
  );
}
