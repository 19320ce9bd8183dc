/** The teacher's clock on the page: kept in this browser, so that a page that is opened anew goes on counting. */
import { setText } from "../shared/dom.js";
import { keep, recall } from "../shared/store.js";
import { say } from "../shared/texts.js";
import { begin, FRESH, isRunning, move, pause, read, restored, stored, written } from "./clock.js";

const KEPT = "lesson.clock";
const SECOND = 1000;

/** `plan` is [{name, minutes}]. Returns {enter(stop), toggle(), hide()}; does nothing where there is no clock. */
export function createClock(node, plan) {
  if (!node) return { enter: () => {}, toggle: () => {}, hide: () => {} };
  const line = node.querySelector("#clock-line");
  const run = node.querySelector("#clock-run");
  const reset = node.querySelector("#clock-reset");
  let clock = restored(recall(KEPT));

  function set(next) {
    clock = next;
    keep(KEPT, stored(clock));
    show();
  }

  function show() {
    const { stop, all, rows } = read(clock, plan, Date.now());
    setText(line.querySelector("#clock-stop"), `${written(stop.used)} / ${written(stop.planned)}`);
    setText(line.querySelector("#clock-all"), `${written(all.used)} / ${written(all.planned)}`);
    line.setAttribute("aria-label", `${say("les_clock", text(stop))}; ${say("les_clock_all", text(all))}`);
    node.dataset.over = String(stop.over || all.over);
    node.dataset.running = String(isRunning(clock));
    setText(run, say(isRunning(clock) ? "les_clock_pause" : "les_clock_begin"));
    for (const row of rows) mark(node.querySelector(`[data-clock="${row.name}"]`), row, row.name === clock.stop);
    mark(node.querySelector("[data-clock-all]"), all, false);
  }

  const toggle = () => set(isRunning(clock) ? pause(clock, Date.now()) : begin(clock, clock.stop || plan[0].name, Date.now()));
  run.addEventListener("click", toggle);
  reset.addEventListener("click", () => set({ ...FRESH, stop: clock.stop }));
  setText(reset, say("les_clock_reset"));
  setInterval(() => isRunning(clock) && !document.hidden && show(), SECOND);
  show();
  return { enter: (stop) => set(move(clock, stop, Date.now())), toggle, hide: () => (node.hidden = true) };
}

const text = ({ used, planned }) => ({ used: written(used), planned: written(planned) });

function mark(row, { used, over }, isHere) {
  setText(row.querySelector("[data-used]"), written(used));
  row.dataset.over = String(over);
  row.toggleAttribute("data-here", isHere);
}
