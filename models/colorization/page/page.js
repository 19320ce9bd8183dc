/** What colorization adds to its page: grey | ours | truth, questions, hints, old photographs, the game. */
import { Asking } from "./asking.js";
import { Colouring } from "./colouring.js";
import { ColourGame } from "./game.js";
import { Hints } from "./hints.js";
import { Photos } from "./photos.js";
import { ThreeWay } from "./threeway.js";

export function extend(live) {
  const { say } = live;
  const three = new ThreeWay(live, say);
  live.label.append(three.control);
  for (const Block of [Hints, Asking, Photos, ColourGame]) new Block(live, say);
  const colouring = new Colouring();
  return {
    render: "layers",
    compose: (context, shown) => colouring.compose(context, shown, live.params()),
    paint: (context, shown) => three.paint(context, shown),
  };
}
