/** Carries out what the machine decides: gets and releases sources, opens and closes streams, keeps time. */
import { createCapture } from "./capture.js";
import { createCredits } from "./credits.js";
import { initial, maySend, phaseOf, reduce } from "./machine.js";
import { createPacer } from "./pacer.js";
import { createPump } from "./pump.js";
import { createLink } from "./socket.js";
import { acquire } from "./sources.js";
import { createStats } from "./stats.js";

const PROMPT_IGNORED = 4000;
const PARAMS_REST = 60;

/**
 * `demo` is the page's demo; `params()` the present parameters; `render()` resolves to who draws, "server" or "browser"; `renew()` brings lost uploads back and resolves to
 * whether it did; `mirror()` whether pictures are turned round before they are sent. `on` has change(state, phase),
 * source(held or null), answer(bytes, original, meta), note(code), refusedParams(fault), and heldParams(params): those
 * that hold because the teacher has locked the controls, whatever was asked for.
 */
export function createSession({ demo, source, params, render, renew, mirror, on }) {
  const sources = new Map(); // token -> what acquire gave
  const stats = createStats();
  const timers = new Set();
  let state = initial(source);
  let size = demo.size;
  let settling = null;

  const held = () => sources.get(state.token) ?? null;

  const link = createLink({
    up: () => dispatch({ type: "linkUp" }),
    lost: () => dispatch({ type: "linkLost" }),
    refused: (fault) => dispatch({ type: "linkRefused", ...fault }),
    result: (meta, bytes) => {
      if (meta.stream === state.stream?.id) pump.result(meta, bytes);
    },
    problem: (fault) => {
      dispatch({ type: "problem", ...fault });
      if (fault.seq !== null) pump.problem(fault.seq);
    },
  });

  const pump = createPump({
    credits: createCredits({ window: 2 }),
    pacer: createPacer(),
    capture: createCapture(),
    stats,
    link,
    may: () => maySend(state) && held() !== null,
    source: held,
    stream: () => state.stream,
    mirror,
    onAnswer: (meta, bytes, original) => {
      dispatch({ type: "answered" });
      on.answer(bytes, original, meta);
    },
    onLost: on.note,
  });

  function later(delay, event) {
    const timer = setTimeout(() => {
      timers.delete(timer);
      dispatch(event);
    }, delay);
    timers.add(timer);
  }

  async function get({ token, source: spec }) {
    if (spec.kind === "camera") later(PROMPT_IGNORED, { type: "sourceSlow", token });
    try {
      const got = await acquire(spec, { size, onEnd: () => dispatch({ type: "sourceEnded", token }) });
      sources.set(token, got);
      if (token === state.token && state.grab === "asking") {
        on.source(got);
        pump.begin(got);
      }
      dispatch({ type: "sourceReady", token, still: got.still });
    } catch (error) {
      dispatch({ type: "sourceFailed", token, code: error.code ?? "camera_failed" });
    }
  }

  async function open({ token }) {
    const draws = await render();
    let asked = null;
    const ask = () => {
      asked = params();
      return link.open(demo.name, asked, draws);
    };
    let grant = await ask();
    if (grant.code === "bad_params" && (await renew())) grant = await ask();
    if (!grant.ok) {
      dispatch({ ...grant, type: "openRefused", token });
      return;
    }
    size = grant.size ?? size;
    const { id, window = 1, maxBytes = Infinity, quality } = grant;
    const stream = { id, window, maxBytes, quality, size };
    const changed = params() !== asked; // while the answer was on its way
    if (grant.held) on.heldParams(grant.params);
    dispatch({ type: "openAccepted", token, stream });
    if (changed && !grant.held) sendParams();
  }

  const EFFECTS = {
    acquire: get,
    release: ({ token }) => {
      sources.get(token)?.release();
      sources.delete(token);
      if (sources.size === 0) on.source(null);
    },
    connect: () => link.connect(),
    disconnect: () => {
      link.disconnect();
      pump.forget(1);
    },
    open,
    close: ({ stream }) => link.close(stream),
    ready: () => pump.forget(state.stream.window),
    forget: () => pump.forget(),
    retry: ({ token, after }) => later(after, { type: "retryDue", token }),
    reconnect: ({ token, after }) => later(after, { type: "reconnectDue", token }),
    backOff: ({ after }) => pump.backOff(after),
  };

  function dispatch(event) {
    const next = reduce(state, event);
    const changed = next.state !== state;
    state = next.state;
    for (const effect of next.effects) EFFECTS[effect.do](effect);
    if (changed) on.change(state, phaseOf(state));
    if (changed) pump.kick();
  }

  async function sendParams() {
    const stream = state.stream;
    if (!stream) return;
    let answer = await link.params(stream.id, params());
    if (answer.code === "bad_params" && !answer.params && (await renew())) {
      answer = await link.params(stream.id, params());
    }
    if (state.stream !== stream) return;
    if (!answer.ok && !answer.params) {
      on.refusedParams(answer);
      return;
    }
    if (!answer.ok) on.heldParams(answer.params);
    if (answer.size) {
      size = answer.size;
      stream.size = size;
    }
    pump.again();
  }

  return {
    dispatch,
    stats: () => stats.read(performance.now()),
    /** The parameters changed: told to the server once the visitor's hand rests a moment. */
    paramsChanged() {
      clearTimeout(settling);
      settling = setTimeout(sendParams, PARAMS_REST);
    },
    again: () => pump.again(),
    /** The most pictures a second, 0 for as many as the server answers. */
    limit: (rate) => pump.limit(rate),
    get state() {
      return state;
    },
    get phase() {
      return phaseOf(state);
    },
  };
}
