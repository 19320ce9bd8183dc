/** The teacher's page. */
import { el, setText } from "../shared/dom.js";
import { language, say } from "../shared/texts.js";
import { address } from "../shared/address.js";
import { answerOf } from "../shared/answers.js";
import { theRoom } from "./link.js";
import { titleOf } from "./titles.js";

const byId = (id) => document.getElementById(id);
const room = theRoom();
const rows = new Map();
let board = null;

const number = (value, digits = 0) => value.toLocaleString(language, { maximumFractionDigits: digits });
const figure = (name, text) => setText(document.querySelector(`[data-figure="${name}"]`), text);

async function lead(changes) {
  const answer = await room.call("lead", changes);
  if (!answer?.ok) setText(byId("status"), answer?.error?.message || say("something_wrong"));
}

// What is set for everybody

for (const button of document.querySelectorAll("[data-lead]")) {
  button.addEventListener("click", () => lead({ [button.dataset.lead]: button.getAttribute("aria-pressed") !== "true" }));
}

function showLesson(lesson) {
  const set = { following: lesson.follow !== null, locked: lesson.locked, frozen: lesson.frozen, wall: lesson.wall };
  for (const button of document.querySelectorAll("[data-lead]")) {
    button.setAttribute("aria-pressed", String(set[button.dataset.lead]));
  }
  for (const box of document.querySelectorAll("[data-demo]")) box.checked = !lesson.off.includes(box.dataset.demo);
}

for (const box of document.querySelectorAll("[data-demo]")) {
  box.addEventListener("change", () => {
    const all = [...document.querySelectorAll("[data-demo]")];
    lead({ off: all.filter((each) => !each.checked).map((each) => each.dataset.demo) });
  });
}

const limits = byId("limits");
limits.addEventListener("submit", (event) => {
  event.preventDefault();
  lead({ visitors: limits.visitors.valueAsNumber || 1, rate: limits.rate.valueAsNumber || 0 });
});

// Who is here, what the machine does

function rowOf(id) {
  if (!rows.has(id)) {
    const cells = { name: el("th", { scope: "row" }), page: el("td"), fps: el("td", { class: "guests__fps" }) };
    const remove = el("button", { class: "button button--quiet", type: "button" }, say("guest_remove"));
    const hide = el("button", { class: "button button--quiet", type: "button" });
    const row = el("tr", {}, cells.name, cells.page, cells.fps, el("td", { class: "guests__acts" }, hide, remove));
    byId("guests").append(row);
    rows.set(id, { row, hide, remove, ...cells });
  }
  return rows.get(id);
}

function showGuests(guests) {
  const seen = new Set();
  const counts = new Map();
  for (const guest of guests) {
    const tab = (counts.get(guest.number) ?? 0) + 1;
    counts.set(guest.number, tab);
    const id = `${guest.number}.${tab}`;
    seen.add(id);
    const { name, page, fps, hide, remove } = rowOf(id);
    setText(name, say(guest.marked ? "guest_name_marked" : "guest_name", { number: guest.number }));
    setText(page, guest.demo ? titleOf(guest.demo) : guest.page || "–");
    setText(fps, guest.demo ? number(guest.fps, 1) : "–");
    hide.hidden = guest.wall === null;
    setText(hide, say(guest.wall === "hidden" ? "guest_show" : "guest_hide"));
    hide.onclick = () => room.call("hide", { number: guest.number, hidden: guest.wall !== "hidden" });
    remove.onclick = () =>
      ask("guest_remove_sure", { number: guest.number }, "guest_remove", () => room.call("remove", { number: guest.number }));
  }
  for (const [id, { row }] of rows) {
    if (seen.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  byId("nobody").hidden = guests.length > 0;
}

function meter(label, share, words) {
  const bar = el("meter", { min: 0, max: 1, high: 0.9, value: share, "aria-label": label });
  return el("div", { class: "load" }, el("span", {}, label), bar, el("span", { class: "load__words" }, words));
}

function showMachine({ processor, cores, memory, memory_total: total, gpus }) {
  const size = (used, all) => say("load_memory_of", { used: number(used / 1000, 1), all: number(all / 1000, 1) });
  byId("loads").replaceChildren(
    meter(say("load_processor", { cores }), processor / 100, `${number(processor)} %`),
    meter(say("load_memory"), memory / total, size(memory, total)),
    ...gpus.flatMap((gpu) => [
      meter(gpu.name, gpu.processor / 100, `${number(gpu.processor)} %`),
      meter(say("load_memory"), gpu.memory / gpu.memory_total, size(gpu.memory, gpu.memory_total)),
    ]),
  );
}

function show(next) {
  const first = board === null;
  board = next;
  figure("guests", number(board.guests.length));
  figure("watching", number(board.watching));
  figure("streams", number(board.streams));
  figure("fps", number(board.fps, 1));
  showGuests(board.guests);
  showMachine(board.machine);
  byId("let-back").hidden = board.removed === 0;
  showVotes(board.votes);
  if (first) {
    limits.visitors.value = board.lesson.visitors;
    limits.rate.value = board.lesson.rate;
  }
}

byId("let-back").addEventListener("click", () => room.call("remove", { back: true }));

// Votes

/** Why votes are off, and what to do; `trouble` is null while they are kept. */
function showVotes(trouble) {
  byId("votes-off").hidden = !trouble;
  setText(byId("votes-off"), trouble ? say(`votes_${trouble}`) : "");
}

for (const button of document.querySelectorAll("[data-reset]")) {
  button.addEventListener("click", () => {
    const poll = button.dataset.reset;
    ask("votes_reset_sure", {}, "votes_reset", async () => {
      const response = await fetch(address(`/api/votes/${encodeURIComponent(poll)}/reset`), { method: "POST" }).catch(() => null);
      const body = response ? answerOf(await response.text(), response.status) : { error: { message: say("something_wrong") } };
      setText(byId("status"), body.error?.message ?? say("votes_were_reset", { count: number(body.reset) }));
    });
  });
}

/** A question before what cannot be taken back. */
function ask(key, values, yes, action) {
  const dialog = byId("ask");
  setText(byId("ask-text"), say(key, values));
  setText(byId("ask-yes"), say(yes));
  dialog.returnValue = "";
  dialog.onclose = () => dialog.returnValue === "yes" && action();
  dialog.showModal();
}

// Keys

const KEYS = { f: "following", l: "locked", z: "frozen", w: "wall" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.matches("input, dialog *")) return;
  const key = event.key.toLowerCase();
  if (Object.hasOwn(KEYS, key)) document.querySelector(`[data-lead="${KEYS[key]}"]`).click();
  if (key === "h") room.call("hide", { number: null, hidden: !board?.all_hidden });
});

room.on("board", show);
room.on("lesson", showLesson);
room.on("connected", (is) => {
  byId("main").dataset.connected = String(is);
  setText(byId("status"), is ? say("desk_connected") : say("audience_connecting"));
});
room.start();
