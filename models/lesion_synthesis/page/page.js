/** Lesions that nobody has: the page of all that makes pictures, a shape to paint, and the game with real lesions. Never a diagnosis. */
import { el } from "../../../static/js/shared/dom.js";
import { showMade } from "../../../static/js/shared/synthesis/made.js";
import { numeral } from "../../../static/js/shared/texts.js";
import { Paint } from "./paint.js";

const wordsOf = (say) => ({
  title: say("game_title"),
  how: say("game_how"),
  wait: say("game_wait"),
  ask: say("game_ask"),
  fake: say("game_fake"),
  truth: say("game_true"),
  found: say("game_found"),
  fooled: say("game_fooled"),
  failed: say("game_failed"),
  choices: { fooled: say("choice_fooled"), found: say("choice_found") },
  none: say("game_none"),
  rate: (values) => say("game_rate", values),
});

const fetched = async (name) => (await fetch(new URL(name, import.meta.url))).json();

/** What the command found (models/lesion_synthesis/training/helps.py): yes, no, or that it cannot be told. */
function helps(live, { answer, value, interval: [low, high], without, with: reached, made }) {
  const { say } = live;
  const points = (number) => numeral(number, 1);
  const values = { value: points(value), low: points(low), high: points(high), without: points(without), reached: points(reached), made: numeral(made) };
  const title = el("div", { class: "label__head" }, el("h2", { textContent: say("helps_title") }));
  const text = el("p", { class: "made__note", textContent: `${say(`helps_${answer}`)} ${say("helps_figures", values)}` });
  live.more.append(el("section", { class: "label__block made", "aria-label": say("helps_title") }, title, text));
}

export async function extend(live) {
  const { say } = live;
  const words = { mark: say("mark"), aside: say("warning"), play: say("game_play"), game: wordsOf(say) };
  const [kinds, told] = await Promise.all([fetched("real.json"), fetched("helps.json")]);
  const { paint, ...hooks } = await showMade(live, import.meta.url, { words, poll: "lesion_forged", kinds });
  const painting = new Paint(live);
  helps(live, told);
  return {
    ...hooks,
    paint(context, shown) {
      paint(context, shown);
      painting.paint(context, shown);
    },
  };
}
