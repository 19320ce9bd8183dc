/** A demo's page in class: takes the teacher's settings, presents, and shows itself on the wall by consent. */
import { el } from "../shared/dom.js";
import { numeral, say } from "../shared/texts.js";
import { parse } from "../live/urlstate.js";
import { keepAwake } from "../shared/awake.js";
import { isLow, rateFor, watchBattery } from "../live/frugal.js";
import { attachHype } from "./hype.js";
import { onFollow, onPresent, update } from "./guest.js";
import { theRoom } from "./link.js";
import { refusal } from "../lesson/rules.js";
import { pictureOf } from "./screen.js";

const TILE = { every: 1000, width: 320, quality: 0.7 };
const PRESENTED = { every: 1000 / 15, width: 960, quality: 0.8 };

/**
 * `live` is what a demo's own script gets (page.js); `stage` has stream() (the open stream's id or null), rendered()
 * (whether the server draws the pictures), drawn() and limit(rate). Returns {refuses(action)}: a sentence or null.
 */
export function attachStage(live, stage) {
  const room = theRoom();
  const { root } = live;
  const wall = createWallButton(room, live, stage);
  const presenter = createPresenter(room, live, stage);
  let paused = false; // by the teacher
  let battery = null;

  const limit = () => {
    const wanted = room.teacher ? 0 : room.lesson.rate;
    stage.limit(rateFor({ wanted, hidden: document.hidden && !presenter.active, battery }));
  };

  function follow() {
    const { lesson, teacher } = room;
    limit();
    const locked = lesson.locked && !teacher;
    for (const block of root.querySelectorAll("[data-lockable]")) block.inert = locked;
    if (lesson.frozen && !teacher && ["live", "opening"].includes(live.phase())) {
      paused = true;
      live.dispatch({ type: "pause" });
    } else if (!lesson.frozen && paused) {
      paused = false;
      live.dispatch({ type: "resume" });
    }
    wall.show();
  }

  room.on("lesson", follow);
  room.on("removed", () => live.dispatch({ type: "stop" }));
  onFollow((path) => live.setParams(parse(new URL(path, location.origin).search, live.demo.params).params));
  onPresent(presenter);
  document.addEventListener("visibilitychange", limit);
  watchBattery((state) => {
    if (isLow(state) && !isLow(battery)) live.announce(say("battery_low"));
    battery = state;
    limit();
  });
  keepAwake(() => live.phase() === "live");
  countData(live);
  const question = document.getElementById("hype");
  if (question) attachHype(live, question);
  follow(); // what the teacher has set may have been told before the demo's own script was there
  return {
    refuses(action) {
      const key = refusal(action, room);
      return key ? say(key) : null;
    },
  };
}

/** How much went over the network, both ways: phones may pay for it. */
function countData(live) {
  const place = document.getElementById("data-used");
  let bytes = 0;
  let shown = -1;
  live.on("answer", ({ bytes: result, original }) => {
    bytes += (result?.byteLength ?? 0) + (original?.byteLength ?? original?.size ?? 0);
    const mega = Math.floor(bytes / 1e5) / 10;
    if (!place || mega === shown) return;
    shown = mega;
    place.textContent = numeral(mega, 1);
  });
}

/** The teacher's picture on every screen: the server passes results on, or this page sends what it drew itself. */
function createPresenter(room, live, stage) {
  let active = false;
  let told = null;
  let last = 0;
  let busy = false;

  async function tell() {
    const stream = stage.rendered() ? stage.stream() : null;
    if (!active || (stage.rendered() && stream === null) || stream === told) return;
    told = stream;
    await room.call("present", { on: true, stream });
  }

  async function send() {
    const now = performance.now();
    if (!active || stage.rendered() || busy || now - last < PRESENTED.every) return;
    busy = true;
    last = now;
    const bytes = await pictureOf(live.canvas, PRESENTED.width, PRESENTED.quality).catch(() => null);
    busy = false;
    if (bytes && active) room.send("picture", {}, bytes);
  }

  function set(on) {
    active = on;
    told = undefined;
    if (on) tell();
    else room.call("present", { on: false });
    update();
  }

  live.on("state", tell);
  live.on("drawn", send);
  room.on("here", () => {
    told = undefined; // a new connection: the server has forgotten
    tell();
  });
  return {
    toggle: () => set(!active),
    get active() {
      return active;
    },
  };
}

/** The wall: asked each time, sent about once a second while pictures are live, ended at any moment. */
function createWallButton(room, live, stage) {
  const button = el("button", { class: "tool", type: "button", hidden: true, "aria-pressed": "false" });
  const dialog = el(
    "dialog",
    { class: "ask", "aria-labelledby": "wall-question" },
    el("h2", { id: "wall-question" }, say("wall_question")),
    el("p", {}, say("wall_explained")),
    el(
      "form",
      { method: "dialog" },
      el("button", { class: "button button--main", value: "yes" }, say("wall_yes")),
      el("button", { class: "button", value: "no" }, say("wall_no")),
    ),
  );
  let on = false;
  let hidden = false;
  let timer = null;

  function show() {
    button.hidden = !room.lesson.wall && !on;
    button.textContent = say(on ? (hidden ? "wall_hidden_leave" : "wall_leave") : "wall_join");
    button.setAttribute("aria-pressed", String(on));
    live.canvas.dataset.wall = on ? "on" : "off";
  }

  function end(tell = true) {
    clearInterval(timer);
    if (on && tell) room.call("agree", { agreed: false });
    on = hidden = false;
    show();
  }

  async function begin() {
    const answer = await room.call("agree", { agreed: true });
    if (!answer?.ok) {
      live.announce(answer?.error?.message || say("something_wrong"));
      return;
    }
    on = true;
    hidden = Boolean(answer.hidden);
    timer = setInterval(send, TILE.every);
    send();
    show();
  }

  async function send() {
    const phase = live.phase();
    const going = phase === "live" || (phase === "paused" && room.lesson.frozen);
    if (!on || !going || !stage.drawn() || document.hidden) return;
    const bytes = await pictureOf(live.canvas, TILE.width, TILE.quality).catch(() => null);
    if (bytes && on) room.send("tile", {}, bytes);
  }

  button.addEventListener("click", () => (on ? end() : dialog.showModal()));
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") begin();
    dialog.returnValue = "";
  });
  room.on("hidden", (said) => {
    if (said.gone) end(false);
    else hidden = Boolean(said.hidden);
    show();
  });
  room.on("lesson", () => !room.lesson.wall && on && end(false));
  room.on("connected", (is) => !is && end(false));
  live.on("state", (phase) => phase === "idle" && on && end());
  document.querySelector(".tools .tools__gap")?.after(button);
  document.body.append(dialog);
  return { show };
}
