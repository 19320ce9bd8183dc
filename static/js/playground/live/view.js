/** The session in words: the veil over the picture, the status line, the buttons. Text only. */
import { setText } from "../../shared/dom.js";
import { sentencesOf } from "../../shared/stage/faults.js";
import { cameraPossible } from "../../shared/stage/sources.js";
import { createVeil } from "../../shared/stage/veil.js";
import { say } from "../../shared/texts.js";

const byId = (id) => document.getElementById(id);

/** What is shown of a session: the status line, and the veil (shared/stage/veil.js) or null. */
export function wordsOf({ phase, source, frozen, problem }, possible) {
  const camera = source.kind === "camera";
  if (phase === "problem" || (phase === "idle" && camera && !possible)) {
    const code = phase === "idle" ? "camera_insecure" : problem;
    const { what, next } = sentencesOf({ code });
    return { status: what, veil: { kind: "problem", what, next, act: code === "camera_insecure" ? null : say("retry") } };
  }
  if (phase === "asking" && camera) {
    const what = say("prompt_waiting");
    return { status: what, veil: { kind: "asking", what, next: say("prompt_waiting_next"), act: null } };
  }
  if (phase === "idle") {
    const act = say(camera ? "start_camera" : "start");
    return { status: say("state_idle"), veil: { kind: "idle", what: "", next: camera ? say("live_why_camera") : "", act } };
  }
  const status = phase === "asking" ? "live_loading" : frozen ? "live_frozen" : phase === "still" ? "live_still" : "live_on";
  return { status: say(status), veil: null };
}

export function createView(root) {
  const shown = createVeil();
  return {
    show(session) {
      const { status, veil } = wordsOf(session, cameraPossible());
      const moving = session.phase === "on";
      root.dataset.phase = session.phase;
      setText(byId("status"), status);
      shown.show(veil);
      byId("toggle").disabled = !moving;
      byId("toggle").setAttribute("aria-pressed", String(session.frozen));
      byId("stop").disabled = !moving;
      byId("use-camera").setAttribute("aria-pressed", String(session.source.kind === "camera" && moving));
    },
  };
}
