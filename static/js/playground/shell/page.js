/** What every playground page does: state and address, copy link, hidden controls, keys, the language switch. */
import { copyToClipboard } from "../../shared/clipboard.js";
import { setText } from "../../shared/dom.js";
import { COMMON, readState, writeState } from "./state.js";
import { say } from "../../shared/texts.js";

const TYPING = "input:not([type=range]):not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]";

/**
 * `table` is the page's state table (see state.js). `onChange(state, changed)` is called after each change, and once
 * at the start. `keys` maps a key (as in event.key) to a function; it is asked only outside of fields.
 * Returns {state, set(changes), note(text)}.
 */
export function createPage({ table, onChange, keys = {} }) {
  const full = { ...COMMON, ...table };
  let state = readState(full, location.search);
  let writing = 0;

  function set(changes) {
    state = { ...state, ...changes };
    // Browsers allow few address changes a second; dragging a slider makes many.
    clearTimeout(writing);
    writing = setTimeout(write, 120);
    show();
  }

  function write() {
    clearTimeout(writing);
    const query = writeState(full, state);
    if (query !== location.search) history.replaceState(null, "", location.pathname + query + location.hash);
  }

  function show() {
    document.documentElement.classList.toggle("is-presenting", state.present);
    for (const button of document.querySelectorAll('[data-do="present"][aria-pressed]')) {
      button.setAttribute("aria-pressed", String(state.present));
    }
    onChange(state);
  }

  const page = {
    get state() {
      return state;
    },
    set,
    note,
    /** Shows the state for the first time; the page is ready for hands then. */
    start() {
      show();
      document.getElementById("main").dataset.ready = "true";
    },
  };
  const acts = {
    copy: () => copyLink(write),
    present: () => set({ present: !state.present }),
    projector: () => (state.present ? leaveProjector(set) : enterProjector(set)),
    keys: () => document.getElementById("keys").showModal(),
  };
  listen(acts, { c: acts.copy, h: acts.present, f: acts.projector, "?": acts.keys, ...keys }, write);
  // Esc ends the whole screen in every browser: what was hidden for it comes back.
  document.addEventListener("fullscreenchange", () => document.fullscreenElement || set({ present: false }));
  addEventListener("popstate", () => {
    state = readState(full, location.search);
    show();
  });
  return page;
}

/** Shown to a class: the exhibit alone, on the whole screen where the browser allows it. */
async function enterProjector(set) {
  set({ present: true });
  await document.documentElement.requestFullscreen?.().catch(() => {});
}

async function leaveProjector(set) {
  if (document.fullscreenElement) await document.exitFullscreen();
  set({ present: false });
}

function listen(acts, keys, write) {
  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => acts[button.dataset.do]?.());
  }
  document.addEventListener("keydown", (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, key) || isTaken(event, key)) return;
    event.preventDefault();
    keys[key]();
  });
  const next = document.querySelector("[data-language-next]");
  next?.form.addEventListener("submit", () => {
    write();
    next.value = location.pathname + location.search;
  });
  addEventListener("pagehide", write);
}

/** Whether the focused element, or a dialog, answers to the key itself. */
function isTaken({ target, defaultPrevented }, key) {
  if (defaultPrevented || document.querySelector("dialog[open]")) return true;
  if (!(target instanceof Element) || target === document.body) return false;
  if (target.matches(TYPING)) return true;
  if (key === " " || key === "Enter") return target.matches("button, a, summary, input");
  return /^(Arrow|Home|End|Page)/.test(key) && target.matches("input, [role=gridcell], [role=slider]");
}

/** A sentence in passing, read out. */
export function note(text) {
  const node = document.getElementById("note");
  setText(node, text);
  clearTimeout(note.timer);
  note.timer = setTimeout(() => setText(node, ""), 6000);
}

async function copyLink(write) {
  write();
  note(say((await copyToClipboard(location.href)) ? "playground_link_copied" : "link_in_address"));
}
