/** A button that acts for as long as it is held: by pointer, by touch, by space or Enter; and once by a press without a hold. */
const KEYS = new Set([" ", "Enter"]);

export function holds(button, { begin, end }) {
  let pressed = false; // a press that a click will follow
  const start = () => {
    pressed = true;
    button.classList.add("is-held");
    begin();
  };
  const stop = () => {
    button.classList.remove("is-held");
    end();
  };
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    button.setPointerCapture(event.pointerId);
    start();
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) button.addEventListener(name, stop);
  button.addEventListener("keydown", (event) => {
    if (!KEYS.has(event.key)) return;
    event.preventDefault(); // no click, and the page does not scroll
    if (!event.repeat) start();
  });
  button.addEventListener("keyup", (event) => {
    if (!KEYS.has(event.key)) return;
    event.preventDefault();
    stop();
    pressed = false;
  });
  button.addEventListener("click", () => {
    if (!pressed) { // a screen reader's, which holds nothing
      start();
      stop();
    }
    pressed = false;
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // what a long touch asks for
}
