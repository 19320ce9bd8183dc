/** Play, pause, step, back, speed and scrub, for pages whose steps are numbered. Elements by their ids (transport.html). */
import { setText } from "../../shared/dom.js";
import { say } from "../../shared/texts.js";

const byId = (id) => document.getElementById(id);

const SPEEDS = [0.5, 1, 2, 4];

/** What a press or a tick does to {step, playing}; `last` is the last step. Pure. */
export function play({ step, playing }, act, last) {
  const to = (next) => Math.min(last, Math.max(0, next));
  switch (act.type) {
    case "toggle":
      return playing ? { step, playing: false } : { step: step >= last ? 0 : step, playing: last > 0 };
    case "tick":
      return playing ? { step: to(step + 1), playing: step + 1 < last } : { step, playing };
    case "move":
      return { step: to(step + act.by), playing: false };
    case "go":
      return { step: to(act.step), playing: false };
    default:
      return { step: to(step), playing: false };
  }
}

/** `get()` gives {step, speed, last}, `set(changes)` takes {step} or {speed}. */
export function createTransport({ get, set }) {
  let playing = false;
  let timer = 0;

  function act(action) {
    const { step, last } = get();
    const next = play({ step, playing }, action, last);
    playing = next.playing;
    schedule();
    set({ step: Math.max(0, next.step) });
  }

  function schedule() {
    clearTimeout(timer);
    if (playing) timer = setTimeout(() => act({ type: "tick" }), 1000 / get().speed);
  }

  byId("play").addEventListener("click", () => act({ type: "toggle" }));
  byId("forward").addEventListener("click", () => act({ type: "move", by: 1 }));
  byId("back").addEventListener("click", () => act({ type: "move", by: -1 }));
  byId("scrub").addEventListener("input", (event) => act({ type: "go", step: Number(event.target.value) }));
  byId("speed").addEventListener("change", (event) => set({ speed: Number(event.target.value) }));

  return {
    act,
    keys: {
      " ": () => act({ type: "toggle" }),
      ArrowRight: () => act({ type: "move", by: 1 }),
      ArrowLeft: () => act({ type: "move", by: -1 }),
      Home: () => act({ type: "go", step: 0 }),
      End: () => act({ type: "go", step: Infinity }),
      ...Object.fromEntries(SPEEDS.map((speed, i) => [String(i + 1), () => set({ speed })])),
    },
    get playing() {
      return playing;
    },
    /** `last` below 0: there is nothing to play. */
    show({ step, last, speed }) {
      if (last < 1) playing = false;
      for (const id of ["play", "forward", "back", "scrub"]) byId(id).disabled = last < 1;
      setText(byId("play"), byId("play").dataset[playing ? "pause" : "play"]);
      byId("speed").value = String(speed);
      byId("scrub").max = String(Math.max(0, last));
      byId("scrub").value = String(step);
      setText(byId("progress"), last < 0 ? "" : say("progress", { step: step + 1, steps: last + 1 }));
      byId("scrub").setAttribute("aria-valuetext", byId("progress").textContent);
    },
  };
}
