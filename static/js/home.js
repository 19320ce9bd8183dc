/** The home page: meters, pictures that move, the class, and the state of each demo, kept fresh after the server's first word. */
import { theRoom } from "./classroom/link.js";
import { address } from "./shared/address.js";
import { setText } from "./shared/dom.js";
import { showMeters } from "./shared/hypemeter.js";
import { moveLoops } from "./shared/loops.js";
import { has, say } from "./shared/texts.js";

const EVERY = 5000;

function showState(name, state, reason) {
  for (const chip of document.querySelectorAll(`[data-chip="${CSS.escape(name)}"]`)) {
    chip.dataset.state = state;
    const key = reason ? `chip_${state}_why` : `chip_${state}`;
    setText(chip.querySelector(".chip__text"), has(key) ? say(key, { reason }) : has(`chip_${state}`) ? say(`chip_${state}`) : state);
  }
}

async function refresh() {
  if (document.hidden) return;
  try {
    const response = await fetch(address("/api/demos"), { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    const { demos } = await response.json();
    for (const { name, state, reason } of demos) showState(name, state, reason);
  } catch {
    for (const chip of document.querySelectorAll("[data-chip]")) showState(chip.dataset.chip, "unreachable", "");
  }
}

/** The door to the class leads to what is going on there. */
function showClass({ presenting, follow }) {
  const door = document.getElementById("class");
  door.dataset.state = presenting ? "shown" : follow ? "led" : "quiet";
  door.href = presenting ? door.dataset.shown : door.dataset.join;
}

showMeters();
moveLoops(document.querySelectorAll("[data-loop]"), document.getElementById("still"));
theRoom().on("lesson", showClass);
setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
