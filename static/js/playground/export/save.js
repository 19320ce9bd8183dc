/** Saves the present view as PNG or SVG, and all its steps as a WebM film. */
import { download, setText } from "../../shared/dom.js";
import { recordingOf } from "../../shared/webm.js";
import { note } from "../shell/page.js";
import { say } from "../../shared/texts.js";
import { paint, palette, svgText, toSvg } from "./paint.js";

const byId = (id) => document.getElementById(id);
const TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];
const LONGEST = 60; // seconds of film

/** Seconds that each step is shown: as the speed says, but the whole film not longer than a minute. Pure. */
export const secondsAStep = (steps, speed) => Math.min(1 / speed, LONGEST / steps);

const filmType = () => (globalThis.MediaRecorder ? TYPES.find((type) => MediaRecorder.isTypeSupported(type)) : undefined);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Wires the buttons of export.html. `name` begins the files' names; `view()` gives {step, steps, speed}, steps 0 where
 * there is nothing; `sceneAt(step)` the scene of a step.
 */
export function createExport({ name, view, sceneAt }) {
  const button = byId("save-webm");
  const start = button.textContent;
  let filming = null;

  const scene = () => (view().steps ? sceneAt(view().step) : null);
  const saved = (blob, ending) => {
    download(blob, `${name}.${ending}`);
    note(say("saved", { file: `${name}.${ending}` }));
  };
  const ready = () => document.fonts.load('18px "Source Sans 3"').catch(() => null);

  byId("save-svg").addEventListener("click", () => {
    const made = scene();
    if (!made) return note(say("playground_nothing_to_save"));
    return saved(new Blob([svgText(toSvg(made, palette()))], { type: "image/svg+xml" }), "svg");
  });
  byId("save-png").addEventListener("click", async () => {
    const made = scene();
    if (!made) return note(say("playground_nothing_to_save"));
    await ready();
    const canvas = document.createElement("canvas");
    paint(canvas, made, palette());
    return canvas.toBlob((blob) => saved(blob, "png"), "image/png");
  });
  button.addEventListener("click", async () => {
    if (filming) {
      filming.stopped = true;
      return;
    }
    const type = filmType();
    if (!type) return note(say("no_film"));
    if (!view().steps) return note(say("playground_nothing_to_save"));
    filming = { stopped: false };
    await ready();
    const blob = await film(type, view(), sceneAt, filming, (step, steps) => setText(button, say("filming", { step, steps })));
    filming = null;
    setText(button, start);
    return saved(blob, "webm");
  });
}

/** Plays all steps on a canvas and records it; `ticket.stopped` ends it early. */
async function film(type, { steps, speed }, sceneAt, ticket, onStep) {
  const scenes = Array.from({ length: steps }, (_, step) => sceneAt(step));
  const size = { width: Math.max(...scenes.map(({ width }) => width)), height: Math.max(...scenes.map(({ height }) => height)) };
  const canvas = document.createElement("canvas");
  const colours = palette();
  const scale = size.width > 1000 ? 1 : 1.5;
  const even = { width: (2 * Math.ceil((size.width * scale) / 2)) / scale, height: (2 * Math.ceil((size.height * scale) / 2)) / scale };
  const show = (step) => paint(canvas, scenes[step], colours, { scale, size: even });
  show(0);
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: type, videoBitsPerSecond: 4_000_000 });
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const ended = new Promise((done) => recorder.addEventListener("stop", done));
  recorder.start();
  for (let step = 0; step < steps && !ticket.stopped; step++) {
    onStep(step + 1, steps);
    // Painted again and again: a canvas that does not change gives the recorder no frames.
    const until = performance.now() + 1000 * secondsAStep(steps, speed);
    while (performance.now() < until) {
      show(step);
      await sleep(100);
    }
  }
  recorder.stop();
  await ended;
  return recordingOf(parts, type.split(";")[0]);
}
