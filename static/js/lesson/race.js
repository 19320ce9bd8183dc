/** Both networks on the same digits, trained in this page; nothing is fetched before somebody wants to see it. */
import { setText } from "../shared/dom.js";
import { say } from "../shared/texts.js";
import { Comparison } from "../playground/network/compare.js";
import { split, unpack } from "../playground/network/digits.js";
import { TABLE } from "../playground/network/model.js";

/** `address` is where the digits are. */
export function createRace(address) {
  const button = document.getElementById("compare");
  const tell = (key) => setText(document.getElementById("both-says"), say(key));
  const state = Object.fromEntries(Object.entries(TABLE).map(([name, { fallback }]) => [name, fallback]));
  let race = null;

  async function begin() {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return tell("les_no_digits");
    const digits = split(unpack(new Uint8Array(await answer.arrayBuffer())));
    race = new Comparison(digits, { onError: () => tell("net_thread_ended") });
    race.show(state);
    return race.toggle();
  }

  button.addEventListener("click", async () => {
    if (race) return race.toggle();
    button.disabled = true;
    await begin();
    button.disabled = false;
    return button.focus();
  });
}
