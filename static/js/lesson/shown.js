/** The lesson on every screen: the teacher's browser gives pictures of this window, and they go where a demo's would. */
import { createPresenter } from "../classroom/presenter.js";

const RATE = 5; // pictures a second: text stands still

/**
 * What guest.js takes from a page that can be presented: {toggle(), active}. `ask()` gives a MediaStream of the window, or
 * rejects; `tell(key)` says how it went; `update()` draws the teacher's bar.
 */
export function createShown(room, { ask, tell, update }) {
  const canvas = document.createElement("canvas");
  const video = document.createElement("video");
  const drawn = new Set();
  const page = { canvas, on: (event, handler) => event === "drawn" && drawn.add(handler) };
  const presenter = createPresenter(room, page, { rendered: () => false, stream: () => null });
  let stream = null;
  let timer = 0;

  function draw() {
    if (!video.videoWidth) return;
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0);
    for (const handler of drawn) handler();
  }

  function end() {
    clearInterval(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    if (presenter.active) presenter.toggle();
  }

  async function begin() {
    try {
      stream = await ask();
      stream.getVideoTracks()[0].addEventListener("ended", end);
      Object.assign(video, { srcObject: stream, muted: true });
      await video.play();
    } catch {
      end();
      return tell("les_not_shown");
    }
    presenter.toggle();
    timer = setInterval(draw, 1000 / RATE);
    tell("les_shown");
    return update();
  }

  return {
    toggle: () => (presenter.active ? end() : begin()),
    get active() {
      return presenter.active;
    },
  };
}

/** A picture of this window, as browsers offer it. */
export const ownWindow = () =>
  navigator.mediaDevices.getDisplayMedia({ video: { frameRate: RATE }, audio: false, preferCurrentTab: true, selfBrowserSurface: "include" });
