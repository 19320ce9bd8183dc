/** Walks from stop to stop: by keys, by links, by scrolling, and after the teacher. */
import { setText } from "../shared/dom.js";
import { say } from "../shared/texts.js";
import { currentAt, pageWithin, stepFrom, stopOf, wishOf } from "./stops.js";

const byId = (id) => document.getElementById(id);

export class Walk {
  #sections = [...document.querySelectorAll("main[data-stops] > section")];
  #bar = byId("bar");
  #onStop;
  #acts;
  #at = -1;
  #waiting = 0;

  /** `onStop(name, section)` after each change; `acts` are what further keys do, by name. */
  constructor({ onStop, acts }) {
    this.#onStop = onStop;
    this.#acts = acts;
    addEventListener("keydown", (event) => this.#pressed(event));
    addEventListener("scroll", () => this.#later(), { passive: true });
    addEventListener("resize", () => this.#later());
    document.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("hashchange", () => this.goTo(location.hash));
  }

  get plan() {
    return this.#sections.map(({ id, dataset }) => ({ name: id, minutes: Number(dataset.minutes) }));
  }

  get stop() {
    return this.#sections[Math.max(0, this.#at)].id;
  }

  /** The stop of the address, or the one that is in sight. The address names it from now on. */
  start() {
    const named = stopOf(location.hash, this.#names);
    if (named > 0) this.#show(named, { focus: false });
    else this.#look();
  }

  /** To the stop that a place (`#kernels`) names; nothing where it names none. */
  goTo(hash) {
    const index = stopOf(hash, this.#names);
    if (index >= 0 && index !== this.#at) this.#show(index);
  }

  get #names() {
    return this.#sections.map(({ id }) => id);
  }

  #show(index, { focus = true } = {}) {
    const section = this.#sections[index];
    section.scrollIntoView({ block: "start", behavior: "instant" });
    this.#enter(index);
    if (focus) section.querySelector("h1, h2").focus({ preventScroll: true });
  }

  #pressed(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const { tagName: tag, isContentEditable: editable } = event.target;
    const wish = wishOf(event, { tag, editable, role: event.target.getAttribute?.("role") }, this.#sections.length);
    if (!wish) return;
    event.preventDefault();
    if (wish.act) this.#acts[wish.act]?.();
    else if (wish.page) this.#page(wish.page);
    else this.#show(wish.to ?? stepFrom(this.#at, wish.step, this.#sections.length));
  }

  #page(by) {
    const far = pageWithin(this.#sections[this.#at].getBoundingClientRect(), this.#free, by);
    if (far) scrollBy({ top: far, behavior: "instant" });
    else this.#show(stepFrom(this.#at, by, this.#sections.length));
  }

  /** The part of the window that no bar covers. */
  get #free() {
    const below = document.querySelector(".roombar:not([hidden])")?.offsetHeight ?? 0;
    return { from: this.#bar.getBoundingClientRect().bottom, to: innerHeight - below };
  }

  #clicked(event) {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || event.defaultPrevented || stopOf(link.hash, this.#names) < 0) return;
    event.preventDefault();
    this.#show(stopOf(link.hash, this.#names));
  }

  #later() {
    if (!this.#waiting) this.#waiting = requestAnimationFrame(() => this.#look());
  }

  #look() {
    this.#waiting = 0;
    const { from, to } = this.#free;
    const tops = this.#sections.map((section) => section.getBoundingClientRect().top);
    this.#enter(currentAt(tops, from + (to - from) / 3));
  }

  #enter(index) {
    if (index === this.#at) return;
    this.#at = index;
    const { id } = this.#sections[index];
    if (location.hash !== `#${id}`) history.replaceState(null, "", `${location.pathname}${location.search}#${id}`);
    this.#mark(index);
    this.#onStop(id, this.#sections[index]);
  }

  #mark(index) {
    const last = this.#sections.length - 1;
    for (const [i, link] of this.#bar.querySelectorAll("[data-stop]").entries()) {
      if (i === index) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
      link.classList.toggle("is-behind", i < index);
      if (i === index) setText(byId("here"), link.title);
    }
    setText(byId("place"), say("les_place", { stop: index + 1, stops: last + 1 }));
    for (const [id, by] of [["previous", -1], ["next", 1]]) {
      const target = stepFrom(index, by, last + 1);
      byId(id).hash = this.#sections[target].id;
      byId(id).setAttribute("aria-disabled", String(target === index));
    }
    this.#bar.style.setProperty("--done", String(index / last));
  }
}
