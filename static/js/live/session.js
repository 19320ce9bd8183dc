/** Carries out what the machine decides: gets and releases sources, opens and closes streams, keeps time. */
import { acquire as acquirePictures } from "../shared/stage/sources.js";
import { acquireSound } from "../shared/sound/sources.js";
import { HeldSources } from "../shared/stage/held.js";
import { createCapture } from "./capture.js";
import { ClockPump, clockSource } from "./clockpump.js";
import { createCredits } from "./credits.js";
import { LARGEST } from "./frames.js";
import { initial, maySend, phaseOf, reduce } from "./machine.js";
import { Pacer } from "./pacer.js";
import { Pump } from "./pump.js";
import { createLink } from "./socket.js";
import { SoundPump } from "./soundpump.js";
import { createStats } from "./stats.js";

const PROMPT_IGNORED = 4000;
const PARAMS_REST = 60;
const DEVICES = new Set(["camera", "screen"]);

export class Session {
  #page;
  #state;
  #size; // that pictures should have
  #resting = null; // the timer until changed parameters are told
  #stats = createStats();
  #sources;
  #link;
  #pump;

  /**
   * `page` is what a page gives: its `demo` and the first `source`; `params()`, the present parameters; `render()`
   * resolves to who draws, "server" or "browser"; `renew()` brings lost uploads back and resolves to whether it did;
   * `mirror()`, whether pictures are turned round before they are sent. `on` has change(state, phase), source(held or
   * null), answer({meta, layers, frame, sent}) as the pump has it, note(code), refusedParams(fault), and heldParams(params): those that hold
   * because the teacher has locked the controls, whatever was asked for.
   */
  constructor(page) {
    this.#page = page;
    this.#state = initial(page.source);
    this.#size = page.demo.size;
    this.#sources = new HeldSources({
      size: () => LARGEST, // the camera's own size: what is sent is scaled, what is drawn on is not
      dispatch: this.dispatch,
      onReady: (token, source) => this.#begin(token, source),
      acquire: (spec, options) => this.#acquire(spec, options),
    });
    this.#link = createLink(this.#linkEvents());
    this.#pump = this.#newPump();
    this.limit(0);
  }

  dispatch = (event) => {
    const next = reduce(this.#state, event);
    const changed = next.state !== this.#state;
    this.#state = next.state;
    for (const effect of next.effects) this.#effects[effect.do](effect);
    if (changed) this.#page.on.change(this.#state, phaseOf(this.#state));
    if (changed) this.#pump.kick();
  };

  get state() {
    return this.#state;
  }

  get phase() {
    return phaseOf(this.#state);
  }

  /** The figures of the stream so far (stats.js). */
  stats = () => this.#stats.read(performance.now());

  /** The parameters changed: told to the server once the visitor's hand rests a moment. */
  paramsChanged() {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#sendParams(), PARAMS_REST);
  }

  /** A still picture is to be sent again. */
  again = () => this.#pump.again();

  /** An answer is on the stage. */
  drawn = (meta) => this.#pump.drawn(meta);

  /** The most pictures a second, 0 for as many as the demo wants and the server answers. */
  limit = (rate) => {
    const wanted = (this.#fed.kind === "camera" && this.#fed.rate) || 0;
    this.#pump.limit(rate && wanted ? Math.min(rate, wanted) : rate || wanted);
  };

  #linkEvents() {
    return {
      up: () => this.dispatch({ type: "linkUp" }),
      lost: () => this.dispatch({ type: "linkLost" }),
      refused: (fault) => this.dispatch({ type: "linkRefused", ...fault }),
      result: (meta, layers) => {
        if (meta.stream === this.#state.stream?.id) this.#pump.result(meta, layers);
      },
      problem: (fault) => {
        this.dispatch({ type: "problem", ...fault });
        if (fault.seq !== null) this.#pump.problem(fault.seq);
      },
    };
  }

  /** What the demo is fed with: {kind: camera | microphone | clock, …}. */
  get #fed() {
    return this.#page.demo.source ?? { kind: "camera" };
  }

  #acquire(spec, options) {
    if (this.#fed.kind === "microphone") return acquireSound(spec, { ...options, rate: this.#fed.rate, hop: this.#fed.hop });
    return this.#fed.kind === "clock" ? clockSource(this.#size) : acquirePictures(spec, options);
  }

  #newPump() {
    const Kind = { microphone: SoundPump, clock: ClockPump }[this.#fed.kind] ?? Pump;
    return new Kind(this.#pumpParts());
  }

  #pumpParts() {
    return {
      credits: createCredits({ window: 2 }),
      pacer: new Pacer(),
      capture: createCapture(),
      stats: this.#stats,
      link: this.#link,
      may: () => maySend(this.#state) && this.#held !== null,
      source: () => this.#held,
      stream: () => this.#state.stream,
      mirror: this.#page.mirror,
      onAnswer: (answer) => {
        this.dispatch({ type: "answered" });
        this.#page.on.answer(answer);
      },
      onLost: this.#page.on.note,
      onBroken: () => this.#dispatchBroken(),
    };
  }

  /** What was loaded cannot be drawn after all; a camera may be on its way to its next picture. */
  #dispatchBroken() {
    if (DEVICES.has(this.#state.source.kind)) return;
    this.dispatch({ type: "sourceBroken", token: this.#state.token, code: "file_not_drawable" });
  }

  get #held() {
    return this.#sources.of(this.#state.token);
  }

  #begin(token, source) {
    if (token !== this.#state.token || this.#state.grab !== "asking") return;
    this.#page.on.source(source);
    this.#pump.begin(source);
  }

  #later(delay, event) {
    setTimeout(() => this.dispatch(event), delay);
  }

  #effects = {
    acquire: ({ token, source }) => {
      if (source.kind === "camera" || source.kind === "microphone") this.#later(PROMPT_IGNORED, { type: "sourceSlow", token });
      this.#sources.acquire(token, source);
    },
    release: ({ token }) => {
      this.#sources.release(token);
      if (this.#sources.isEmpty) this.#page.on.source(null);
    },
    connect: () => this.#link.connect(),
    disconnect: () => {
      this.#link.disconnect();
      this.#pump.forget(1);
    },
    open: ({ token }) => this.#open(token),
    close: ({ stream }) => this.#link.close(stream),
    ready: () => this.#pump.forget(this.#state.stream.window),
    forget: () => this.#pump.forget(),
    retry: ({ token, after }) => this.#later(after, { type: "retryDue", token }),
    reconnect: ({ token, after }) => this.#later(after, { type: "reconnectDue", token }),
    backOff: ({ after }) => this.#pump.backOff(after),
  };

  async #open(token) {
    const { demo, params, render, renew, on } = this.#page;
    const draws = await render();
    let asked = null;
    const ask = () => {
      asked = params();
      return this.#link.open(demo.name, asked, draws);
    };
    let grant = await ask();
    if (grant.code === "bad_params" && (await renew())) grant = await ask();
    if (!grant.ok) {
      this.dispatch({ ...grant, type: "openRefused", token });
      return;
    }
    this.#size = grant.size ?? this.#size;
    const { id, window = 1, maxBytes = Infinity, quality, crowdQuality } = grant;
    const changed = params() !== asked; // while the answer was on its way
    if (grant.held) on.heldParams(grant.params);
    this.dispatch({ type: "openAccepted", token, stream: { id, window, maxBytes, quality, crowdQuality, size: this.#size } });
    if (changed && !grant.held) this.#sendParams();
  }

  async #sendParams() {
    const { params, renew, on } = this.#page;
    const { stream } = this.#state;
    if (!stream) return;
    let answer = await this.#link.params(stream.id, params());
    if (answer.code === "bad_params" && !answer.params && (await renew())) {
      answer = await this.#link.params(stream.id, params());
    }
    if (this.#state.stream !== stream) return;
    if (!answer.ok && !answer.params) {
      on.refusedParams(answer);
      return;
    }
    if (!answer.ok) on.heldParams(answer.params);
    if (answer.size) {
      this.#size = answer.size;
      stream.size = answer.size;
    }
    this.#pump.again();
  }
}
