/**
 * Which source is held, as a pure reducer: (state, event) → {state, effects}. Nothing can be half started: what comes
 * late (an older token) is released at once (shared/stage/held.js).
 *
 * Phases: idle, asking, on (it moves), still (one picture), problem. `frozen` holds the last picture of what moves.
 * `granted`: the camera was allowed; `trouble`: why no pictures come from it, or null.
 */
const NEW = { frozen: false, granted: false, trouble: null, problem: null };

export const initial = (source) => ({ phase: "idle", source, token: 0, ...NEW });

const same = (state) => ({ state, effects: [] });
const holds = (state) => state.phase === "on" || state.phase === "still" || state.phase === "asking";

const release = ({ token }) => ({ do: "release", token });

function ask(state) {
  const token = state.token + 1;
  const effects = [release(state), { do: "acquire", token, source: state.source }];
  return { state: { ...state, ...NEW, phase: "asking", token }, effects };
}

/** `press` says that a button was pressed: a camera is never asked for without. */
function select(state, { source, press = false }) {
  const next = { ...state, source };
  if (press || source.kind !== "camera") return ask(next);
  const effects = holds(state) ? [release(state)] : [];
  return { state: { ...next, ...NEW, phase: "idle", token: state.token + 1 }, effects };
}

function ready(state, { token, still }) {
  if (token !== state.token || state.phase !== "asking") return { state, effects: [release({ token })] };
  return { state: { ...state, phase: still ? "still" : "on", trouble: null }, effects: [{ do: "show", token }] };
}

function failed(state, { token, code }) {
  if (token !== state.token) return same(state);
  return { state: { ...state, ...NEW, phase: "problem", problem: code }, effects: [release(state)] };
}

function stop(state) {
  const effects = [release(state)];
  return { state: { ...state, ...NEW, phase: "idle", token: state.token + 1 }, effects };
}

export function reduce(state, event) {
  switch (event.type) {
    case "select":
      return select(state, event);
    case "start":
      return ask(state);
    case "sourceReady":
      return ready(state, event);
    case "sourceFailed":
      return failed(state, event);
    case "sourceEnded":
      return holds(state) ? failed(state, { token: event.token, code: "camera_unplugged" }) : same(state);
    case "sourceGranted":
      return same(event.token === state.token && state.phase === "asking" ? { ...state, granted: true } : state);
    case "sourceTrouble":
      return same(event.token === state.token && holds(state) ? { ...state, trouble: event.code } : state);
    case "freeze":
      return state.phase === "on" ? same({ ...state, frozen: !state.frozen }) : same(state);
    case "stop":
      return stop(state);
    default:
      throw new Error(`no event ${event.type}`);
  }
}
