/** When to compute: at each new picture of a video. And how often that was. */
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

/** Calls `tick` for each new picture of the video until the next call of follow(); follow(null) stops it. */
export function createClock(tick) {
  let followed = null;
  return {
    follow(video) {
      followed = video;
      if (!video) return;
      const next = () => {
        if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(seen);
        else requestAnimationFrame(seen);
      };
      const seen = () => {
        if (followed !== video) return;
        next();
        tick();
      };
      next();
    },
  };
}
