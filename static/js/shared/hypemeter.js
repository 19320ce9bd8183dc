/** The meter from hype to reality: where its two marks stand (pure), and putting them there. */
import { say } from "./texts.js";

/**
 * The place of a value on the scale, from 0 (the hype end) to 1 (the reality end); values beyond an end stand
 * at that end. NaN where the scale makes no sense (equal ends; a logarithm of what is not positive).
 */
export function placeOf(value, { hype, reality, scale = "linear" }) {
  const at = scale === "log" ? Math.log : (x) => x;
  if (scale === "log" && Math.min(value, hype, reality) <= 0) return Number.NaN;
  const place = (at(value) - at(hype)) / (at(reality) - at(hype));
  return Number.isFinite(place) ? Math.min(1, Math.max(0, place)) : Number.NaN;
}

function setMark(node, place) {
  if (!node) return;
  node.hidden = Number.isNaN(place);
  // Labels stay inside the scale: a label is shifted left by its own width times its place.
  node.style.setProperty("--place", String(place));
}

/** Finds every meter on the page and sets its marks. The figures themselves are in the page's text. */
export function showMeters(root = document) {
  for (const figure of root.querySelectorAll("[data-meter]")) {
    const meter = JSON.parse(figure.dataset.meter);
    const claimed = placeOf(meter.claimed?.value, meter);
    const measured = placeOf(meter.measured?.value, meter);
    setMark(figure.querySelector(".meter__mark--claimed"), claimed);
    setMark(figure.querySelector(".meter__mark--measured"), measured);
    const scale = figure.querySelector(".meter__scale");
    scale.style.setProperty("--from", String(Math.min(claimed, measured) || 0));
    scale.style.setProperty("--to", String(Math.max(claimed, measured) || 0));
    scale.setAttribute("role", "img");
    scale.setAttribute(
      "aria-label",
      say("meter_alt", { metric: meter.metric, claimed: meter.claimed?.text, measured: meter.measured?.text }),
    );
  }
}
