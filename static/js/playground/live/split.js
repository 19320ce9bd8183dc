/** The line between before and after: dragged, or moved with the arrow keys. At 0 % all is after. */
const STEPS = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10 };
const clamp = (percent) => Math.min(100, Math.max(0, Math.round(percent)));

export function createSplit(handle, picture, { say, onChange }) {
  let percent = 0;
  let last = 50;

  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    event.stopPropagation();
    handle.focus();
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = picture.getBoundingClientRect();
    onChange(clamp((100 * (event.clientX - left)) / width));
  });
  handle.addEventListener("keydown", (event) => {
    const to = { Home: 0, End: 100 }[event.key] ?? (Object.hasOwn(STEPS, event.key) ? percent + STEPS[event.key] : null);
    if (to === null) return;
    event.preventDefault();
    onChange(clamp(to));
  });

  return {
    toggle: () => onChange(percent === 0 ? last : 0),
    show(next) {
      percent = next;
      if (percent > 0) last = percent;
      picture.style.setProperty("--split", String(percent / 100));
      picture.dataset.split = percent === 0 ? "off" : "on";
      handle.setAttribute("aria-valuenow", String(percent));
      handle.setAttribute("aria-valuetext", say("live_split", { percent }));
      document.getElementById("split").setAttribute("aria-pressed", String(percent > 0));
    },
  };
}
