/** What the network thinks of one place: the probability of each ab bin, its mean, and what is shown. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { cssOf } from "./lab.js";
import { placeOf } from "./places.js";

const SIDE = 230; // 23 bins across, 10 pixels each
const BIN = 10;
const REST = 120; // milliseconds between two questions
const LIGHTNESS = 62;

const across = (a) => (a + 110) * (SIDE / 230) + BIN / 2;
const down = (b) => SIDE - (b + 110) * (SIDE / 230) - BIN / 2;

export function createAsking(live, say) {
  const canvas = el("canvas", { class: "asking__map", width: SIDE * 2, height: SIDE * 2, role: "img", "aria-label": say("map_none") });
  const words = el("p", { class: "asking__words", role: "status", textContent: say("map_none") });
  const swatches = el("div", { class: "asking__swatches" });
  const mark = el("span", { class: "asking__mark", hidden: true });
  const section = el(
    "details",
    { class: "label__block fold", id: "asking" },
    el("summary", {}, el("h2", { textContent: say("asking_title") })),
    el("p", { class: "fold__words", textContent: say("asking_how") }),
    el("div", { class: "asking" }, canvas, el("div", {}, words, swatches)),
    el("p", { class: "fold__words", textContent: say("asking_why") }),
  );
  live.label.append(section);
  live.overlay.append(mark);

  let last = 0;
  let waiting = null;
  let shownKey = "";

  function ask(place) {
    clearTimeout(waiting);
    const send = () => {
      last = performance.now();
      live.setParams({ probe: [place] });
    };
    const rest = last + REST - performance.now();
    if (rest <= 0) send();
    else waiting = setTimeout(send, rest);
    mark.style.setProperty("--x", String(place.x));
    mark.style.setProperty("--y", String(place.y));
    mark.hidden = false;
  }

  function paint(bins, mean) {
    const context = canvas.getContext("2d");
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    const most = bins[0]?.[2] || 1;
    for (const [a, b, probability] of bins) {
      // the area of a square is its probability, so that the many faint ones do not look like much
      const side = BIN * 1.6 * Math.sqrt(probability / most);
      context.fillStyle = cssOf([LIGHTNESS, a, b]);
      context.fillRect(across(a) - side / 2, down(b) - side / 2, side, side);
    }
    context.lineWidth = 2;
    context.strokeStyle = getComputedStyle(section).color;
    context.beginPath();
    context.arc(across(mean[0]), down(mean[1]), 7, 0, 2 * Math.PI);
    context.stroke();
  }

  const swatch = (key, [a, b]) => {
    const face = el("span", { class: "asking__swatch" });
    face.style.background = cssOf([LIGHTNESS, a, b]);
    return el("span", { class: "asking__named" }, face, say(key));
  };

  function show({ bins, mean, mode }) {
    const percent = Math.round(100 * (bins[0]?.[2] ?? 0));
    paint(bins, mean);
    swatches.replaceChildren(swatch("colour_mean", mean), swatch("colour_mode", mode));
    const text = say("map_words", { count: bins.length, percent });
    setText(words, text);
    canvas.setAttribute("aria-label", text);
  }

  live.overlay.addEventListener("pointermove", (event) => {
    if (section.open && event.pointerType === "mouse" && event.target === live.overlay) {
      ask(placeOf(event, live.overlay.getBoundingClientRect()));
    }
  });
  live.overlay.addEventListener("pointerdown", (event) => {
    if (section.open && event.target === live.overlay) ask(placeOf(event, live.overlay.getBoundingClientRect()));
  });
  section.addEventListener("toggle", () => {
    if (section.open) ask(live.params().probe[0] ?? { x: 0.5, y: 0.5 });
    else {
      clearTimeout(waiting);
      mark.hidden = true;
      live.setParams({ probe: [] });
    }
  });
  live.on("answer", ({ meta }) => {
    const place = meta.data?.place;
    if (!place || !section.open) return;
    const key = JSON.stringify(place);
    if (key !== shownKey) show(place);
    shownKey = key;
  });
}
