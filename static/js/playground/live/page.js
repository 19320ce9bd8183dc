/** The live page: what it is made of, and who tells whom. */
import { embedded, setText } from "../../shared/dom.js";
import { createDivider } from "../../shared/stage/divider.js";
import { listenToDrops } from "../../shared/stage/files.js";
import { sizeToSend } from "../../shared/stage/fit.js";
import { eachFrame } from "../../shared/stage/frames.js";
import { HeldSources } from "../../shared/stage/held.js";
import { say } from "../../shared/texts.js";
import { createPage, note } from "../shell/page.js";
import { kernelsOf } from "./chain.js";
import { createChoices } from "./choices.js";
import { Editor } from "./editor.js";
import { Engines } from "./engines.js";
import { createFigures } from "./figures.js";
import { createLoupe } from "./loupe.js";
import { createPicker } from "./picker.js";
import { makePlan } from "./plan.js";
import { createPointer } from "./pointer.js";
import { createRate } from "./rate.js";
import { initial, reduce } from "./session.js";
import { savePicture } from "./snapshot.js";
import { TABLE, sourceOf } from "./table.js";
import { createView } from "./view.js";

const MOST = { width: 640, height: 480 };
const LOOK_EVERY = 120; // ms between two readings of moving numbers: more often nobody can read them

const byId = (id) => document.getElementById(id);

class LivePage {
  #root;
  #builtin;
  #session = null;
  #file = null; // one's own picture or video, as {kind, file}
  #plan = null;
  #planKey = "";
  #size = null; // of the pictures
  #hover = null; // the pixel under the mouse
  #looked = 0; // when numbers were read the last time
  #frames = 0;
  #shown = 0; // the token of the source that is shown
  #unfollow = () => {};
  #rate = createRate();
  #sources = new HeldSources({ size: () => MOST, dispatch: (event) => this.dispatch(event) });

