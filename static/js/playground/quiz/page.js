/** The quiz: one question at a time, an answer at once, and why. */
import { el, setText } from "../../shared/dom.js";
import { parseNumber } from "../maths/numbers.js";
import { Grid } from "../shell/grid.js";
import { createPage } from "../shell/page.js";
import { choice, whole } from "../shell/state.js";
import { comma, say } from "../../shared/texts.js";
import { isRight } from "../step/guess.js";
import { writer } from "../step/words.js";
import { KINDS, question } from "./questions.js";

const byId = (id) => document.getElementById(id);
const write = writer([1, 1], comma);
const TABLE = { seed: whole(1, 0, 999999), number: whole(0, 0, 999), kind: choice("all", ["all", ...KINDS]) };

let asked = "";
let answered = false;
const score = { right: 0, of: 0 };

const page = createPage({ table: TABLE, onChange: show, keys: { n: next } });

function show(state) {
  const name = JSON.stringify([state.seed, state.number, state.kind]);
  byId("kind").value = state.kind;
  if (name === asked) return;
  asked = name;
  answered = false;
  const { kind, matrices, values } = question(state.seed, state.number, state.kind);
  setText(byId("number"), say("question_number", { number: state.number + 1 }));
  setText(byId("question"), say(`ask_${kind}`, values));
  byId("matrices").replaceChildren(...matrices.map(matrixFigure));
  byId("guess").value = "";
  setText(byId("quiz-answer"), "");
  byId("quiz-answer").removeAttribute("data-right");
}

function matrixFigure({ key, rows, window }) {
  const place = el("div", { class: "plate__grid" });
  const grid = new Grid(place, { label: say(key) });
  const values = rows.flat();
  grid.shape(values.map(() => ({ label: "" })), rows[0].length);
  grid.fill((i) => ({
    text: write(values[i]), classes: window.includes(i) ? "is-window" : "",
    label: say(window.includes(i) ? "cell_marked" : "cell_plain", { row: Math.floor(i / rows[0].length) + 1, column: (i % rows[0].length) + 1, value: write(values[i]) }),
  }));
  return el("figure", { class: "plate" }, el("figcaption", {}, say(key)), place);
}

function check(event) {
  event.preventDefault();
  const guess = parseNumber(byId("guess").value);
  if (guess === null) return setText(byId("quiz-answer"), say("not_a_number"));
  const { seed, number, kind } = page.state;
  const { answer, sum, kind: asking, values } = question(seed, number, kind);
  const right = isRight(guess, answer);
  if (!answered) {
    score.of += 1;
    score.right += Number(right);
    answered = true;
  }
  byId("quiz-answer").dataset.right = String(right);
  const verdict = right ? say("quiz_right", { sum }) : say("quiz_wrong", { guess: write(guess), sum });
  setText(byId("quiz-answer"), `${verdict} ${say(`because_${asking}`, values)}`);
  setText(byId("score"), say("score", score));
  return undefined;
}

function next() {
  page.set({ number: (page.state.number + 1) % 1000 });
  byId("guess").focus();
}

byId("quiz").addEventListener("submit", check);
byId("quiz-next").addEventListener("click", next);
byId("kind").addEventListener("change", (event) => page.set({ kind: event.target.value }));
byId("again").addEventListener("click", () => page.set({ seed: (page.state.seed + 1) % 1000000, number: 0 }));
page.start();
