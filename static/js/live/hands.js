/** What a visitor's hands do on a demo's page: keys, buttons, files dropped or pasted. */
import { listenToDrops } from "../shared/stage/files.js";
import { actionFor } from "./keys.js";

const FIELDS = { file_none: "picture-file", sound_none: "sound-file" }; // that mend a fault

const byId = (id) => document.getElementById(id);

function focusOf(node) {
  if (!node || node === document.body) return {};
  const { tagName: tag, type = "", isContentEditable: editable = false } = node;
  return { tag, type, role: node.getAttribute("role") ?? "", editable };
}

/** `act(name, details)` carries out an action (keys.js). */
export function listenToKeys(act) {
  document.addEventListener("keydown", (event) => {
    const action = actionFor({
      key: event.key,
      ctrl: event.ctrlKey || event.altKey || event.metaKey,
      focus: focusOf(document.activeElement),
      dialog: document.querySelector("dialog[open]") !== null,
      repeat: event.repeat,
    });
    if (!action) return;
    event.preventDefault();
    act(action.name, action);
  });
}

/** `page` has act(name, details), session, picker, refuse() and leave(). */
export function listenToHands(page) {
  listenToKeys((name, details) => page.act(name, details));
  for (const button of document.querySelectorAll("[data-action]")) {
    button.addEventListener("click", () => page.act(button.dataset.action, {}));
  }
  byId("veil-act").addEventListener("click", () => {
    const field = FIELDS[page.session.state.problem?.code];
    if (field) byId(field).click();
    else page.session.dispatch({ type: "start" });
  });
  listenToDrops({
    target: byId("stage"),
    take: (file) => page.picker.take(file),
    onRefused: page.refuse,
  });
  addEventListener("pagehide", () => page.leave());
}