  constructor(root, builtin) {
    this.#root = root;
    this.#builtin = builtin;
    this.view = createView(root, Boolean(this.#clip));
    this.loupe = createLoupe(root.dataset.step);
    this.engines = this.#newEngines();
    this.page = this.#newPage();
    this.divider = createDivider(byId("divider"), byId("picture"), {
      text: "live_split",
      button: byId("split"),
      onChange: (share) => this.page.set({ split: Math.round(100 * (share ?? 0)) }),
    });
    this.editor = new Editor({ onChange: this.page.set, onProblem: note });
    this.choices = createChoices(this.page.set);
    this.picker = this.#newPicker();
    this.figures = createFigures(() => this.#figures());
    this.#listen();
  }

  start() {
    this.#session = initial(this.#wanted());
    this.page.start();
    // Who prefers no motion starts a clip by hand.
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.#session.source.kind === "clip" && still) this.#showSession();
    else this.dispatch({ type: "select", source: this.#wanted() });
  }

  /** {frames, fps, took, engine, times, phase, size}. */
  stats() {
    const { name: engine, times } = this.engines;
    const read = this.#rate.read(performance.now());
    return { frames: this.#frames, ...read, engine, times, phase: this.#session.phase, size: this.#size };
  }

  // What it is made of

  #newEngines() {
    return new Engines({
      prefer: () => this.page.state.engine,
      onSwitch({ before, after }) {
        before.className = "live-before";
        after.className = "live-after";
        byId("canvases").replaceChildren(before, after);
      },
      onLost: () => note(say("live_lost")),
    });
  }

  #newPage() {
    const numbers = Array.from({ length: 9 }, (_, n) => [String(n + 1), () => this.editor.choose(n)]);
    return createPage({
      table: TABLE,
      onChange: (state) => this.#show(state),
      keys: {
        " ": this.#tools.toggle,
        v: this.#tools.split,
        m: this.#tools.mirror,
        s: this.#tools.snapshot,
        Escape: this.#tools.letgo,
        ...Object.fromEntries(numbers),
      },
    });
  }

  #newPicker() {
    return createPicker({
      facing: this.page.state.facing,
      // Another camera, while one is on, needs no second press.
      onCamera: ({ facing }) =>
        this.#choose({ source: "camera", facing: facing ?? "" }, this.#session.source.kind === "camera" && this.#session.phase !== "idle"),
      onBuiltin: (source) => this.#choose({ source }, true),
      onFile: (file) => {
        this.#file = file;
        this.dispatch({ type: "select", source: file, press: true });
      },
      onRefused: this.#refuse,
    });
  }

  #tools = {
    toggle: () => {
      if (this.#session.phase === "on") {
        this.dispatch({ type: "freeze" });
        this.#look();
      } else if (this.#session.phase === "idle" || this.#session.phase === "problem") this.dispatch({ type: "start" });
    },
    mirror: () => this.page.set({ mirror: this.#mirrored ? "0" : "1" }),
    snapshot: () => {
      if (!this.#root.dataset.drawn) return note(say("live_nothing"));
      this.#again(); // a shader's picture is gone once it was shown: in this task it is there
      return savePicture(this.engines.canvases, this.#size, this.page.state.split / 100);
    },
    letgo: () => this.page.set({ at: null }),
    split: () => this.divider.toggle(),
    stop: () => this.dispatch({ type: "stop" }),
    standin: () => this.#choose({ source: `clip:${this.#clip.name}` }, true),
    camera: () => this.#choose({ source: "camera" }, true),
  };

  #refuse = () => note(`${say("file_unreadable")} ${say("file_unreadable_next")}`);

  #listen() {
    for (const button of document.querySelectorAll("[data-tool]")) {
      button.addEventListener("click", () => this.#tools[button.dataset.tool]());
    }
    byId("veil-act").addEventListener("click", () => this.dispatch({ type: "start" }));
    createPointer(byId("surface"), {
      size: () => (this.#root.dataset.drawn ? this.#size : null),
      at: () => this.#pointed,
      onLeave: this.#tools.letgo,
      onPoint: (at, how) => this.#point(at, how),
    });
    listenToDrops({
      target: byId("picture"),
      take: (file) => this.picker.take(file),
      onRefused: this.#refuse,
    });
    addEventListener("pagehide", () => this.dispatch({ type: "stop" }));
  }

  // The source

  /** The built-in clip: what one can go on with where a camera fails. */
  get #clip() {
    return this.#builtin.find(({ kind }) => kind === "clip");
  }

  #choose(changes, press) {
    this.#file = null;
    this.page.set(changes);
    this.dispatch({ type: "select", source: this.#wanted(), press });
  }

  /** The source as sources.js takes it. */
  #wanted() {
    if (this.#file) return this.#file;
    const source = sourceOf(this.page.state.source, this.#builtin, this.page.state.facing);
    return source.kind === "camera" ? { ...source, deviceId: this.picker.camera.deviceId } : source;
  }

  dispatch(event) {
    const { state, effects } = reduce(this.#session, event);
    this.#session = state;
    for (const effect of effects) this.#effects[effect.do](effect);
    this.#showSession();
  }

  #effects = {
    acquire: ({ token, source }) => this.#sources.acquire(token, source),
    release: ({ token }) => {
      if (token === this.#shown) this.#unfollow();
      this.#sources.release(token);
    },
    show: ({ token }) => {
      const { element, still } = this.#sources.of(token);
      this.#shown = token;
      const given = { width: element.videoWidth || element.naturalWidth, height: element.videoHeight || element.naturalHeight };
      this.#size = sizeToSend(given, MOST);
      byId("picture").style.setProperty("--ratio", String(this.#size.width / this.#size.height));
      this.#rate.restart();
      if (this.#session.source.kind === "camera") this.picker.refreshCameras();
      this.#draw(element);
      if (!still) this.#unfollow = eachFrame(element, () => this.#moves && this.#draw(element));
    },
  };

  get #held() {
    return this.#sources.of(this.#session.token);
  }

  get #moves() {
    return this.#session.phase === "on" && !this.#session.frozen;
  }

  #showSession() {
    const { kind, name } = this.#session.source;
    this.view.show(this.#session);
    this.picker.show(kind === "camera" ? "camera" : `${kind}:${name}`, this.#file?.file ?? null);
    this.figures.show();
  }

  #figures() {
    return { moving: this.#moves, engine: this.engines.name, size: this.#size, ...this.#rate.read(performance.now()) };
  }

  // Pictures

  get #mirrored() {
    const { mirror } = this.page.state;
    const faces = this.#session.source.kind === "camera" && this.#held?.facing !== "environment";
    return mirror === "1" || (mirror === "auto" && faces);
  }

  #draw(element) {
    if (!this.#size || !this.#plan) return;
    const took = this.engines.run(this.#plan, element, { ...this.#size, mirror: this.#mirrored });
    this.#frames += 1;
    this.#root.dataset.drawn = "true";
    this.#rate.add(performance.now(), took);
    if (!this.#moves || performance.now() - this.#looked > LOOK_EVERY) this.#look();
  }

  /** The picture that is there, once more: a setting changed. */
  #again() {
    if (!this.#size || !(this.#held || this.#root.dataset.drawn)) return;
    this.#draw(this.#held && !this.#session.frozen ? this.#held.element : null);
  }

  get #pointed() {
    const at = this.page.state.at ?? this.#hover;
    if (!at || !this.#size) return null;
    return { x: Math.min(at.x, this.#size.width - 1), y: Math.min(at.y, this.#size.height - 1) };
  }

  #point(at, how) {
    if (how === "hover" && this.page.state.at) return;
    this.#hover = at;
    if (how !== "hover") this.page.set({ at });
    const seen = this.#look();
    if (how === "key" && seen) setText(byId("spoken"), say("live_spoken", { row: at.y + 1, column: at.x + 1, ...seen }));
  }

  /** Shows the numbers at the pixel that is pointed at. */
  #look() {
    const at = this.#pointed;
    byId("reticle").hidden = !at;
    if (!at || !this.#root.dataset.drawn) return null;
    this.#looked = performance.now();
    const size = this.#size;
    byId("reticle").style.setProperty("--x", String((at.x + 0.5) / size.width));
    byId("reticle").style.setProperty("--y", String((at.y + 0.5) / size.height));
    const region = (part) => this.engines.region(part);
    return this.loupe.show({ plan: this.#plan, state: this.page.state, size, at, region });
  }

  // Settings

  #show(state) {
    const key = JSON.stringify([state.k, state.colour, state.edges, state.neg]);
    const changed = key !== this.#planKey;
    if (changed) {
      const { colour, edges, neg: negatives } = state;
      this.#plan = makePlan({ chain: kernelsOf(state.k), colour, edges, negatives });
      this.#planKey = key;
    }
    this.editor.show(state.k, state.stage);
    this.divider.show(state.split === 0 ? null : state.split / 100);
    this.choices.show(state);
    byId("mirror").setAttribute("aria-pressed", String(this.#session ? this.#mirrored : state.mirror === "1"));
    if (!this.#session) return;
    const { engine, mirrored } = this.#root.dataset;
    if (changed || engine !== state.engine || mirrored !== state.mirror) this.#again();
    this.#root.dataset.engine = state.engine;
    this.#root.dataset.mirrored = state.mirror;
    this.#look();
  }
}

const page = new LivePage(byId("live"), embedded("builtin-data", []));
page.start();
Object.defineProperty(window, "playgroundLive", {
  value: Object.freeze({
    /** Read-only, for tests and the curious. */
    stats: () => page.stats(),
  }),
});
