/** The veil over the stage: what is the case, what to do next, and a button for it. Text only. */
import { setText } from "../dom.js";

const byId = (id) => document.getElementById(id);

/** Returns {show(veil)}: {kind, what, next, act, other} with null or nothing for no button, or null for no veil. */
export function createVeil() {
  const parts = { veil: byId("veil"), what: byId("veil-what"), next: byId("veil-next"), act: byId("veil-act"), other: byId("veil-other") };
  return {
    show(veil) {
      parts.veil.hidden = veil === null;
      if (!veil) return;
      parts.veil.dataset.kind = veil.kind;
      setText(parts.what, veil.what);
      setText(parts.next, veil.next);
      parts.act.hidden = veil.act === null;
      setText(parts.act, veil.act ?? "");
      parts.other.hidden = !veil.other;
      setText(parts.other, veil.other ?? "");
    },
  };
}
