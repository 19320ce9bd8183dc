/** Teach it yourself: classes, pictures by holding a button, a layer that learns here, and what it says then. */
import { el, setText } from "../../../static/js/shared/dom.js";
import { featuresOf } from "../../../static/js/shared/learning/described.js";
import { DEFAULTS, largest, predict } from "../../../static/js/shared/learning/softmax.js";
import { language } from "../../../static/js/shared/texts.js";
import { Bars, Curve, Matrix } from "./charts.js";
import { Classes } from "./classes.js";
import { inputOf } from "./features.js";
import { Lessons } from "./lessons.js";
import { Painter } from "./picture.js";
import { Shutter } from "./shutter.js";
import { createStoring } from "./storing.js";
import { Trial } from "./trial.js";

const SLICE = 12; // milliseconds of learning, then the page has a turn
const ASK = "ask"; // of the shutter: a picture that is asked and not learnt from
const SEED = 1;

class TeachPage {
  #live;
  #say;
  #lessons;
  #shutter = new Shutter();
  #percent;
  #number;
  #parts;
  #run = 0; // which learning is under way: an older one ends

  constructor(live) {
    [this.#live, this.#say] = [live, live.say];
    const shares = new Intl.NumberFormat(language, { style: "percent" });
    const losses = new Intl.NumberFormat(language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
    [this.#percent, this.#number] = [(one) => shares.format(one), (one) => losses.format(one)];
    const [classes, learn, now, trial, file] = ["classes", "learn", "now", "trial", "file"].map((key) => this.#block(key));
    classes.append(el("p", { class: "extension__note", textContent: this.#say("classes_how") }));
    this.#parts = {
      classes: new Classes(classes, this.#say, this.#classActs()),
      ...this.#learnParts(learn),
      bars: new Bars(now, this.#say),
      trial: new Trial(trial, this.#say, { begin: () => this.#begin(ASK), end: () => this.#shutter.end() }),
      storing: createStoring(file, live, { learnt: () => this.#lessons.learnt, take: (found) => this.#read(found), forget: () => this.forget() }),
      painter: new Painter(() => getComputedStyle(live.root).getPropertyValue("--sans").trim() || "sans-serif", this.#percent),
    };
    this.forget();
    live.on("answer", ({ meta, frame }) => meta.data && this.#take(meta.data, frame, performance.now()));
    live.on("state", (phase) => phase !== "live" && this.#shutter.forget());
  }

  #block(key) {
    const name = this.#say(key);
    const node = el("section", { class: "label__block", id: `teach-${key}`, "aria-label": name }, el("div", { class: "label__head" }, el("h2", { textContent: name })));
    this.#live.label.append(node);
    return node;
  }

  #learnParts(home) {
    const act = el("button", { type: "button", class: "button button--main", id: "teach-act", textContent: this.#say("learn_act") });
    act.addEventListener("click", () => this.#learn());
    const words = el("p", { class: "extension__note", role: "status" });
    home.append(el("p", { class: "teach__row" }, act), words);
    return { act, words, curve: new Curve(home, this.#say), matrix: new Matrix(home, this.#say) };
  }

  #classActs() {
    const lessons = () => this.#lessons;
    return {
      add: () => (lessons().add(this.#say("class_new", { number: lessons().classes.length + 1 })), this.#changed()),
      remove: (label) => (lessons().remove(label), this.#changed()),
      rename: (label, name) => (lessons().rename(label, name), this.#show()),
      renamed: () => this.#show(),
      clear: (label) => (lessons().clear(label), this.#show()),
      begin: (label) => this.#begin(label),
      end: () => this.#shutter.end(),
    };
  }

  /** As at first: nothing was shown, nothing is known. */
  forget() {
    this.#lessons = new Lessons([1, 2].map((number) => this.#say("class_new", { number })));
    this.#changed();
  }

  #read(found) {
    this.#lessons.read(found);
    this.#changed();
    this.#live.again();
  }

  /** Classes came or went: what was under way ends. */
  #changed() {
    this.#run += 1;
    this.#shutter.forget();
    this.#parts.classes.build(this.#lessons.classes);
    this.#parts.trial.forget(this.#lessons.classes);
    this.#parts.curve.show(this.#lessons.learnt?.curve ?? [], DEFAULTS.epochs, this.#number);
    setText(this.#parts.words, "");
    this.#show();
  }

  #show() {
    const { classes, learnt } = this.#lessons;
    this.#parts.classes.show(classes);
    this.#parts.matrix.show(learnt, this.#percent);
    this.#parts.bars.show(learnt?.names ?? [], null, this.#percent);
    this.#parts.trial.show(classes);
    this.#parts.storing();
    this.#live.repaint();
  }

  #begin(what) {
    if (this.#live.phase() !== "live") return this.#live.announce(this.#say("camera_first"));
    this.#shutter.begin(what);
    return this.#live.again(); // a still picture is not sent by itself
  }

  #take(data, frame, now) {
    const features = featuresOf(data.features);
    if (!features) return;
    const [input, { learnt, classes }] = [inputOf(features), this.#lessons];
    const probabilities = learnt && predict(learnt.model, input);
    this.#parts.bars.show(learnt?.names ?? [], probabilities, this.#percent);
    const what = this.#shutter.take(now);
    if (what === ASK && probabilities) this.#parts.trial.asked(largest(probabilities), classes);
    else if (typeof what === "number" && what < classes.length && this.#lessons.take(what, input)) {
      this.#parts.classes.picture(what, frame);
      this.#parts.classes.show(classes);
      this.#parts.trial.show(classes);
    }
  }

  /** Learns in slices, so that the picture goes on and the curve is seen to form. */
  #learn() {
    if (!this.#lessons.ready) return setText(this.#parts.words, this.#say("learn_more"));
    const run = (this.#run += 1);
    const [steps, from] = [this.#lessons.learn(SEED), performance.now()];
    const slice = () => {
      if (run !== this.#run) return;
      const end = performance.now() + SLICE;
      let step = steps.next();
      while (!step.done && performance.now() < end) step = steps.next();
      if (step.done) return this.#learntAll(performance.now() - from);
      this.#parts.curve.show(step.value, DEFAULTS.epochs, this.#number);
      setTimeout(slice);
    };
    setText(this.#parts.words, this.#say("learn_now"));
    return slice();
  }

  #learntAll(took) {
    const { classes, learnt } = this.#lessons;
    const seconds = this.#number(took / 1000);
    this.#parts.curve.show(learnt.curve, DEFAULTS.epochs, this.#number);
    this.#parts.trial.learnt(classes);
    setText(this.#parts.words, this.#say("learn_done", { seconds, pictures: this.#lessons.examples.length }));
    this.#show();
    this.#live.again();
  }

  paint(context, shown) {
    this.#parts.painter.paint(context, shown, this.#lessons.learnt);
  }
}

export function extend(live) {
  const page = new TeachPage(live);
  return { render: "layers", paint: (context, shown) => page.paint(context, shown) };
}
