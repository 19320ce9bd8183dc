/** The maps on the stage as buttons: their numbers under the pointer, one alone at a press. One stop of the tab key. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { movedTo, sideOf } from "./layers.js";

export function createTiles(live, say) {
  const grid = el("div", { class: "tiles", role: "group", "aria-label": say("grid") });
  live.overlay.prepend(grid);
  let buttons = [];
  let side = 0;
  let shown = [];

  function make(count) {
    const had = grid.contains(document.activeElement);
    buttons = Array.from({ length: count }, (_, at) => {
      const tag = el("span", { class: "tiles__tag" });
      const button = el("button", { class: "tiles__tile", type: "button", tabIndex: at ? -1 : 0 }, tag);
      button.addEventListener("click", () => press(at));
      button.addEventListener("keydown", (event) => move(event, at));
      return button;
    });
    grid.replaceChildren(...buttons);
    if (had) buttons[0]?.focus();
  }

  const press = (at) => live.setParams({ channel: live.params().channel > 0 ? 0 : shown[at].channel });

  function move(event, at) {
    const next = movedTo(at, event.key, side, buttons.length);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[at].tabIndex = -1;
    buttons[next].tabIndex = 0;
    buttons[next].focus();
  }

  return function show(data) {
    const params = live.params();
    shown = data.shown;
    side = sideOf(params, data.channels);
    if (buttons.length !== shown.length) make(shown.length);
    grid.style.setProperty("--side", String(side));
    const kind = data.layer === "filters" ? "filter" : "map";
    shown.forEach(({ channel, strength }, at) => {
      setText(buttons[at].firstChild, say(kind, { number: channel }));
      const label = params.channel > 0 ? say("back") : say(`${kind}_alone`, { number: channel, strength });
      if (buttons[at].getAttribute("aria-label") !== label) buttons[at].setAttribute("aria-label", label);
    });
  };
}
