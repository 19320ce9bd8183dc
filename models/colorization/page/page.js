/** What colorization adds to its page: grey | ours | truth, questions, hints, old photographs, the game. */
import { createAsking } from "./asking.js";
import { createGame } from "./game.js";
import { createHints } from "./hints.js";
import { createPhotos } from "./photos.js";
import { createThreeWay } from "./threeway.js";

export function extend(live) {
  const { say } = live;
  const three = createThreeWay(live, say);
  live.label.append(three.control);
  createHints(live, say);
  createAsking(live, say);
  createPhotos(live, say);
  createGame(live, say);
  return { wantsOriginal: true, paint: three.paint };
}
