/**
 * The states of a demo page: the source (camera, picture, …), the link to the server and the stream, as one
 * pure reducer. `reduce(state, event)` returns the next state and the effects to carry out, in order; it
 * touches nothing itself.
 *
 * Every request that takes time carries a token. An answer whose token is no longer the present one is
 * stale: a source that arrives too late is released at once, a stream that opens too late is closed. So
 * there is no order of presses and answers that leaves a camera on with nobody looking.
 */

/** What waits and tries again by itself, with the wait in ms where the server names none. */
export const PASSING = {
  model_loading: 1000,
  model_restarting: 1000,
  busy: 500,
  timeout: 500,
  rate_limited: 2000,
  internal: 1000,
};

/** What ends the stream until the visitor does something. */
const FINAL = new Set(["model_unavailable", "unknown_demo", "bad_params", "unsupported"]);

/** What says that a picture, not the stream, was at fault. */
const PICTURE = new Set(["bad_image", "too_large", "too_small", "invalid_format"]);

const ENDED = {
  camera: "camera_unplugged",
  microphone: "microphone_unplugged",
  screen: "screen_ended",
  file: "file_ended",
  clip: "file_ended",
};

/**
 * run: what the visitor wants (off, on, paused). grab: the source (none, asking, held). token: the present
 * request for a source; granted: whether its device was allowed; trouble: why no pictures come from it, or null. link: the connection (off, connecting, up, lost). openToken: the present request to
 * open a stream; opening: whether it is unanswered. stream: what the server granted, or null. problem: what
 * stops the page, or null. notice: what passes by itself, or null.
 */
export function initial(source) {
  return {
    run: "off",
    source,
    grab: "none",
    slow: false,
    granted: false,
    trouble: null,
    still: false,
    token: 0,
    link: "off",
    openToken: 0,
    opening: false,
    stream: null,
    problem: null,
    notice: null,
  };
}

/** The one word that the page shows and tests read. */
export function phaseOf(state) {
  if (state.problem) return "problem";
  if (state.run === "off") return "idle";
  if (state.grab === "asking") return "asking";
  if (state.run === "paused") return "paused";
  if (state.link === "lost") return "reconnecting";
  return state.stream ? "live" : "opening";
}

/** Whether frames may be sent now. */
export function maySend(state) {
  return state.run === "on" && state.grab === "held" && state.stream !== null && !state.problem;
}

export function reduce(state, event) {
  const handler = HANDLERS[event.type];
  if (!handler) throw new Error(`unknown event ${event.type}`);
  return handler(state, event);
}

const same = (state) => ({ state, effects: [] });

/** Open a stream if everything that it needs is there. */
function openIfReady(state, effects) {
  if (state.run === "off" || state.grab !== "held" || state.link !== "up" || state.stream || state.opening) {
    return { state, effects };
  }
  const openToken = state.openToken + 1;
  return {
    state: { ...state, openToken, opening: true },
    effects: [...effects, { do: "open", token: openToken }],
  };
}

/** Let go of the source, the stream and the link. */
function letGo(state, changes) {
  const effects = [];
  if (state.grab !== "none") effects.push({ do: "release", token: state.token });
  if (state.stream) effects.push({ do: "close", stream: state.stream.id });
  if (state.link !== "off") effects.push({ do: "disconnect" });
  const next = {
    ...state,
    run: "off",
    grab: "none",
    slow: false,
    granted: false,
    trouble: null,
    token: state.token + 1,
    link: "off",
    openToken: state.openToken + 1,
    opening: false,
    stream: null,
    notice: null,
    ...changes,
  };
  return { state: next, effects };
}

const fail = (state, problem) => letGo(state, { problem });

function ask(state, effects) {
  const token = state.token + 1;
  return {
    state: { ...state, grab: "asking", slow: false, granted: false, trouble: null, token },
    effects: [...effects, { do: "acquire", token, source: state.source }],
  };
}

function connectIfOff({ state, effects }) {
  if (state.link === "lost") return { state, effects: [...effects, { do: "connect" }] };
  if (state.link !== "off") return { state, effects };
  return { state: { ...state, link: "connecting" }, effects: [...effects, { do: "connect" }] };
}

function faultOf({ code, message = "", why = null, retryAfter = null }) {
  return { code, message, why, retryAfter };
}

function start(state) {
  if (state.run === "on" && !state.problem) return state.trouble ? select(state, { source: state.source }) : same(state);
  const next = { ...state, run: "on", problem: null, notice: null };
  if (next.grab === "none") return connectIfOff(ask(next, []));
  const connected = connectIfOff({ state: next, effects: [] });
  return openIfReady(connected.state, connected.effects);
}

function select(state, { source }) {
  if (state.run === "off") return same({ ...state, source, problem: null });
  const effects = state.grab === "none" ? [] : [{ do: "release", token: state.token }];
  return connectIfOff(ask({ ...state, source, run: "on", notice: null }, effects));
}

function sourceReady(state, { token, still = false }) {
  if (token !== state.token || state.grab !== "asking") {
    return { state, effects: [{ do: "release", token }] };
  }
  return openIfReady({ ...state, grab: "held", slow: false, trouble: null, still }, []);
}

