/** Faces that nobody has: the page of all that makes pictures, and the game with real faces. These people do not exist. */
import { showMade } from "../../../static/js/shared/synthesis/made.js";

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

export function extend(live) {
  const { say } = live;
  const words = { mark: say("mark"), aside: say("nobody"), play: say("game_play"), game: wordsOf(say) };
  return showMade(live, import.meta.url, { words, poll: "face_forged", kinds: null });
}
