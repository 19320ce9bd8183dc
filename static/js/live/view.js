/** Shows the page's state: sentences, buttons, the veil over the stage. Text only. */
import { setText } from "../shared/dom.js";
import { has, say } from "../shared/texts.js";
import { cameraPossible } from "./sources.js";

/** The sentence of a fault and its next step. */
export function sentencesOf(fault, left = null) {
  const key = has(fault.code) ? fault.code : fault.message ? "unknown_problem" : "something_wrong";
  const next = left !== null && has(`${key}_in`) ? `${key}_in` : `${key}_next`;
  const values = { message: "", ...fault, seconds: left };
  return { what: say(key, values), next: has(next) ? say(next, values) : "" };
}

/** One line that says what is going on. */
export function statusOf(state, phase, drawn) {
  if (state.problem) return sentencesOf(state.problem).what;
  if (phase === "asking") return state.slow ? say("prompt_waiting") : say(`state_asking_${state.source.kind}`);
  if (phase === "paused") return say(state.source.kind === "camera" ? "state_paused" : "state_paused_other");
  if (state.notice && phase !== "idle") return sentencesOf(state.notice).what;
  if (phase === "live" && !drawn) return say("state_first");
  if (phase === "live" && state.still) return say("state_still");
  return say(`state_${phase}`);
}

const byId = (id) => document.getElementById(id);

/** `demo` is the page's: one that cannot run says so before it is started. */
export function createView(root, demo) {
  const parts = {
    status: byId("status"),
    veil: byId("veil"),
    what: byId("veil-what"),
    next: byId("veil-next"),
    act: byId("veil-act"),
    why: byId("veil-why"),
    toggle: byId("toggle"),
    toggleText: byId("toggle-text"),
    stop: byId("stop"),
    paused: byId("paused-mark"),
  };
  let countdown = null;

  function showVeil(state, phase) {
    const insecure = phase === "idle" && state.source.kind === "camera" && !cameraPossible();
    const unavailable = phase === "idle" && demo.state === "unavailable";
    let fault = state.problem;
    if (insecure) fault = { code: "camera_insecure" };
    if (unavailable) fault = { code: "model_unavailable", message: demo.reason };
    const asking = phase === "asking" && state.source.kind === "camera";
    parts.veil.hidden = !(phase === "idle" || fault || asking);
    parts.veil.dataset.kind = fault ? "problem" : phase;
    parts.act.hidden = asking || insecure;
    parts.why.hidden = Boolean(fault) || state.source.kind !== "camera";
    clearInterval(countdown);
    if (fault) showFault(fault);
    else {
      setText(parts.what, asking ? statusOf(state, phase, false) : "");
      setText(parts.next, asking && state.slow ? say("prompt_waiting_next") : "");
      setText(parts.act, say(`start_${state.source.kind}`));
    }
  }

  function showFault(fault) {
    const until = fault.retryAfter ? performance.now() + fault.retryAfter * 1000 : null;
    const show = () => {
      const left = until === null ? null : Math.max(0, Math.ceil((until - performance.now()) / 1000));
      const { what, next } = sentencesOf(fault, left);
      setText(parts.what, what);
      setText(parts.next, next);
    };
    show();
    if (until !== null) countdown = setInterval(show, 1000);
    setText(parts.act, say("retry"));
  }

  function showToggle(phase) {
    const running = phase !== "idle" && phase !== "problem" && phase !== "paused";
    parts.toggle.dataset.icon = running ? "pause" : "start";
    setText(parts.toggleText, say(phase === "paused" ? "resume" : running ? "pause" : "start"));
    parts.stop.disabled = phase === "idle";
    parts.paused.hidden = phase !== "paused";
  }

  return {
    show(state, phase, drawn) {
      root.dataset.state = phase;
      root.dataset.source = state.source.kind;
      setText(parts.status, statusOf(state, phase, drawn));
      showVeil(state, phase);
      showToggle(phase);
    },
    say(text) {
      setText(parts.status, text);
    },
  };
}
