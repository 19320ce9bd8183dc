/** Where pictures come from. Each source is {element, still, release()}; a failure is a SourceError with a code. */
import { SourceError } from "../sourceerror.js";
import { drawn, refusalOfFile, typed } from "./drawable.js";

const CAMERA_ERRORS = {
  NotAllowedError: "camera_denied",
  SecurityError: "camera_denied",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
  TrackStartError: "camera_busy",
  NotFoundError: "camera_missing",
  DevicesNotFoundError: "camera_missing",
  OverconstrainedError: "camera_overconstrained",
};

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
    throw new SourceError(CAMERA_ERRORS[error.name] ?? "camera_failed", error);
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

async function fromMedia(media, { onEnd, failure }) {
  const video = newVideo();
  const [track] = media.getVideoTracks();
  const release = () => {
    track.onended = null;
    for (const each of media.getTracks()) each.stop();
    video.srcObject = null;
  };
  track.onended = onEnd;
  video.srcObject = media;
  await orRelease(firstPicture(video, failure), release, failure);
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
 * size that the demo likes; `onEnd` is called when it ends by itself.
 */
export async function acquire(spec, { size, onEnd }) {
  switch (spec.kind) {
    case "camera":
      return fromMedia(await askCamera(spec, size), { onEnd, failure: "camera_failed" });
    case "screen":
      return fromMedia(await askScreen(), { onEnd, failure: "screen_denied" });
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
