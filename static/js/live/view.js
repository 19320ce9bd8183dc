/** Shows the page's state: sentences, buttons, the veil over the stage. Text only. */
import { setText } from "../shared/dom.js";
import { sentencesOf } from "../shared/stage/faults.js";
import { microphonePossible } from "../shared/sound/sources.js";
import { cameraPossible } from "../shared/stage/sources.js";
import { createVeil } from "../shared/stage/veil.js";
import { say } from "../shared/texts.js";

/** What a browser asks about, or is told to keep on. */
const PROMPTS = { camera: "prompt_waiting", microphone: "prompt_waiting_microphone" };
const PAUSED = { camera: "state_paused", microphone: "state_paused_microphone" };

/** What pictures or sound are waited for, in vain so far: the phases in which that is what matters. */
const WAITING = new Set(["asking", "opening", "live"]);
const troubleOf = (state, phase) => (WAITING.has(phase) && state.trouble ? { code: state.trouble } : null);

/** Whether the picture on the stage is no longer what goes on: the server or the camera has gone quiet. */
export const isFrozen = (state, phase) => phase === "reconnecting" || (phase === "live" && Boolean(state.trouble));

/** What is with the figures below the stage: live, kept as they are, or gone. */
export function figuresOf(state, phase) {
  if (phase === "live" && !state.trouble) return "live";
  return isFrozen(state, phase) || phase === "idle" || phase === "problem" ? "gone" : "kept";
}

/** What a visitor can go on with where a device fails, as a button's text; null where there is nothing. */
function standInOf(state, { code }, hasClip) {
  const { kind } = state.source;
  if (!code.startsWith(`${kind}_`) || !(kind in PROMPTS)) return null;
  if (kind === "microphone") return say("start_tones");
  return hasClip ? say("use_clip") : null;
}

/** One line that says what is going on. */
export function statusOf(state, phase, drawn) {
  const fault = state.problem ?? troubleOf(state, phase);
  if (fault) return sentencesOf(fault).what;
  if (phase === "asking") return state.slow ? say(PROMPTS[state.source.kind]) : say(`state_asking_${state.source.kind}`);
  if (phase === "paused") return say(PAUSED[state.source.kind] ?? "state_paused_other");
  if (state.notice && phase !== "idle") return sentencesOf(state.notice).what;
  if (phase === "live" && !drawn) return say("state_first");
  if (phase === "live" && state.still) return say("state_still");
  return say(`state_${phase}`);
}

/** What keeps the page from starting or going on, or null; `possible` says whether it may ask for the camera or microphone. */
function faultOf(state, phase, demo, possible) {
  if (phase === "idle" && demo.state === "unavailable") return { code: "model_unavailable", message: demo.reason };
  if (phase === "idle" && state.source.kind in PROMPTS && !possible) return { code: `${state.source.kind}_insecure` };
  return state.problem ?? troubleOf(state, phase);
}

/**
 * The veil (shared/stage/veil.js), or null. `left` are the seconds until a fault passes, or null; `hasClip` says whether
 * there is a built-in clip to use instead.
 */
export function veilOf(state, phase, demo, { possible, left = null, hasClip = false }) {
  const device = state.source.kind in PROMPTS;
  const start = device && phase === "idle" && !possible ? null : say(`start_${state.source.kind}`);
  const fault = faultOf(state, phase, demo, possible);
  if (fault) {
    const other = standInOf(state, fault, hasClip);
    return { kind: "problem", ...sentencesOf(fault, left), act: start && say("retry"), other };
  }
  if (phase === "idle") return { kind: phase, what: "", next: "", act: start };
  if (phase !== "asking" || !device) return null;
  return { kind: phase, what: statusOf(state, phase, false), next: state.slow ? say("prompt_waiting_next") : "", act: null };
}

const byId = (id) => document.getElementById(id);

function showToggle(phase) {
  const running = phase !== "idle" && phase !== "problem" && phase !== "paused";
  byId("toggle").dataset.icon = running ? "pause" : "start";
  setText(byId("toggle-text"), say(phase === "paused" ? "resume" : running ? "pause" : "start"));
  byId("stop").disabled = phase === "idle";
}

/** What is written on a picture that does not move. */
function showMark(state, phase, drawn) {
  const mark = byId("paused-mark");
  const frozen = drawn && phase === "reconnecting";
  mark.hidden = phase !== "paused" && !frozen;
  setText(mark, say(frozen ? "mark_frozen" : "mark_paused"));
}

const mayAsk = ({ source }) => (source.kind === "microphone" ? microphonePossible() : cameraPossible());

/** `demo` is the page's: one that cannot run says so before it is started. */
export function createView(root, demo) {
  const veil = createVeil();
  const hasClip = document.querySelector('input[name="source"][value="clip"]') !== null;
  let countdown = null;

  function showVeil(state, phase) {
    const fault = faultOf(state, phase, demo, mayAsk(state));
    const until = fault?.retryAfter ? performance.now() + fault.retryAfter * 1000 : null;
    const show = () => {
      const left = until === null ? null : Math.max(0, Math.ceil((until - performance.now()) / 1000));
      veil.show(veilOf(state, phase, demo, { possible: mayAsk(state), left, hasClip }));
    };
    byId("veil-why").hidden = Boolean(fault) || state.source.kind !== "camera";
    clearInterval(countdown);
    show();
    if (until !== null) countdown = setInterval(show, 1000);
  }

  return {
    show(state, phase, drawn) {
      root.dataset.state = phase;
      root.dataset.source = state.source.kind;
      root.dataset.frozen = String(isFrozen(state, phase));
      setText(byId("status"), statusOf(state, phase, drawn));
      showVeil(state, phase);
      showToggle(phase);
      showMark(state, phase, drawn);
    },
    say(text) {
      setText(byId("status"), text);
    },
  };
}
