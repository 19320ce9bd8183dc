/** How often pictures were computed, and how long each took. */
const WINDOW = 2000;

/** Frames a second over the last two seconds, and milliseconds a frame. Pure but for the times it is given. */
export function createRate() {
  let seen = []; // [{at, took}]
  return {
    add(at, took) {
      seen.push({ at, took });
      while (seen.length && at - seen[0].at > WINDOW) seen.shift();
    },
    restart() {
      seen = [];
    },
    read(at) {
      const recent = seen.filter((entry) => at - entry.at < WINDOW);
      const span = recent.length > 1 ? recent.at(-1).at - recent[0].at : 0;
      const sum = recent.reduce((total, { took }) => total + took, 0);
      return { fps: span > 0 ? ((recent.length - 1) * 1000) / span : 0, took: recent.length ? sum / recent.length : 0 };
    },
  };
}
