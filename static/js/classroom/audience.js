/** The audience's page: the picture that the teacher presents, each screen at its own pace. */
import { setText } from "../shared/dom.js";
import { language, say } from "../shared/texts.js";
import { theRoom } from "./link.js";
import { titleOf } from "./titles.js";
import { createScreen } from "./screen.js";
import { keepAwake } from "../shared/awake.js";

const SECONDS = 2000;

const byId = (id) => document.getElementById(id);
const main = byId("main");
const room = theRoom();
const stamps = [];
let bytes = 0;
let shown = 0;

const screen = createScreen(byId("screen"), (head, size) => {
  room.send("seen", { seq: head.seq });
  if (!size) return;
  bytes += size;
  shown += 1;
  stamps.push(performance.now());
  main.dataset.pictures = String(shown);
  setText(byId("what"), titleOf(head.demo));
  refresh();
});

function refresh() {
  const { connected, lesson } = room;
  const state = !connected ? "connecting" : lesson.frozen ? "frozen" : lesson.presenting ? "live" : "waiting";
  main.dataset.state = state;
  setText(byId("status"), state === "live" && shown ? "" : say(`audience_${state}`));
}

function measure() {
  const now = performance.now();
  while (stamps.length && now - stamps[0] > SECONDS) stamps.shift();
  const rate = stamps.length / (SECONDS / 1000);
  setText(byId("fps"), rate.toLocaleString(language, { maximumFractionDigits: 1 }));
  const mega = (bytes / 1e6).toLocaleString(language, { maximumFractionDigits: 1 });
  setText(byId("data"), say("data_used", { mega }));
}

function watch() {
  room.call(document.hidden ? "unwatch" : "watch");
}

function whole() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

room.on("picture", (head, picture) => screen.show(head, picture));
room.on("here", watch);
room.on("lesson", refresh);
room.on("connected", refresh);
document.addEventListener("visibilitychange", () => room.connected && watch());
document.addEventListener("fullscreenchange", () => {
  byId("full").setAttribute("aria-pressed", String(document.fullscreenElement !== null));
});
byId("full").addEventListener("click", whole);
document.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  if (key.toLowerCase() === "f" && !(ctrlKey || metaKey || altKey)) whole();
});
setInterval(measure, 1000);
keepAwake(() => room.lesson.presenting);
room.start();