function openAccepted(state, { token, stream }) {
  if (token !== state.openToken || !state.opening) {
    return { state, effects: [{ do: "close", stream: stream.id }] };
  }
  return { state: { ...state, opening: false, stream, problem: null, notice: null }, effects: [{ do: "ready" }] };
}

function openRefused(state, { token, ...fault }) {
  if (token !== state.openToken || !state.opening) return same(state);
  return refused({ ...state, opening: false }, fault);
}

/** A refusal of the stream, at its opening or later: final, or tried again after a while. */
function refused(state, fault) {
  const { code, retryAfter } = fault;
  if (code !== "server_full" && !(code in PASSING)) return fail(state, faultOf(fault));
  const after = retryAfter === null || retryAfter === undefined ? (PASSING[code] ?? 5000) : retryAfter * 1000;
  const retry = { do: "retry", token: state.openToken, after };
  const shown = faultOf(fault);
  if (code === "server_full") return { state: { ...state, problem: shown, notice: null }, effects: [retry] };
  return { state: { ...state, notice: shown }, effects: [retry] };
}

function retryDue(state, { token }) {
  if (token !== state.openToken || state.stream || state.opening) return same(state);
  return openIfReady(state, []);
}

/** A `problem` of the server while a stream is open (or was, a moment ago). */
function serverProblem(state, fault) {
  if (state.run === "off" || !state.stream) return same(state);
  if (fault.stream && fault.stream !== state.stream.id) return same(state);
  const { code } = fault;
  if (code === "unknown_stream") return openIfReady({ ...state, stream: null }, [{ do: "forget" }]);
  if (FINAL.has(code)) return fail(state, faultOf(fault));
  if (code === "server_full") return refused({ ...state, stream: null }, fault);
  if (PICTURE.has(code) && state.still) return fail(state, faultOf(fault));
  const wait = fault.retryAfter === null || fault.retryAfter === undefined ? PASSING[code] : fault.retryAfter * 1000;
  return { state: { ...state, notice: faultOf(fault) }, effects: [{ do: "backOff", after: wait ?? 0 }] };
}

function linkUp(state) {
  if (state.run === "off") return { state: { ...state, link: "up" }, effects: [{ do: "disconnect" }] };
  const notice = state.notice?.code === "server_gone" ? null : state.notice;
  return openIfReady({ ...state, link: "up", stream: null, opening: false, notice }, []);
}

function linkLost(state) {
  if (state.link === "off") return same(state);
  const next = { ...state, link: "lost", stream: null, opening: false, openToken: state.openToken + 1 };
  const problem = state.problem?.code === "server_full" ? null : state.problem;
  return { state: { ...next, problem, notice: faultOf({ code: "server_gone" }) }, effects: [{ do: "forget" }] };
}

/** The server answered and would not have us. A full house is tried again; a link once refused never is by itself. */
function linkRefused(state, fault) {
  if (state.link === "off") return same(state);
  if (fault.code !== "server_full") return fail(state, faultOf(fault));
  const after = (fault.retryAfter ?? 5) * 1000;
  const next = { ...state, link: "lost", stream: null, opening: false, openToken: state.openToken + 1 };
  return {
    state: { ...next, problem: faultOf(fault), notice: null },
    effects: [{ do: "forget" }, { do: "reconnect", token: next.openToken, after }],
  };
}

function reconnectDue(state, { token }) {
  if (token !== state.openToken || state.link !== "lost") return same(state);
  return { state, effects: [{ do: "connect" }] };
}

const HANDLERS = {
  start,
  retry: start,
  stop: (state) => letGo(state, { problem: null }),
  leave: (state) => letGo(state, { problem: null }),
  pause: (state) => same(state.run === "on" && !state.problem ? { ...state, run: "paused" } : state),
  resume: (state) => same(state.run === "paused" ? { ...state, run: "on" } : state),
  select,
  sourceReady,
  sourceSlow: (state, { token }) =>
    same(token === state.token && state.grab === "asking" && !state.granted ? { ...state, slow: true } : state),
  sourceGranted: (state, { token }) =>
    same(token === state.token && state.grab === "asking" ? { ...state, granted: true, slow: false } : state),
  sourceTrouble: (state, { token, code }) =>
    same(token === state.token && state.grab !== "none" ? { ...state, trouble: code } : state),
  sourceFailed: (state, { token, code, message }) =>
    token === state.token && state.grab === "asking"
      ? fail({ ...state, grab: "none" }, faultOf({ code, message }))
      : same(state),
  sourceBroken: (state, { token, code }) =>
    token === state.token && state.grab === "held" ? fail(state, faultOf({ code })) : same(state),
  sourceEnded: (state, { token }) =>
    token === state.token && state.grab !== "none"
      ? fail(state, faultOf({ code: ENDED[state.source.kind] ?? "camera_unplugged" }))
      : same(state),
  linkUp,
  linkLost,
  linkRefused,
  reconnectDue,
  openAccepted,
  openRefused,
  retryDue,
  problem: serverProblem,
  answered: (state) => same(state.notice ? { ...state, notice: null } : state),
};
