/** Where pictures come from. Each source is {element, still, release()}; a failure is a SourceError with a code. */
import { SourceError } from "../sourceerror.js";
import { canvasIsNoisy } from "./canvascheck.js";
import { drawn, refusalOfFile, typed } from "./drawable.js";
import { watchFrames } from "./framewatch.js";
import { permissionOf, refusalOf } from "./refusals.js";

/** Whether this page may ask for a camera at all (browsers refuse on plain HTTP off localhost). */
export const cameraPossible = () => Boolean(navigator.mediaDevices?.getUserMedia);
const screenPossible = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

/** The devices of a kind, camera or microphone, by name; names are empty until the visitor has allowed one. */
export async function listDevices(what) {
  if (!navigator.mediaDevices?.enumerateDevices) return [];
  const devices = await navigator.mediaDevices.enumerateDevices();
  const wanted = what === "camera" ? "videoinput" : "audioinput";
  return devices.filter((device) => device.kind === wanted && device.deviceId);
}

function constraintsFor({ deviceId, facing }, size) {
  const video = { width: { ideal: size.width }, height: { ideal: size.height }, frameRate: { ideal: 30 } };
  if (deviceId) video.deviceId = { exact: deviceId };
  else video.facingMode = { ideal: facing === "back" ? "environment" : "user" };
  return { video, audio: false };
}

async function askCamera(spec, size) {
  if (!cameraPossible()) throw new SourceError("camera_insecure");
  try {
    return await navigator.mediaDevices.getUserMedia(constraintsFor(spec, size));
  } catch (error) {
    // The camera of the last visit may be gone: any camera is better than none.
    if (spec.deviceId && (error.name === "OverconstrainedError" || error.name === "NotFoundError")) {
      return askCamera({ ...spec, deviceId: null }, size);
    }
    throw new SourceError(refusalOf("camera", error, await permissionOf("camera")), error);
  }
}

async function askScreen() {
  if (!screenPossible()) throw new SourceError("screen_unsupported");
  try {
    return await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 30 } }, audio: false });
  } catch (error) {
    throw new SourceError("screen_denied", error);
  }
}

/** A video of its own for each source, so that a late one cannot disturb the present one. */
function newVideo() {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, autoplay: true, loop: true });
  return video;
}

/** Resolves once the video has a first picture and plays. */
async function firstPicture(video, code) {
  const loaded = new Promise((resolve, reject) => {
    video.addEventListener("loadeddata", resolve, { once: true });
    video.addEventListener("error", () => reject(new SourceError(code, video.error)), { once: true });
  });
  await Promise.all([loaded, video.play()]);
}

/** Runs `ready`; where it fails, lets go of the source and throws a SourceError with `code`. */
async function orRelease(ready, release, code) {
  try {
    await ready;
  } catch (error) {
    release();
    throw error instanceof SourceError ? error : new SourceError(code, error);
  }
}

/** Rejects once nobody wants the source any more: a camera that gives no picture would stay on for ever. */
function unwanted(signal) {
  return new Promise((_, reject) => {
    const end = () => reject(new SourceError("unwanted"));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

async function fromMedia(media, { what, failure, signal, onEnd, onGranted, onTrouble }) {
  const video = newVideo();
  const [track] = media.getVideoTracks();
  track.onended = onEnd;
  video.srcObject = media;
  const unwatch = watchFrames(video, track, { what, onTrouble });
  const release = () => {
    unwatch();
    track.onended = null;
    for (const each of media.getTracks()) each.stop();
    video.srcObject = null;
  };
  onGranted();
  await orRelease(Promise.race([firstPicture(video, failure), unwanted(signal)]), release, failure);
  const { facingMode = null, deviceId = null } = track.getSettings();
  return { element: video, still: false, release, facing: facingMode, deviceId };
}

/** Plays an address (a clip of ours, or a file of the visitor's) in a loop. */
async function fromAddress(url, { failure, revoke = false }) {
  const video = newVideo();
  const release = () => {
    video.pause();
    video.removeAttribute("src");
    video.load();
    if (revoke) URL.revokeObjectURL(url);
  };
  video.src = url;
  await orRelease(firstPicture(video, failure).then(() => drawn(video)), release, failure);
  return { element: video, still: false, release };
}

async function fromPicture(spec) {
  const image = document.createElement("img");
  const url = spec.file ? URL.createObjectURL(await typed(spec.file)) : spec.url;
  const release = () => spec.file && URL.revokeObjectURL(url);
  image.src = url;
  image.alt = "";
  const failed = async (error) => {
    throw new SourceError(spec.file ? await refusalOfFile(spec.file) : "clip_failed", error);
  };
  await orRelease(image.decode().catch(failed).then(() => drawn(image)), release, "file_unreadable");
  return { element: image, still: true, release };
}

/**
 * Gets a source. `spec` is {kind: camera|screen|clip|picture|file, deviceId?, facing?, url?, file?}; `size` the
 * size that the demo likes; `onEnd` is called when it ends by itself, `onGranted` when a camera or screen was allowed,
 * `onTrouble(code or null)` when its pictures stay away or come again. Once `signal` says so nobody wants it any more.
 */
export async function acquire(spec, { size, ...heard }) {
  if (canvasIsNoisy()) throw new SourceError("canvas_noisy");
  switch (spec.kind) {
    case "camera":
      return fromMedia(await askCamera(spec, size), { what: "camera", failure: "camera_failed", ...heard });
    case "screen":
      return fromMedia(await askScreen(), { what: "screen", failure: "screen_denied", ...heard });
    case "clip":
      return fromAddress(spec.url, { failure: "clip_failed" });
    case "picture":
      if (!spec.file && !spec.url) throw new SourceError("file_none");
      return fromPicture(spec);
    case "file":
      if (!spec.file) throw new SourceError("file_none");
      return fromAddress(URL.createObjectURL(spec.file), { failure: "file_unreadable", revoke: true });
    default:
      throw new SourceError("file_unreadable");
  }
}
