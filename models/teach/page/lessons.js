/** The visitor's classes with what was shown of each, and what was learnt from it. Pure, and in the page's memory only. */
import { confusion, learning, split } from "../../../static/js/shared/learning/softmax.js";
import { FEWEST_CLASSES, LONGEST_NAME, MOST_CLASSES } from "../../../static/js/shared/learning/taught.js";

export const MOST_PICTURES = 100;
export const FEWEST_PICTURES = 3;

/** A name as it is kept: without blanks around it, not longer than LONGEST_NAME, no control characters. */
export const nameOf = (text) => text.replace(/\p{Cc}/gu, " ").trim().slice(0, LONGEST_NAME);

export class Lessons {
  /** [{name, inputs}]: inputs in the order in which they were taken. */
  classes = [];
  /** {model, names, curve, matrix, held}: the last three are empty for what was read from a file. */
  learnt = null;

  constructor(names) {
    for (const name of names) this.add(name);
  }

  add(name) {
    if (this.classes.length < MOST_CLASSES) this.classes.push({ name: nameOf(name), inputs: [] });
  }

  /** Without the class nothing that was learnt fits any more. */
  remove(label) {
    if (this.classes.length <= FEWEST_CLASSES) return;
    this.classes.splice(label, 1);
    this.learnt = null;
  }

  rename(label, name) {
    this.classes[label].name = nameOf(name);
    if (this.learnt && label < this.learnt.names.length) this.learnt.names[label] = this.classes[label].name;
  }

  clear(label) {
    this.classes[label].inputs = [];
  }

  /** One more picture of a class; false where there is no more room. */
  take(label, input) {
    const { inputs } = this.classes[label];
    if (inputs.length >= MOST_PICTURES) return false;
    inputs.push(input);
    return true;
  }

  /** Whether every class has pictures enough. */
  get ready() {
    return this.classes.every(({ inputs }) => inputs.length >= FEWEST_PICTURES);
  }

  get examples() {
    return this.classes.flatMap(({ inputs }, label) => inputs.map((features) => ({ features, label })));
  }

  /** Learns, an epoch at each step: yields the curve so far. What was learnt counts only when it is done. */
  *learn(seed) {
    const count = this.classes.length;
    const { train, held } = split(this.examples, count, { seed });
    const [curve, steps] = [[], learning(train, held, count, { seed })];
    let step = steps.next();
    for (; !step.done; step = steps.next()) {
      curve.push(step.value);
      yield curve;
    }
    const names = this.classes.map(({ name }) => name);
    this.learnt = { model: step.value, names, curve, matrix: confusion(step.value, held), held: held.length };
  }

  /** Takes what a file had: its classes in place of those that were here, without pictures. */
  read({ names, model }) {
    this.classes = names.map((name) => ({ name, inputs: [] }));
    this.learnt = { model, names: [...names], curve: [], matrix: [], held: 0 };
  }
}
