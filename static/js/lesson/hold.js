/** Holds a demo's page to what the teacher has set: locked controls, a frozen picture. */

/** `live` is what a demo's own script gets. Returns a function of {lesson, teacher}, to be called after each change. */
export function createHold(live) {
  let paused = false; // by the teacher
  return ({ lesson, teacher }) => {
    const locked = lesson.locked && !teacher;
    for (const block of live.root.querySelectorAll("[data-lockable]")) block.inert = locked;
    if (lesson.frozen && !teacher && ["live", "opening"].includes(live.phase())) {
      paused = true;
      live.dispatch({ type: "pause" });
    } else if (!lesson.frozen && paused) {
      paused = false;
      live.dispatch({ type: "resume" });
    }
  };
}
