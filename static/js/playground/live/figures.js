/** The figures under the picture: how often, how long, by what, how large. Brought up to date twice a second. */
import { setText } from "../../shared/dom.js";
import { numeral } from "../../shared/texts.js";

const EVERY = 500;
const NAMES = { webgl: "WebGL 2", arrays: "JavaScript" };

const byId = (id) => document.getElementById(id);

/** `read()` gives {moving, fps, took, engine, size}. */
export function createFigures(read) {
  let took = 0; // the last that was known

  function show() {
    const { moving, fps, engine, size, ...now } = read();
    took = now.took || took;
    setText(byId("fps"), moving ? numeral(fps) : "–");
    setText(byId("took"), took ? numeral(took, 1) : "–");
    setText(byId("engine"), NAMES[engine] ?? "–");
    setText(byId("size"), size ? `${size.width} × ${size.height}` : "–");
  }

  setInterval(show, EVERY);
  return { show };
}
