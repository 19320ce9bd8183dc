/** A poll on the projector: large bars, and how the votes came in. */
import { showMeters } from "../shared/hypemeter.js";
import { createPoll, watch } from "../shared/votes.js";
import { drawHistory } from "./history.js";

const main = document.getElementById("main");
const subjects = document.getElementById("subject");
const poll = main.dataset.poll;
let end = () => {};
let shown = null;

function show(subject) {
  end();
  for (const meter of document.querySelectorAll("[data-meter-of]")) {
    meter.hidden = meter.dataset.meterOf !== (subject ?? "").split(":")[0];
  }
  const chosen = subject || null;
  if (shown) shown.setSubject(chosen);
  else shown = createPoll(document.getElementById("poll"), { poll, subject: chosen, voting: false, heading: "h2" });
  end = watch(poll, chosen, (state) => drawHistory(document.getElementById("history"), state));
}

subjects?.addEventListener("change", () => {
  show(subjects.value);
  const query = subjects.value ? `?subject=${encodeURIComponent(subjects.value)}` : "";
  history.replaceState(null, "", location.pathname + query);
});
showMeters();
show(main.dataset.subject);
