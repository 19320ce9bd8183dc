/** The live meter under the stage: figures of fixed width and the bar of where the time goes. */
import { el, setText } from "../shared/dom.js";
import { numeral, say } from "../shared/texts.js";
import { PARTS } from "./stats.js";

const EVERY = 250;

/**
 * Builds the bar into `root` and shows `read()` four times a second. Figures keep their last value while paused;
 * `state()` is live, kept, or gone, when they say nothing any more.
 */
export function createMeter(root, read, state) {
  const figure = (name) => root.querySelector(`[data-figure="${name}"]`);
  const bar = root.querySelector(".timing__bar");
  const legend = root.querySelector(".timing__legend");
  const rows = PARTS.map((part) => {
    const segment = el("span", { class: "timing__part", "data-part": part });
    const value = el("span", { class: "timing__value", textContent: "–" });
    const name = el("span", { class: "timing__name", textContent: say(`time_${part}`) });
    bar.append(segment);
    legend.append(el("li", { "data-part": part }, name, value));
    return { part, segment, value };
  });

  function clear() {
    for (const name of ["fps", "latency", "dropped"]) setText(figure(name), "–");
    for (const { segment, value } of rows) {
      segment.style.setProperty("--share", "0");
      setText(value, "–");
    }
  }

  function show() {
    const now = state();
    if (now === "gone") clear();
    if (now !== "live") return;
    const stats = read();
    if (!stats.latency) return;
    setText(figure("fps"), numeral(stats.fps, 1));
    setText(figure("latency"), numeral(stats.latency));
    setText(figure("dropped"), numeral(stats.dropped));
    for (const { part, segment, value } of rows) {
      const ms = stats.parts[part];
      segment.style.setProperty("--share", String(ms / stats.latency));
      setText(value, numeral(ms, ms >= 9.95 ? 0 : 1));
    }
  }
  setInterval(show, EVERY);
}
