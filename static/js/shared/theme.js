/** The switch between light and dark; without a choice the system's setting stands. */
import { keep } from "./store.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const present = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");

function show(button) {
  button.setAttribute("aria-pressed", String(present() === "dark"));
}

const button = document.getElementById("theme");
if (button) {
  show(button);
  dark.addEventListener("change", () => show(button));
  button.addEventListener("click", () => {
    const next = present() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    keep("theme", next);
    show(button);
  });
}
