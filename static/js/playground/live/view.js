/** The session in words: the veil over the picture, the status line, the buttons. Text only. */
import { setText } from "../../shared/dom.js";
import { sentencesOf } from "../../shared/stage/faults.js";
import { cameraPossible } from "../../shared/stage/sources.js";
import { createVeil } from "../../shared/stage/veil.js";
import { say } from "../../shared/texts.js";

const byId = (id) => document.getElementById(id);

/** What keeps the page from showing pictures, as its code, or null. */
function faultOf({ phase, source, frozen, problem, trouble }, possible) {
  if (phase === "idle" && source.kind === "camera" && !possible) return "camera_insecure";
  return problem ?? (frozen ? null : trouble);
}

/** What is shown of a session: the status line, and the veil (shared/stage/veil.js) or null. */
export function wordsOf(session, possible, hasClip = false) {
  const { phase, source, granted, frozen } = session;
  const camera = source.kind === "camera";
  const code = faultOf(session, possible);
  if (code) {
    const { what, next } = sentencesOf({ code });
    const other = hasClip && code.startsWith("camera_") ? say("use_clip") : null;
    return { status: what, veil: { kind: "problem", what, next, act: code === "camera_insecure" ? null : say("retry"), other } };
  }
  if (phase === "asking" && camera && granted) {
    const what = say("state_asking_camera");
    return { status: what, veil: { kind: "asking", what, next: "", act: null } };
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

/** `hasClip` says whether there is a built-in clip to use in place of a camera. */
export function createView(root, hasClip) {
  const shown = createVeil();
  return {
    show(session) {
      const { status, veil } = wordsOf(session, cameraPossible(), hasClip);
      const moving = session.phase === "on";
      root.dataset.phase = session.phase;
      setText(byId("status"), status);
      shown.show(veil);
      byId("toggle").disabled = !moving;
      byId("toggle").setAttribute("aria-pressed", String(session.frozen));
      byId("stop").disabled = !moving && session.phase !== "asking";
      byId("use-camera").setAttribute("aria-pressed", String(session.source.kind === "camera" && moving));
    },
  };
}
