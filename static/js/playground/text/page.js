/** The page of a network that learns to write: its state, its run, and what is shown of both. */
import { download, setText } from "../../shared/dom.js";
import { numeral, say } from "../../shared/texts.js";
import { createChapterExports } from "../export/chapter.js";
import { createPage, note } from "../shell/page.js";
import { Trainer } from "../shell/trainer.js";
import { BOUNDS, split, textOf, tidy, whyNot } from "./corpus.js";
import { LARGEST, unpack } from "./keep.js";
import { Letters } from "./letters.js";
import { isReady, READY, settingsOf, STRUCTURE, TABLE } from "./model.js";
import { Painted } from "./painted.js";
import { ClassQuestions } from "./questions-of-class.js";
import { QUESTIONS } from "./questions.js";
import { leadOf } from "./run.js";
import { curveSays, lossCurve, marked, quotesSay, sampleFigures } from "./samples.js";
import { createWriter, read } from "./writer.js";

const THREAD = new URL("./trainer.worker.js", import.meta.url);
const byId = (id) => document.getElementById(id);
const SELECTS = ["text", "cell", "units", "length", "rate", "tracks"];
const NUMBERS = ["seed", "temperature"];
const NOW = 220; // letters of the sample that is shown while it learns
const AGAIN = 900; // milliseconds until what is costly to show is shown once more

const trainer = new Trainer(THREAD, { onChange: later, onError: () => note(say("net_thread_ended")) });
const letters = new Letters({ onType: (letter) => type(page.state.typed + letter) });
const painted = new Painted({ onChoose: (neuron) => page.set({ neuron }) });
const questions = new ClassQuestions({ onChange: () => showWhy(page.state) });
const page = createPage({
  table: TABLE,
  onChange: show,
  keys: {
    " ": toggle, s: () => act("step"), r: () => begin(page.state), w: () => letters.toggle(), n: () => flip(1), b: () => flip(-1),
    a: () => questions.decide(true), d: () => questions.decide(false),
  },
});

let own = ""; // the visitor's text
let arrived = null; // a run that a file holds, until it begins
let run = null; // {text, letters, settings, training, writer}; null where there is nothing to learn from
let begun = "";
let begins = 0; // counts runs: one that waits for its file is given up for a later one
let waiting = 0;
let shownAt = 0; // when the costly parts were shown
let pace = null; // {time, steps} a while ago

/** The text of a state, or why there is none. */
function textFor({ text }) {
  const found = { questions: () => tidy(QUESTIONS), own: () => own, class: () => textOf(questions.taken) }[text]();
  const reason = found ? whyNot(found) : `text_none_${text}`;
  return { text: found, reason };
}

/** Says why nothing can be learnt, if so. Whether something can. */
function showWhy(state) {
  const { reason } = textFor(state);
  setText(byId("why"), reason ? say(`txt_${reason}`, BOUNDS) : "");
  byId("why").hidden = !reason;
  return !reason;
}

async function begin(state) {
  const mine = ++begins;
  const can = showWhy(state);
  let task = { text: textFor(state).text, settings: settingsOf(state), from: null };
  if (isReady(state)) task = (await readyRun()) ?? task;
  if (mine !== begins) return undefined;
  if (arrived) task = arrived;
  arrived = null;
  for (const id of ["run", "one-step", "reset", "save-run"]) byId(id).disabled = !can;
  if (!can) return trainer.last && trainer.act("pause");
  const alphabet = read(task.text).letters;
  run = { ...task, letters: alphabet, training: split(task.text).training, writer: createWriter({ ...task.settings, letters: alphabet.length }) };
  run.lead = Array.from(leadOf(run.training), (letter) => alphabet.indexOf(letter));
  painted.setText(run.training, alphabet);
  shownAt = 0;
  pace = null;
  setText(byId("size"), say("txt_size", { count: numeral([...task.text].length), letters: alphabet.length, parameters: numeral(Object.values(run.writer.weights).reduce((sum, { length }) => sum + length, 0)) }));
  return trainer.begin({ text: task.text, settings: task.settings, from: task.from });
}

/** The run that comes with the page, or null where it did not come. */
async function readyRun() {
  const answer = await fetch(byId("writer").dataset.ready).catch(() => null);
  const found = answer?.ok ? unpack(await answer.text()) : { reason: "file_other" };
  if (found.reason) note(say("txt_no_ready"));
  return found.run ?? null;
}

function show(state) {
  for (const name of SELECTS) byId(name).value = String(state[name]);
  for (const name of NUMBERS) if (document.activeElement !== byId(name)) byId(name).value = String(state[name]);
  if (document.activeElement !== byId("typed")) byId("typed").value = state.typed;
  if (document.activeElement !== byId("neuron")) byId("neuron").value = String(state.neuron + 1);
  byId("neuron").max = String(state.units);
  setText(byId("temperature-is"), numeral(state.temperature, 1));
  const wanted = JSON.stringify(STRUCTURE.map((name) => state[name]));
  if (wanted !== begun) {
    begun = wanted;
    begin(state);
    return;
  }
  trainer.act("change", { rate: state.rate });
  if (!run || !trainer.last) return;
  showLetters();
  painted.show(run.writer, state);
}

/** Shows at most once a frame, however many reports come. */
function later() {
  if (!waiting) waiting = requestAnimationFrame(showRun);
}

