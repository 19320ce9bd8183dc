/** The teacher's picture on every screen: the server passes results on, or this page sends what it drew itself. */
import { update } from "./guest.js";
import { pictureOf } from "./screen.js";

const PRESENTED = { every: 1000 / 15, width: 960, quality: 0.8 };

/** `room` is the page's; `live` and `stage` as attachStage() gets them. Returns {toggle(), active}. */
export function createPresenter(room, live, stage) {
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
