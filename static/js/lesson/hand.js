/** The lecture's 5 × 5 example, worked out place by place: the matrices of the step-by-step page, with three buttons. */
import { el, setText } from "../shared/dom.js";
import { comma, say } from "../shared/texts.js";
import { derive, TABLE, withCell } from "../playground/step/model.js";
import { Plates } from "../playground/step/plates.js";
import { equation, sentence, writer } from "../playground/step/words.js";

const byId = (id) => document.getElementById(id);
const EVERY = 1600;

/** Shows the example. */
export function createHand() {
  let state = Object.fromEntries(Object.entries(TABLE).map(([name, { fallback }]) => [name, fallback]));
  let pointed = null;
  let playing = 0;
  const plates = new Plates({
    onEdit: (of, row, column, value) => value !== null && set({ [of]: withCell(state[of], row, column, value) }),
    onPaste: () => {},
    onPoint: (cell) => {
      pointed = cell;
      show();
    },
    onChoose: (cell) => set({ step: cell }),
  });

  function set(changes) {
    state = { ...state, ...changes };
    show();
  }

  function show() {
    const derived = derive(state);
    const write = writer(state.factor, comma);
    const at = pointed ?? derived.step;
    plates.show(state, derived, { at, write, hidden: false });
    setText(byId("spoken"), playing ? "" : sentence(derived, at, state, write, say));
    const sums = derived.cells.map((cell, i) => el("li", { class: i === at ? "is-here" : "" }, equation(cell, state.factor, write)));
    byId("nine").replaceChildren(...sums);
  }

  function move(by) {
    const count = derive(state).cells.length;
    set({ step: (state.step + by + count) % count });
  }

  function play(on) {
    clearInterval(playing);
    playing = on ? setInterval(() => !document.hidden && move(1), EVERY) : 0;
    byId("hand-play").setAttribute("aria-pressed", String(on));
  }

  for (const [id, by] of [["hand-back", -1], ["hand-step", 1]]) {
    byId(id).addEventListener("click", () => {
      play(false);
      move(by);
    });
  }
  byId("hand-play").addEventListener("click", () => play(!playing));
  show();
}
