/** Keeps what the stage shows: as a picture, or as a video. */
import { download, setText } from "../shared/dom.js";
import { say } from "../shared/texts.js";
import { canRecord, createRecorder, elapsedText, fileName } from "./record.js";

const byId = (id) => document.getElementById(id);

/** `name` begins the files' names; `draw` draws on the canvas (draw.js); `announce(text)` tells the visitor. */
export function createSaving(canvas, { name, draw, announce }) {
  const recorder = createRecorder(canvas, {
    onTick(ms) {
      byId("recording").hidden = false;
      setText(byId("recording-text"), say("recording", { elapsed: elapsedText(ms) }));
      byId("record").setAttribute("aria-pressed", "true");
    },
    onDone(blob, extension) {
      const file = fileName(name, extension);
      byId("recording").hidden = true;
      byId("record").setAttribute("aria-pressed", "false");
      download(blob, file);
      announce(say("recorded", { name: file }));
    },
  });

  return {
    snapshot() {
      if (!draw.drawn) return announce(say("nothing_to_save"));
      const keep = (blob) => {
        const file = fileName(name, "png");
        download(blob, file);
        announce(say("snapshot_saved", { name: file }));
      };
      return draw.inFull(() => canvas.toBlob(keep, "image/png"));
    },
    record() {
      if (!canRecord()) return announce(say("recording_unsupported"));
      if (!recorder.active && !draw.drawn) return announce(say("nothing_to_save"));
      return recorder.toggle();
    },
    stop: recorder.stop,
  };
}
