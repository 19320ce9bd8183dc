/** The wall on the projector: pictures of those who agreed, hidden with one key. */
import { el, setText } from "../shared/dom.js";
import { say } from "../shared/texts.js";
import { theRoom } from "./link.js";
import { titleOf } from "./titles.js";
import { createScreen } from "./screen.js";

const byId = (id) => document.getElementById(id);
const main = byId("main");
const room = theRoom();
const tiles = new Map(); // number -> {item, screen}
let hidden = false;

function tileOf(number) {
  if (!tiles.has(number)) {
    const canvas = el("canvas", { width: 320, height: 240, "aria-hidden": "true" });
    const caption = el("span", { class: "wall__name" });
    const press = el("button", { type: "button", onclick: () => hideOne(number) }, canvas, caption);
    const item = el("li", { "data-number": String(number) }, press);
    byId("tiles").append(item);
    tiles.set(number, { item, press, caption, screen: createScreen(canvas) });
    count();
  }
  return tiles.get(number);
}

function count() {
  main.dataset.tiles = String(tiles.size);
  byId("tiles").style.setProperty("--columns", String(Math.max(1, Math.ceil(Math.sqrt(tiles.size)))));
  refresh();
}

function refresh() {
  main.dataset.hidden = String(hidden);
  byId("hide").setAttribute("aria-pressed", String(hidden));
  byId("open").setAttribute("aria-pressed", String(room.lesson.wall));
  const key = !room.connected ? "audience_connecting" : !room.lesson.wall ? "wall_closed" : hidden ? "wall_all_hidden" : "wall_empty";
  setText(byId("status"), tiles.size && key === "wall_empty" ? "" : say(key));
}

const hideOne = (number) => room.call("hide", { number, hidden: true });

async function hideAll() {
  const before = hidden;
  hidden = !before; // at once, so that a key pressed twice undoes itself
  const answer = await room.call("hide", { number: null, hidden });
  if (!answer?.ok) hidden = before;
  refresh();
}

const open = () => room.call("lead", { wall: !room.lesson.wall });

room.on("tile", ({ number, demo }, picture) => {
  const { press, caption, screen } = tileOf(number);
  setText(caption, `${number} · ${titleOf(demo)}`);
  press.setAttribute("aria-label", say("wall_tile", { number, demo: titleOf(demo) }));
  screen.show({}, picture);
});
room.on("gone", ({ number }) => {
  tiles.get(number)?.item.remove();
  tiles.delete(number);
  count();
});
room.on("here", async () => {
  for (const number of [...tiles.keys()]) {
    tiles.get(number).item.remove();
    tiles.delete(number);
  }
  const answer = await room.call("wall");
  hidden = Boolean(answer?.all_hidden);
  count();
});
room.on("lesson", refresh);
room.on("connected", refresh);
byId("hide").addEventListener("click", hideAll);
byId("open").addEventListener("click", open);
document.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey, repeat }) => {
  if (ctrlKey || metaKey || altKey || repeat) return;
  if (key.toLowerCase() === "h") hideAll();
  if (key.toLowerCase() === "w") open();
  if (/^[1-9]$/.test(key)) {
    const number = [...tiles.keys()][Number(key) - 1];
    if (number !== undefined) hideOne(number);
  }
});
room.start();
