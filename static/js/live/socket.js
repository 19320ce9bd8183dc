/** The connection: Socket.IO, namespace /live, WebSocket only, protocol version 1. */
import { socketTo } from "../shared/transport.js";

const VERSION = 1;
const ANSWER_WITHIN = 15000;

/**
 * `on` has up(), lost(), refused({code, message, retryAfter}), result(meta, layers) and problem(fault);
 * `layers` are the answer's pictures by name, as bytes. They are registered before anything is asked of the server, so that no event is missed.
 */
export function createLink(on) {
  const socket = socketTo("/live");
  let wanted = false;
  let again = null;

  socket.on("connect", () => (wanted ? on.up() : socket.disconnect()));
  socket.on("disconnect", (reason) => {
    if (!wanted) return;
    on.lost();
    // After a disconnect by the server the library does not come back by itself.
    if (reason === "io server disconnect") reconnectSoon();
  });
  socket.on("connect_error", (error) => {
    if (!wanted) {
      socket.disconnect();
      return;
    }
    if (socket.active) on.lost();
    else on.refused(faultOf(error.data?.code ? error.data : { code: "refused", message: error.message }));
  });
  socket.on("result", (meta, ...attached) => on.result(meta ?? {}, layersOf(meta, attached)));
  socket.on("problem", (fault) => on.problem(faultOf(fault)));

  function reconnectSoon() {
    clearTimeout(again);
    again = setTimeout(() => wanted && socket.connect(), 1000);
  }

  async function ask(event, payload) {
    try {
      return await socket.timeout(ANSWER_WITHIN).emitWithAck(event, payload);
    } catch {
      return { ok: false, error: { code: "timeout", message: "" } };
    }
  }

  return {
    connect() {
      wanted = true;
      if (!socket.active) socket.connect();
    },
    /**
     * One that is still being connected is let go of once it is: the connection is shared with other namespaces and
     * stays, and the server, which would not hear of it before, would refuse the next one as connected already.
     */
    disconnect() {
      wanted = false;
      clearTimeout(again);
      if (socket.connected) socket.disconnect();
    },
    async open(demo, params, render) {
      const answer = await ask("open", { v: VERSION, demo, params, render });
      return answer?.ok ? { ok: true, ...grantOf(answer) } : { ok: false, ...faultOf(answer?.error) };
    },
    async params(stream, params) {
      const answer = await ask("params", { stream, params });
      if (answer?.ok) return { ok: true, ...grantOf(answer) };
      return { ok: false, ...faultOf(answer?.error), ...(answer?.params ? grantOf(answer) : {}) };
    },
    frame: (stream, seq, t, bytes) => socket.emit("frame", { stream, seq, t }, bytes),
    sound: (stream, seq, t, bytes) => socket.emit("sound", { stream, seq, t }, bytes),
    seen: (stream, seq) => socket.emit("seen", { stream, seq }),
    close(stream) {
      if (socket.connected) socket.emit("close", { stream });
    },
  };
}

/** The pictures that came with a result, by name, in the order in which `layers` names them; a single one that nothing names is the `picture`. */
export function layersOf(meta, attached) {
  const names = Array.isArray(meta?.layers) ? meta.layers : ["picture"];
  const pictures = attached.flat();
  return Object.fromEntries(names.map((name, at) => [name, pictures[at] ?? null]).filter(([, bytes]) => bytes !== null));
}

/** What a fault says, in this page's words: seconds in `retryAfter`, null where not given. */
export function faultOf(fault) {
  const { code, message = "", why = null, seq = null, stream = null, retry_after: after = null } = fault ?? {};
  return { code: String(code || "internal"), message: String(message), why, seq, stream, retryAfter: after };
}

function grantOf(answer) {
  const grant = { params: answer.params, held: answer.held === true };
  if (answer.stream) Object.assign(grant, { id: answer.stream });
  if (answer.window) Object.assign(grant, { window: answer.window });
  if (answer.max_bytes) Object.assign(grant, { maxBytes: answer.max_bytes });
  if (answer.size) Object.assign(grant, { size: answer.size });
  if (answer.quality) Object.assign(grant, { quality: answer.quality });
  if (answer.crowd_quality) Object.assign(grant, { crowdQuality: answer.crowd_quality });
  return grant;
}
