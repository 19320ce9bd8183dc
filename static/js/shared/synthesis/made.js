/** What the pages of all demos that make pictures are put together of. */
import { Game } from "../game/game.js";
import { showMeasured } from "./measured.js";
import { Nearest } from "./nearest.js";
import { createPairs } from "./pairs.js";
import { SynthesisPage } from "./page.js";

const SIDE = 192;

/**
 * Makes the page and gives its hooks. `base` is the address of the page's folder; `words` are { mark, aside, play, game },
 * the last of them what Game wants; `poll` counts the game's votes; `kinds` as createPairs takes them.
 */
export async function showMade(live, base, { words, poll, kinds }) {
  const page = new SynthesisPage(live, { mark: words.mark, aside: words.aside }, new URL("sheet.webp", base));
  const make = createPairs(live.demo.name, { real: new URL("real.jpg", base), kinds });
  const ways = [{ name: "given", label: words.play, make }];
  new Game(live.more, { poll, width: SIDE, height: SIDE, ways, words: words.game });
  new Nearest(live);
  await showMeasured(live, base);
  return page.hooks;
}
