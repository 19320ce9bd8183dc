/** The lesson's page: its stops, and what lives at them. */
import { onFollow, onPresent, update } from "../classroom/guest.js";
import { theRoom } from "../classroom/link.js";
import { setText } from "../shared/dom.js";
import { say } from "../shared/texts.js";
import { createClock } from "./clockface.js";
import { createHand } from "./hand.js";
import { createOpinions } from "./opinions.js";
import { createPaper } from "./paper.js";
import { createPictures } from "./pictures.js";
import { createRace } from "./race.js";
import { createShown, ownWindow } from "./shown.js";
import { createStretch } from "./stretch.js";
import { Walk } from "./walk.js";

const SAID = 6000; // milliseconds that a notice stays
const byId = (id) => document.getElementById(id);
const main = byId("main");
const room = theRoom();
const stretch = createStretch();

let saying = 0;

/** Says something below the bar for a while. */
function tell(key) {
  setText(byId("said"), say(key));
  clearTimeout(saying);
  saying = setTimeout(() => setText(byId("said"), ""), SAID);
}

function project() {
  const on = document.documentElement.classList.toggle("is-projected");
  byId("projector").setAttribute("aria-pressed", String(on));
  if (on) document.documentElement.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) document.exitFullscreen();
  byId(walk.stop).scrollIntoView({ block: "start", behavior: "instant" });
}

const walk = new Walk({
  onStop(name) {
    clock.enter(name);
    if (name === "column") stretch.enter();
    main.dataset.at = name;
  },
  acts: { projector: project, clock: () => clock.toggle() },
});
const clock = createClock(byId("clock"), walk.plan);

onFollow((path) => walk.goTo(path.includes("#") ? path.slice(path.indexOf("#")) : ""));
const shown = createShown(room, { ask: ownWindow, tell, update });
room.on("here", () => room.teacher && onPresent(shown));
room.on("dismissed", () => clock.hide());
byId("projector").addEventListener("click", project);
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement && document.documentElement.classList.contains("is-projected")) project();
});
createHand();
createRace(main.dataset.digits);
createOpinions();
createPaper();
walk.start();
createPictures().catch(() => {}); // a picture that cannot be had leaves its places empty
main.dataset.ready = "true";
