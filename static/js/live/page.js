/** The demo page: what it is made of, and who tells whom. */
import { attachStage } from "../classroom/stage.js";
import { address } from "../shared/address.js";
import { copyToClipboard } from "../shared/clipboard.js";
import { embedded } from "../shared/dom.js";
import { followSpeed, showMeters } from "../shared/hypemeter.js";
import { createDivider } from "../shared/stage/divider.js";
import { sentencesOf } from "../shared/stage/faults.js";
import { say, sayer } from "../shared/texts.js";
import { createControls } from "./controls.js";
import { Draw } from "./draw.js";
import { createEased } from "./eased.js";
import { openEssay } from "./essay.js";
import { createEvents, createFaults, hooksOf, loadExtension } from "./extension.js";
import { listenToHands } from "./hands.js";
import { createMeter } from "./meter.js";
import { noPicker, Picker } from "./picker.js";
import { createProjector } from "./projector.js";
import { createSaving } from "./saving.js";
import { Session } from "./session.js";
import { fetchShared, sharedIn } from "./shared.js";
import { SoundPicker } from "./soundpicker.js";
import { defaultsOf, format, parse } from "./urlstate.js";
import { createView, figuresOf } from "./view.js";

const PASSING = 5000; // ms until a sentence in passing gives way to the state's own
const DEVICES = new Set(["camera", "microphone"]);
const TOGGLES = { live: "pause", opening: "stop", asking: "stop", reconnecting: "pause", paused: "resume" };

const byId = (id) => document.getElementById(id);

