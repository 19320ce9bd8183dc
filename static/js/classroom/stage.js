/** A demo's page in class: takes the teacher's settings, presents, and shows itself on the wall by consent. */
import { numeral, say } from "../shared/texts.js";
import { createHold } from "../lesson/hold.js";
import { refusal } from "../lesson/rules.js";
import { parse } from "../live/urlstate.js";
import { keepAwake } from "../shared/awake.js";
import { isLow, rateFor, watchBattery } from "../live/frugal.js";
import { attachHype } from "./hype.js";
import { onFollow, onPresent } from "./guest.js";
import { theRoom } from "./link.js";
import { createPresenter } from "./presenter.js";
import { WallButton } from "./wallbutton.js";

/**
 * `live` is what a demo's own script gets (page.js); `stage` has stream() (the open stream's id or null), rendered()
 * (whether the server draws the pictures), drawn() and limit(rate). Returns {refuses(action)}: a sentence or null.
 */
export function attachStage(live, stage) {
  const room = theRoom();
  const wall = new WallButton(room, live, stage);
  const presenter = createPresenter(room, live, stage);
  const hold = createHold(live);
  let battery = null;

  const limit = () => {
    const wanted = room.teacher ? 0 : room.lesson.rate;
    stage.limit(rateFor({ wanted, hidden: document.hidden && !presenter.active, battery }));
  };

  function follow() {
    limit();
    hold(room);
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
  live.on("answer", ({ layers, sent }) => {
    bytes += sent;
    for (const layer of Object.values(layers)) bytes += layer.byteLength ?? 0;
    const mega = Math.floor(bytes / 1e5) / 10;
    if (!place || mega === shown) return;
    shown = mega;
    place.textContent = numeral(mega, 1);
  });
}
