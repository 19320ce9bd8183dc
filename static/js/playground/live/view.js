/** The session in words: the veil over the picture, the status line, the buttons. Text only. */
import { setText } from "../../shared/dom.js";

const byId = (id) => document.getElementById(id);
const PROBLEMS = new Set([
  "camera_denied", "camera_busy", "camera_missing", "camera_overconstrained", "camera_unplugged", "camera_insecure",
  "camera_failed", "clip_failed", "file_unreadable",
]);

/** What is shown of a session: the status line, and the veil's {what, next, act} or null. Pure. */
export function wordsOf({ phase, source, frozen, problem }, possible, say) {
  const camera = source.kind === "camera";
  if (phase === "problem" || (phase === "idle" && camera && !possible)) {
    const code = PROBLEMS.has(problem) ? problem : phase === "idle" ? "camera_insecure" : "camera_failed";
    const what = say(`live_${code}`);
    const act = code === "camera_insecure" ? null : say("live_retry");
    return { status: what, veil: { kind: "problem", what, next: say(`live_${code}_next`), act } };
  }
  if (phase === "asking" && camera) {
    return { status: say("live_asking"), veil: { kind: "asking", what: say("live_asking"), next: say("live_asking_next"), act: null } };
  }
  if (phase === "idle") {
    const act = say(camera ? "live_start_camera" : "live_start");
    const next = camera ? say("live_why_camera") : "";
    return { status: say("live_idle"), veil: { kind: "idle", what: "", next, act } };
  }
  const status = phase === "asking" ? "live_loading" : frozen ? "live_frozen" : phase === "still" ? "live_still" : "live_on";
  return { status: say(status), veil: null };
}

export function createView(root, say) {
  return {
    show(session, possible) {
      const { status, veil } = wordsOf(session, possible, say);
      const moving = session.phase === "on";
      root.dataset.phase = session.phase;
      setText(byId("status"), status);
      byId("veil").hidden = veil === null;
      if (veil) {
        byId("veil").dataset.kind = veil.kind;
        setText(byId("veil-what"), veil.what);
        setText(byId("veil-next"), veil.next);
        byId("veil-act").hidden = veil.act === null;
        setText(byId("veil-act"), veil.act ?? "");
      }
      byId("toggle").disabled = !moving;
      byId("toggle").setAttribute("aria-pressed", String(session.frozen));
      byId("stop").disabled = !moving;
      byId("use-camera").setAttribute("aria-pressed", String(session.source.kind === "camera" && moving));
    },
  };
}