class DemoPage {
  #held = null; // the source that is held
  #hooks = hooksOf(); // what the demo itself adds to this page
  #extending; // resolves to them
  #classroom = null; // what the teacher asks of this page
  #passing = null; // the timer of a sentence in passing
  #fault = createFaults((text) => {
    this.root.dataset.fault = text;
    this.announce(say("demo_fault"));
  });
  #events = createEvents(this.#fault);
  #mirror; // null: as the source suggests

  constructor(root, demo, builtin) {
    const given = parse(location.search, demo.params, builtin);
    this.root = root;
    this.demo = demo;
    this.params = given.params;
    this.#mirror = given.mirror;
    this.canvas = byId("canvas");
    this.view = createView(root, demo);
    this.projector = createProjector(byId("stage"), byId("projector"));
    this.draw = this.#newDraw();
    this.divider = this.#newDivider(given.split);
    this.picker = this.#newPicker(given, builtin);
    this.session = this.#newSession();
    this.controls = this.#newControls();
    this.saving = createSaving(this.canvas, { name: demo.name, draw: this.draw, announce: this.announce });
    this.showEased = createEased(byId("eased"), this.announce);
  }

  /** Shows the page, then lets the demo and the class add to it. */
  async start() {
    listenToHands(this);
    openEssay(byId("more"));
    createMeter(byId("timing"), this.session.stats, () => figuresOf(this.session.state, this.session.phase));
    this.controls.set(this.params);
    this.draw.setSplit(this.divider.value);
    this.#setShape(this.demo.size.width, this.demo.size.height);
    showMeters();
    followSpeed(document, () => this.#speed());
    this.#showMirror();
    this.refresh();
    this.#takeShared();
    const live = this.#offered();
    this.#extending = loadExtension(this.demo.script, live, this.#fault);
    this.#hooks = await this.#extending;
    this.root.dataset.whole = "true"; // what the demo adds stands in the label
    this.#classroom = attachStage(live, {
      stream: () => this.session.state.stream?.id ?? null,
      rendered: () => this.#hooks.render === "server",
      drawn: () => this.draw.drawn,
      limit: this.session.limit,
    });
  }

  /** What a phone's menu has shared with the site is shown as if it had been chosen here. */
  async #takeShared() {
    const id = sharedIn(location.search);
    const file = id && (await fetchShared(id));
    if (file && (await this.picker.take(file))) return;
    if (id) this.announce(say("shared_gone"));
  }

  // What it is made of

  #newDraw() {
    return new Draw(this.canvas, {
      divider: getComputedStyle(this.root).getPropertyValue("--divider").trim() || "#fff",
      on: {
        shape: (width, height) => this.#setShape(width, height),
        hooks: () => this.#hooks,
        fault: this.#fault,
        drawn: (meta) => {
          if (this.canvas.hidden) {
            this.canvas.hidden = false;
            this.refresh();
          }
          this.session.drawn(meta);
          this.#events.emit("drawn", meta);
        },
      },
    });
  }

  #newPicker({ source, facing }, builtin) {
    const onSelect = (chosen) => this.#select(chosen);
    if (this.demo.source?.kind === "microphone") return new SoundPicker(onSelect);
    if (this.demo.source?.kind === "clock") return noPicker();
    return new Picker({ builtin, start: source, facing, onSelect, onRefused: this.refuse });
  }

  #newDivider(share) {
    return createDivider(byId("divider"), byId("picture"), {
      share,
      text: "split_position",
      button: byId("split"),
      onChange: (value) => {
        this.draw.setSplit(value);
        this.#writeAddress();
      },
    });
  }

  #newSession() {
    return new Session({
      demo: this.demo,
      source: this.picker.source,
      params: () => this.params,
      render: async () => (await this.#extending).render,
      mirror: () => this.mirrored,
      renew: async () => {
        const renewed = await this.controls.renewUploads();
        this.params = { ...this.params, ...renewed };
        return Object.keys(renewed).length > 0;
      },
      on: {
        change: (_state, phase) => {
          this.refresh();
          this.#events.emit("state", phase);
        },
        source: (held) => {
          this.#showSource(held);
          this.#events.emit("source", held);
        },
        answer: (answer) => this.#showAnswer(answer),
        note: (code) => this.announce(sentencesOf({ code }).what),
        refusedParams: (fault) => this.announce(sentencesOf(fault).what),
        heldParams: (held) => {
          this.#takeParams(held);
          this.announce(say("room_locked"));
        },
      },
    });
  }

  #newControls() {
    return createControls(byId("controls"), this.demo.params, {
      media: (file) => address(`/demos/${encodeURIComponent(this.demo.name)}/media/${file}`),
      onChange: (name, value) => {
        this.params = { ...this.params, [name]: value };
        this.session.paramsChanged();
        this.#writeAddress();
      },
    });
  }

  /** What a demo's own module, and the class, get to work with. */
  #offered() {
    return Object.freeze({
      demo: this.demo,
      root: this.root,
      canvas: this.canvas,
      overlay: byId("overlay"),
      label: byId("extension"),
      more: byId("extension-more"),
      params: () => ({ ...this.params }),
      setParams: (changes) => this.setParams(changes),
      phase: () => this.session.phase,
      source: () => this.#held,
      mirrored: () => this.mirrored,
      dispatch: this.session.dispatch,
      announce: this.announce,
      say: sayer(embedded("demo-texts", {})),
      on: this.#events.on,
      repaint: this.draw.repaint,
      again: this.session.again,
      take: (file) => this.picker.take(file),
    });
  }

  // What happens

  #select(source) {
    this.session.dispatch({ type: "select", source });
    // A picture or a video that was just chosen is wanted; cameras and screens wait for a press.
    if (source.file && this.session.phase === "idle") this.session.dispatch({ type: "start" });
    this.#writeAddress();
  }

  #showAnswer(answer) {
    this.root.dataset.frames = String(this.session.stats().answered);
    this.showEased(answer.meta.share);
    this.#events.emit("answer", answer); // before it is drawn: then the frame may be shared still
    this.draw.show(answer);
  }

  /** The source itself on the stage until the first answer comes. */
  #showSource(held) {
    this.#held = held;
    this.draw.clear();
    this.canvas.hidden = true;
    byId("preview").replaceChildren(...(held ? [held.element] : []));
    byId("poster").hidden = held !== null;
    this.#showMirror();
    if (!held) {
      this.#setShape(this.demo.size.width, this.demo.size.height);
      return;
    }
    const { element } = held;
    this.#setShape(element.videoWidth || element.naturalWidth || element.width, element.videoHeight || element.naturalHeight || element.height);
    if (DEVICES.has(this.session.state.source.kind)) this.picker.refresh();
  }

  #setShape(width, height) {
    byId("picture").style.setProperty("--ratio", String(width / height));
  }

  get mirrored() {
    if (this.#mirror !== null) return this.#mirror;
    // A camera that faces the visitor shows them as a mirror does; one that does not say is taken to.
    return this.session.state.source.kind === "camera" && this.#held?.facing !== "environment";
  }

  #showMirror() {
    byId("mirror").setAttribute("aria-pressed", String(this.mirrored));
    byId("preview").classList.toggle("is-mirrored", this.mirrored);
  }

  /** A sentence in passing; after a while the state's own sentence is back. */
  announce = (text) => {
    this.view.say(text);
    clearTimeout(this.#passing);
    this.#passing = setTimeout(() => this.refresh(), PASSING);
  };

  /** A file is none that can be shown. */
  refuse = () => this.announce(`${say("file_unreadable")} ${say("file_unreadable_next")}`);

  refresh() {
    clearTimeout(this.#passing);
    this.view.show(this.session.state, this.session.phase, this.draw.drawn);
  }

  /** The page's own frames a second while a moving source runs, else null. */
  #speed() {
    return figuresOf(this.session.state, this.session.phase) === "live" ? this.session.stats().fps || null : null;
  }

  /** Shows parameters that the server has already. */
  #takeParams(changes) {
    this.params = { ...this.params, ...changes };
    this.controls.set(this.params);
    this.#writeAddress();
  }

  /** Sets some parameters, as if they had been set by hand. */
  setParams(changes) {
    this.#takeParams(changes);
    this.session.paramsChanged();
  }

  #writeAddress() {
    const { source } = this.session.state;
    const state = {
      source: source.kind === "camera" ? null : source,
      facing: this.picker.facing,
      mirror: this.#mirror,
      split: this.divider.value,
      params: this.params,
    };
    history.replaceState(null, "", location.pathname + format(state, this.demo.params) + location.hash);
  }

  /** Carries out an action (keys.js, data-action), unless the teacher has said otherwise. */
  act(name, details) {
    const refusal = this.#classroom?.refuses(name);
    return refusal ? this.announce(refusal) : this.#actions[name](details);
  }

  #actions = {
    toggle: () => this.session.dispatch({ type: TOGGLES[this.session.phase] ?? "start" }),
    stop: () => this.session.dispatch({ type: "stop" }),
    standin: () => {
      this.picker.standIn();
      if (this.session.phase === "idle") this.session.dispatch({ type: "start" });
    },
    snapshot: () => this.saving.snapshot(),
    record: () => this.saving.record(),
    mirror: () => {
      this.#mirror = !this.mirrored;
      this.#showMirror();
      this.session.again();
      this.#writeAddress();
    },
    split: () => this.divider.toggle(),
    projector: () => this.projector.toggle(),
    escape: () => this.projector.leave(),
    help: () => byId("keys").showModal(),
    step: ({ step }) => this.controls.step(step),
    choose: ({ index }) => this.controls.choose(index),
    reset: () => {
      this.setParams(defaultsOf(this.demo.params));
      this.announce(say("settings_reset"));
    },
    explain: () => {
      const isExplained = byId("main").classList.toggle("is-explained");
      byId("explain").setAttribute("aria-pressed", String(isExplained));
    },
    share: async () => {
      this.#writeAddress();
      this.announce(say((await copyToClipboard(location.href)) ? "link_copied" : "link_in_address"));
    },
  };

  leave() {
    this.saving.stop();
    this.session.dispatch({ type: "leave" });
  }
}

const page = new DemoPage(byId("page"), embedded("demo-data", null), embedded("builtin-data", []));
Object.defineProperty(window, "hype", {
  value: Object.freeze({
    /** {answered, dropped, fps, latency, lastData}: read-only, for tests and the curious. */
    stats() {
      const { answered, dropped, fps, latency, lastData } = page.session.stats();
      return { answered, dropped, fps, latency, lastData };
    },
  }),
});
await page.start();
