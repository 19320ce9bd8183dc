/** The network as a row of blocks: press one to look there. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { blockOf, LAYERS, sizeOf } from "./layers.js";

export function createStrip(live, say) {
  const nameOf = ({ name }) => (name.startsWith("block") ? say("block", { number: name.slice(5) }) : say(name));
  const items = LAYERS.map((layer) => {
    const block = el("span", { class: "strip__block", "aria-hidden": "true" });
    const { height, width } = blockOf(layer);
    block.style.setProperty("--height", `${height}px`);
    block.style.setProperty("--width", `${width}px`);
    const size = el("span", { class: "strip__size" });
    const button = el("button", { class: "strip__layer", type: "button", "aria-pressed": "false", "data-layer": layer.name },
      el("span", { class: "strip__room" }, block), el("span", { class: "strip__name" }, nameOf(layer)), size);
    button.addEventListener("click", () => live.setParams({ layer: layer.name, channel: 0 }));
    return { layer, button, size };
  });
  const now = el("p", { class: "strip__now" });
  live.label.append(
    el("section", { class: "label__block", "aria-labelledby": "strip-title" }, el("h2", { id: "strip-title" }, say("layers")),
      el("div", { class: "strip", role: "group", "aria-labelledby": "strip-title" }, ...items.map(({ button }) => button)),
      now, el("p", { class: "panel__hint" }, say("layers_hint"))),
  );

  /** `data` is an answer's, or null before the first: then sizes are those of a 4 : 3 picture. */
  return function show(data) {
    const { layer: chosen, detail } = live.params();
    for (const { layer, button, size } of items) {
      const is = layer.name === chosen;
      button.setAttribute("aria-pressed", String(is));
      const seen = is && data?.layer === layer.name ? data : sizeOf(layer, detail);
      const text = layer.name === "filters" ? say("filters_size") : `${seen.rows}×${seen.columns}×${layer.channels}`;
      setText(size, text);
      if (is) setText(now, `${nameOf(layer)}: ${text}`);
    }
  };
}
