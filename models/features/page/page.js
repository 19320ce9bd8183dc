/** Inside a network: its words, the network as a row of blocks, and the maps on the stage as buttons. */
import { address } from "../../../static/js/shared/address.js";
import { el } from "../../../static/js/shared/dom.js";
import { loadTables, Maps } from "./maps.js";
import { createStrip } from "./strip.js";
import { createTiles } from "./tiles.js";
import { createWords } from "./words.js";

export async function extend(live) {
  const maps = new Maps(await loadTables());
  const { say } = live;
  const words = createWords(live, say);
  const showStrip = createStrip(live, say);
  const showTiles = createTiles(live, say);
  live.label.append(el("p", {}, el("a", { href: address("/playground/layer") }, say("playground"))));
  showStrip(null);
  live.on("source", () => words.forget());
  live.on("drawn", ({ data }) => {
    showStrip(data);
    words.show(data.words, data.scene);
    showTiles(data);
  });
  return {
    render: "layers",
    compose: (context, shown) => maps.compose(context, shown, live.params()),
  };
}