function showRun() {
  waiting = 0;
  const { last, points } = trainer;
  if (last?.file) {
    download(new Blob([last.file], { type: "application/json" }), `writer-${last.steps}.json`);
    last.file = null;
  }
  if (!last?.weights || last.weights.bias.length !== run.writer.weights.bias.length) return;
  run.writer.take({ weights: last.weights });
  setText(byId("run"), byId("run").dataset[last.going ? "pause" : "run"]);
  showProgress(last);
  byId("curve").replaceChildren(lossCurve(points, run.settings.length));
  setText(byId("curve-says"), curveSays(points, run));
  byId("writer").dataset.steps = last.steps;
  byId("writer").dataset.loss = last.loss.toFixed(4);
  if (last.going && performance.now() - shownAt < AGAIN) return;
  shownAt = performance.now();
  showNow();
  showSamples(last.samples);
  showLetters();
  painted.show(run.writer, page.state);
}

function showProgress({ steps, loss, going }) {
  const time = performance.now();
  if (!going) pace = null;
  else if (!pace || steps < pace.steps) pace = { time, steps };
  const speed = pace && time - pace.time > 500 ? ((steps - pace.steps) / (time - pace.time)) * 1000 : null;
  if (pace && time - pace.time > 3000) pace = { time, steps };
  const told = speed === null ? byId("progress").dataset.speed : numeral(speed);
  byId("progress").dataset.speed = going ? told ?? "" : "";
  const values = { step: numeral(steps), loss: numeral((loss * 25) / run.settings.length, 1) };
  setText(byId("progress"), going && told ? say("txt_progress_speed", { ...values, speed: told }) : say("txt_progress", values));
}

/** What it writes now, always with the same dice: only the network changes. */
function showNow() {
  const { temperature, seed } = page.state;
  const numbers = run.writer.sample(run.lead, NOW, { temperature, seed });
  const found = marked(numbers.map((number) => run.letters[number]).join(""), run.training);
  byId("now").replaceChildren(...found.nodes);
  setText(byId("now-says"), quotesSay(found));
}

let shownSamples = "";

function showSamples(samples) {
  const key = JSON.stringify([samples, run.text.length]);
  if (key === shownSamples) return;
  shownSamples = key;
  byId("samples").replaceChildren(...sampleFigures(samples, run.training, run.settings.length));
}

function showLetters() {
  const { typed, temperature, seed } = page.state;
  letters.show({ writer: run.writer, letters: run.letters, lead: run.lead, typed, temperature, seed, key: begins });
}

function act(name) {
  if (run && !byId("run").disabled) trainer.act(name);
}

function toggle() {
  act(trainer.going ? "pause" : "run");
}

function flip(by) {
  const { units, neuron } = page.state;
  page.set({ neuron: (neuron + by + units) % units });
}

function type(text) {
  const last = [...text.replace(/\n/g, "")].slice(-80).join("");
  byId("typed").value = last;
  page.set({ typed: TABLE.typed.read(last) ?? "" });
}

/** A text of the visitor's own, from now on. */
function learnOwn() {
  own = tidy(byId("own-text").value);
  byId("own-text").value = own;
  begun = "";
  page.set({ text: "own", ready: false });
}

async function open(file) {
  const found = file.size > LARGEST ? { reason: "file_large" } : unpack(await file.text());
  if (found.reason) return setText(byId("file-says"), say(`txt_${found.reason}`));
  own = found.run.text;
  byId("own-text").value = own;
  arrived = found.run;
  begun = "";
  setText(byId("file-says"), say("txt_file_open", { step: numeral(found.run.from.steps) }));
  return page.set({ ...found.run.settings, text: "own", ready: false });
}

function listen() {
  for (const name of SELECTS) {
    byId(name).addEventListener("change", ({ target }) => {
      const value = TABLE[name].read(target.value);
      page.set({ [name]: value, ...(STRUCTURE.includes(name) ? { ready: false } : {}) });
    });
  }
  byId("seed").addEventListener("change", ({ target }) => page.set({ seed: TABLE.seed.read(target.value) ?? page.state.seed, ready: false }));
  byId("temperature").addEventListener("input", ({ target }) => {
    page.set({ temperature: TABLE.temperature.read(target.value) ?? page.state.temperature });
    if (run && trainer.last) showNow();
  });
  byId("typed").addEventListener("input", ({ target }) => type(target.value));
  byId("neuron").addEventListener("change", ({ target }) => page.set({ neuron: TABLE.neuron.read(String(Number(target.value) - 1)) ?? page.state.neuron }));
  byId("file").addEventListener("change", ({ target }) => target.files[0] && open(target.files[0]).then(() => (target.value = "")));
  const clicks = {
    run: toggle, "one-step": () => act("step"), reset: () => begin(page.state), ready: () => page.set(READY), write: () => letters.toggle(),
    "one-letter": () => letters.one(), wipe: () => type(""), next: () => flip(1), previous: () => flip(-1), "learn-own": learnOwn,
    "learn-class": () => {
      begun = "";
      page.set({ text: "class", ready: false });
    },
    "save-run": () => act("file"),
  };
  for (const [id, does] of Object.entries(clicks)) byId(id).addEventListener("click", does);
}

listen();
createChapterExports();
page.start();
