/** Stills that begin to move once they are in sight: small silent videos, laid over them when they can play. */

/** Whether a visitor's browser asks for stillness, or for few bytes. */
export const wantsStills = ({ motion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches, connection = navigator.connection } = {}) =>
  Boolean(motion || connection?.saveData);

/** A video over the still in `frame`, asked for only now. */
function videoIn(frame) {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, loop: true, playsInline: true, disableRemotePlayback: true, src: frame.dataset.loop });
  video.setAttribute("aria-hidden", "true"); // the still says what it shows
  video.tabIndex = -1;
  video.addEventListener("playing", () => frame.classList.add("is-moving"), { once: true });
  frame.append(video);
  return video;
}

/**
 * `frames` hold a still each and name its video in data-loop. Those in sight play, until `button` is pressed, which shows
 * itself where anything moves at all. Does nothing for visitors who want stills.
 */
export function moveLoops(frames, button) {
  if (wantsStills() || !frames.length || !("IntersectionObserver" in window)) return;
  const videos = new Map(); // frame → its video
  const seen = new Set(); // frames in sight
  let still = false;

  const show = (frame) => {
    if (still || !seen.has(frame)) return videos.get(frame)?.pause();
    if (!videos.has(frame)) videos.set(frame, videoIn(frame));
    return videos.get(frame).play().catch(() => {}); // the still stays where a browser does not allow it
  };
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
      show(target);
    }
  }, { threshold: 0.2 });
  for (const frame of frames) watch.observe(frame);
  button.hidden = false;
  button.addEventListener("click", () => {
    still = !still;
    button.setAttribute("aria-pressed", String(still));
    frames.forEach(show);
  });
}
