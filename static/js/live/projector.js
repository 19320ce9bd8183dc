/** Projector mode: the stage alone on the whole screen. Where a browser has no full screen, on the whole page. */
export function createProjector(stage, button) {
  const on = () => document.fullscreenElement === stage || document.body.classList.contains("is-projecting");
  const show = () => button.setAttribute("aria-pressed", String(on()));

  async function enter() {
    document.body.classList.add("is-projecting");
    await stage.requestFullscreen?.().catch(() => {});
    show();
  }

  async function leave() {
    document.body.classList.remove("is-projecting");
    if (document.fullscreenElement) await document.exitFullscreen();
    show();
  }

  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) document.body.classList.remove("is-projecting");
    show();
  });
  return {
    toggle: () => (on() ? leave() : enter()),
    leave: () => (on() ? leave() : undefined),
  };
}
