/** Whether pictures come from what was allowed to be used: a camera may be silent, stall, or be muted by its system. */
import { eachFrame } from "./frames.js";

const EVERY = 250; // ms between two looks
const ASLEEP = 1000; // ms without a look: the page itself stood still
const MUTED = 300; // ms without a picture after which a muted track is told: some are muted for a moment only

/** ms without a picture until it is told, before the first one and later. A screen where nothing moves gives none for long. */
const PATIENCE = {
  camera: { silent: 3000, stalled: 2000 },
  screen: { silent: Infinity, stalled: Infinity },
};

const codesOf = (what) => ({ silent: `${what}_silent`, stalled: `${what}_stalled`, muted: `${what}_muted` });

/** The judgement. Pure: the caller says what time it is (ms). */
export class FrameWatch {
  #patience;
  #quiet; // since when no picture has come
  #looked;
  #any = false;
  #muted = false;
  #verdict = null;

  constructor(now, patience = PATIENCE.camera) {
    this.#patience = patience;
    this.#quiet = now;
    this.#looked = now;
  }

  /** A picture has come. */
  frame(now) {
    this.#any = true;
    this.#quiet = now;
    this.#verdict = null;
  }

  mute(is, now) {
    if (this.#muted && !is) {
      this.#verdict = null;
      this.#quiet = now;
    }
    this.#muted = is;
  }

  /** silent, stalled, muted or null. A hidden page is shown no pictures: then nothing is judged anew. */
  look(now, hidden = false) {
    if (hidden || now - this.#looked > ASLEEP) this.#quiet = now;
    this.#looked = now;
    const quiet = now - this.#quiet;
    const kind = this.#any ? "stalled" : "silent";
    if (this.#muted && quiet > MUTED) this.#verdict = "muted";
    else if (!this.#muted && quiet > this.#patience[kind]) this.#verdict = kind;
    return this.#verdict;
  }
}

/**
 * Watches the pictures of a track in a video. `onTrouble(code)` is told each change: camera_silent, camera_stalled,
 * camera_muted or screen_muted, null when pictures come again. Returns a function that ends it.
 */
export function watchFrames(video, track, { what, onTrouble }) {
  const watch = new FrameWatch(performance.now(), PATIENCE[what]);
  let told = null;
  const look = () => {
    const found = watch.look(performance.now(), document.hidden);
    if (found === told) return;
    told = found;
    onTrouble(found && codesOf(what)[found]);
  };
  const muted = () => {
    watch.mute(track.muted, performance.now());
    look();
  };
  const unfollow = eachFrame(video, () => {
    watch.frame(performance.now());
    if (told) look();
  });
  const timer = setInterval(look, EVERY);
  for (const event of ["mute", "unmute"]) track.addEventListener(event, muted);
  muted();
  return () => {
    unfollow();
    clearInterval(timer);
    for (const event of ["mute", "unmute"]) track.removeEventListener(event, muted);
  };
}
