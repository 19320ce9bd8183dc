/** A matrix becomes a column: its cells go there one after the other, row by row. */
import { setText } from "../shared/dom.js";
import { say } from "../shared/texts.js";

const [LONG, TURN] = [500, 60]; // milliseconds that a cell is under way, and between two cells

/** Returns {enter()}: shows it once, when its stop comes into sight. */
export function createStretch() {
  const cells = [...document.querySelectorAll("#stretch .moving")];
  const button = document.getElementById("stretch-act");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let stretched = true;
  let seen = false;

  function set(on) {
    stretched = on;
    setText(button, say(on ? "les_unstretch" : "les_stretch"));
    cells.forEach((cell, i) => {
      const [from, to] = on ? [cell.dataset.from, cell.dataset.to] : [cell.dataset.to, cell.dataset.from];
      cell.setAttribute("transform", `translate(${to})`);
      if (still.matches) return;
      const at = (place) => ({ transform: `translate(${place.split(" ").map((n) => `${n}px`).join(", ")})` });
      cell.animate([at(from), at(to)], { duration: LONG, delay: i * TURN, easing: "ease-in-out", fill: "backwards" });
    });
  }

  button.hidden = false;
  button.addEventListener("click", () => set(!stretched));
  setText(button, say("les_unstretch"));
  return {
    enter() {
      if (!seen && !still.matches) set(true);
      seen = true;
    },
  };
}
