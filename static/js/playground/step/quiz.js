/** "Predict the number": the present cell stays a question until it is answered, then everything is explained. */
import { setText } from "../../shared/dom.js";
import { parseNumber } from "../maths/numbers.js";
import { say } from "../../shared/texts.js";
import { hintFor, isRight } from "./guess.js";

const byId = (id) => document.getElementById(id);

/** `onNext()` asks for the next cell. */
export function createQuiz({ onNext }) {
  let asked = null; // which cell of which state the answer is for
  let answered = false;
  let present = null;
  const field = byId("guess");

  const nameOf = (at, { image, filter, factor, stride, padding, mode, dilation, flip }) =>
    JSON.stringify([at, image, filter, factor, stride, padding, mode, dilation, flip]);

  byId("quiz").addEventListener("submit", (event) => {
    event.preventDefault();
    const guess = parseNumber(field.value);
    if (guess === null) return setText(byId("quiz-answer"), say("not_a_number"));
    const { cell, line, write, state, refresh } = present;
    answered = true;
    const right = isRight(guess, cell.value);
    byId("quiz-answer").dataset.right = String(right);
    const words = right ? say("quiz_right", { sum: line }) : say("quiz_wrong", { guess: write(guess), sum: line });
    setText(byId("quiz-answer"), right ? words : `${words} ${hintFor(guess, cell, state, say)}`.trim());
    return refresh();
  });
  byId("quiz-next").addEventListener("click", () => {
    onNext();
    field.focus();
  });

  return {
    /** Whether this cell's number is still a question. */
    hides(at, state) {
      const name = at === null ? null : nameOf(at, state);
      if (name !== asked) {
        asked = name;
        answered = false;
        field.value = "";
        setText(byId("quiz-answer"), "");
      }
      return at !== null && !answered;
    },
    show(state, cell, { at, write, line, refresh }) {
      byId("quiz").hidden = !state.quiz || !cell;
      present = { cell, at, write, line, state, refresh };
    },
  };
}
