/**
 * The game's course. Pure: times come in, in milliseconds. The site calls an action or to stand still; whoever is seen has
 * five seconds. What is told of people is counted five times a second, from the second second on: a window looks back 1.6 s.
 */
import { shuffledOrder } from "../../../static/js/shared/chance.js";
import { EVERYTHING, NOTHING } from "./names.js";

export const CALL = 5000;
export const REST = 2000;
const EVERY = 200;
const LATE = 2000; // ms of a call before what is told counts for the matrix
const ENOUGH = 3; // times that an action must be told of somebody

/** The actions in an order drawn by `random`. */
export const shuffled = (random, list = EVERYTHING) => shuffledOrder(list.length, random).map((at) => list[at]);

/** Whether what is told is what was called; jogging or running as one answers to both. */
export const answers = (told, called) => told === called || (told === "jogging or running" && (called === "jogging" || called === "running"));

export class Rounds {
  #calls;
  #began; // of the present rest or call
  #counted = -Infinity;
  #told = new Map(); // id → {right, wrong, all} in this call

  constructor(calls, now) {
    this.#calls = [...calls];
    this.#began = now;
    this.phase = "rest"; // "rest", "call", "over"
    this.number = 0; // of calls begun
    this.of = calls.length;
    this.done = 0; // people who did what was called, over all calls
    this.asked = 0; // people who were seen, over all calls
    this.last = null; // {called, done, asked}
  }

  get called() {
    return this.phase === "over" ? null : this.#calls[Math.max(0, this.phase === "rest" ? this.number : this.number - 1)];
  }

  /** Milliseconds that are left of a rest or a call. */
  left(now) {
    return Math.max(0, (this.phase === "call" ? CALL : REST) - (now - this.#began));
  }

  /** Goes on when it is time to. Returns whether something changed. */
  tick(now) {
    if (this.phase === "over" || this.left(now) > 0) return false;
    if (this.phase === "call") this.#end();
    else this.#begin();
    this.#began = now;
    return true;
  }

  #begin() {
    this.phase = "call";
    this.number += 1;
    this.#told.clear();
  }

  #end() {
    const called = this.called;
    const seen = [...this.#told.values()].filter(({ all }) => all >= ENOUGH);
    const did = seen.filter(({ right, all }) => (called === NOTHING ? right > 0.8 * all : right >= ENOUGH));
    this.last = { called, done: did.length, asked: seen.length };
    this.done += did.length;
    this.asked += seen.length;
    this.phase = this.number < this.of ? "rest" : "over";
  }

  /** Takes what is told of people; counts for `matrix`. Returns whether it counted. */
  take(now, people, matrix) {
    if (this.phase !== "call" || now - this.#counted < EVERY) return false;
    this.#counted = now;
    const called = this.called;
    const isLate = now - this.#began >= LATE;
    for (const { id, action } of people) {
      if (action === null) continue;
      const one = this.#told.get(id) ?? { right: 0, all: 0 };
      // Who is to stand still must be given the time to come to rest.
      if (called !== NOTHING || isLate) this.#told.set(id, { right: one.right + (answers(action, called) ? 1 : 0), all: one.all + 1 });
      if (isLate) matrix.add(called, action);
    }
    return isLate;
  }
}

/** Windows by what was called and what was told. */
export class Matrix {
  #counts = new Map();

  add(called, told) {
    const column = told === "jogging or running" ? (called === "running" ? "running" : "jogging") : told;
    const key = `${called}/${column}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  clear() {
    this.#counts.clear();
  }

  count(called, told) {
    return this.#counts.get(`${called}/${told}`) ?? 0;
  }

  total(called) {
    return EVERYTHING.reduce((sum, told) => sum + this.count(called, told), 0);
  }

  /** The mean over what was called of the share told right, 0 to 1; null where nothing was called yet. */
  get right() {
    const rows = EVERYTHING.filter((called) => this.total(called) > 0);
    return rows.length ? rows.reduce((sum, called) => sum + this.count(called, called) / this.total(called), 0) / rows.length : null;
  }
}
