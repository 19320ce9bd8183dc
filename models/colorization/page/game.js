/** The paper's own test: a true and a coloured picture, of the site's footage or of what the stage shows. */
import { Game } from "../../../static/js/shared/game/game.js";
import { givenPair, stagePair } from "./pairs.js";

const PAPER = 32.3;
const [WIDTH, HEIGHT] = [384, 288];

const wordsOf = (say) => ({
  title: say("game_title"),
  how: say("game_how"),
  wait: say("game_wait"),
  ask: say("game_ask"),
  fake: say("game_fake"),
  truth: say("game_true"),
  found: say("game_found"),
  fooled: say("game_fooled"),
  failed: say("photo_unreachable"),
  choices: { fooled: say("choice_fooled"), found: say("choice_found") },
  none: say("game_none", { paper: PAPER }),
  rate: (values) => say("game_rate", { ...values, paper: PAPER }),
});

export class ColourGame {
  constructor(live, say) {
    let answered = null; // the frame that was answered last
    const keep = (frame) => {
      answered?.close();
      answered = frame;
    };
    live.on("answer", ({ frame }) => keep(frame.share()));
    live.on("source", () => keep(null));
    const ways = [
      { name: "given", label: say("game_given"), make: () => givenPair(live.params()) },
      {
        name: "camera",
        label: say("game_stage"),
        missing: () => (answered ? "" : say("game_no_stage")),
        make: () => stagePair(answered, live.params()),
      },
    ];
    new Game(live.label, { poll: "fake", width: WIDTH, height: HEIGHT, ways, words: wordsOf(say) });
  }
}
