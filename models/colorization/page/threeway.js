/** Grey, ours, truth: three parts of one picture, with two dividers that are dragged or moved by keys. */
import { el } from "../../../static/js/shared/dom.js";
import { placeOf, pushed } from "./places.js";

const STEPS = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1 };

export function createThreeWay(live, say) {
  let places = [1 / 3, 2 / 3];
  let shown = true;
  let started = false;

  const names = ["part_grey", "part_ours", "part_truth"].map((key) => el("span", { class: "three__name", textContent: say(key) }));
  const handles = [0, 1].map((which) => handle(which));
  const parts = el("div", { class: "three", hidden: true }, ...names, ...handles);
  const toggle = el("input", { type: "checkbox", role: "switch", class: "switch", id: "three-way", checked: true });
  const control = el(
    "div",
    { class: "control control--switch" },
    el("label", { class: "control__label", for: "three-way", textContent: say("three_way") }),
    toggle,
    el("p", { class: "control__help", textContent: say("three_way_help") }),
  );
  live.overlay.append(parts);
  toggle.addEventListener("change", () => {
    shown = toggle.checked;
    show();
  });

  function handle(which) {
    const node = el("div", {
      class: "picture__divider three__divider", role: "slider", tabIndex: 0,
      "aria-label": say(which === 0 ? "divider_grey" : "divider_truth"), "aria-valuemin": "0", "aria-valuemax": "100",
    });
    const move = (to) => {
      places = pushed(places, which, to);
      show();
    };
    node.addEventListener("pointerdown", (event) => {
      node.setPointerCapture(event.pointerId);
      event.preventDefault();
      event.stopPropagation();
      node.focus();
    });
    node.addEventListener("pointermove", (event) => {
      if (!node.hasPointerCapture(event.pointerId)) return;
      event.stopPropagation();
      move(placeOf(event, live.overlay.getBoundingClientRect()).x);
    });
    node.addEventListener("click", (event) => event.stopPropagation());
    node.addEventListener("keydown", (event) => {
      const ends = { Home: 0, End: 1 };
      if (event.key in ends) move(ends[event.key]);
      else if (Object.hasOwn(STEPS, event.key)) move(places[which] + STEPS[event.key]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    return node;
  }

  function show() {
    parts.hidden = !shown || !started;
    const [left, right] = places;
    handles.forEach((node, which) => {
      const percent = Math.round(places[which] * 100);
      node.style.setProperty("--split", String(places[which]));
      node.setAttribute("aria-valuenow", String(percent));
      node.setAttribute("aria-valuetext", say("divider_at", { percent }));
    });
    const edges = [[0, left], [left, right], [right, 1]];
    names.forEach((node, part) => {
      const [from, to] = edges[part];
      node.style.setProperty("--middle", String((from + to) / 2));
      node.hidden = to - from < 0.08;
    });
    live.repaint();
  }

  live.on("source", () => {
    started = false;
    show();
  });
  live.on("drawn", () => {
    if (started) return;
    started = true;
    show();
  });

  return {
    control,
    /** Draws the outer parts over the coloured picture. `original` is the frame as the camera saw it. */
    paint(context, { width, height, original }) {
      if (!shown || !original) return;
      const [left, right] = places.map((place) => Math.round(place * width));
      const scale = original.width / width;
      const part = (from, to) => {
        if (to > from) context.drawImage(original, from * scale, 0, (to - from) * scale, original.height, from, 0, to - from, height);
      };
      part(0, left);
      context.save();
      context.globalCompositeOperation = "saturation"; // the lightness stays, the colour goes
      context.fillStyle = "#808080";
      context.fillRect(0, 0, left, height);
      context.restore();
      part(right, width);
      context.fillStyle = "#fff";
      for (const at of [left, right]) if (at > 0 && at < width) context.fillRect(at - 1, 0, 2, height);
    },
  };
}
