/** Where pictures come from. Each source is {element, still, release()}; a failure is a SourceError with a code. */
export class SourceError extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.code = code;
  }
}

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
export const screenPossible = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

/** The cameras by name; names are empty until the visitor has allowed one. */
export async function listCameras() {
  if (!navigator.mediaDevices?.enumerateDevices) return [];
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput" && device.deviceId);
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

/** Resolves once the video has a first picture. */
function firstPicture(video, code) {
  return new Promise((resolve, reject) => {
    const stop = new AbortController();
    const settle = (action) => () => {
      stop.abort();
      action();
    };
    video.addEventListener("loadeddata", settle(resolve), stop);
    video.addEventListener("error", settle(() => reject(new SourceError(code))), stop);
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) settle(resolve)();
  });
}

/** Shows a media stream in the stage's video element. */
async function fromMedia(media, video, { onEnd, failure }) {
  const [track] = media.getVideoTracks();
  const release = () => {
    track.onended = null;
    for (const each of media.getTracks()) each.stop();
    if (video.srcObject === media) video.srcObject = null;
  };
  track.onended = onEnd;
  video.srcObject = media;
  try {
    await Promise.all([firstPicture(video, failure), video.play()]);
  } catch (error) {
    release();
    throw error instanceof SourceError ? error : new SourceError(failure, error);
  }
  return { element: video, still: false, release, facing: track.getSettings().facingMode ?? null, label: track.label };
}

/** Plays an address (a clip of ours, or a file of the visitor's) in a loop. */
async function fromAddress(url, video, { failure, revoke = false }) {
  const release = () => {
    video.pause();
    video.removeAttribute("src");
    video.load();
    if (revoke) URL.revokeObjectURL(url);
  };
  video.srcObject = null;
  video.loop = true;
  video.src = url;
  try {
    await Promise.all([firstPicture(video, failure), video.play()]);
  } catch (error) {
    release();
    throw error instanceof SourceError ? error : new SourceError(failure, error);
  }
  return { element: video, still: false, release };
}

async function pictureOf(spec) {
  if (spec.file) return spec.file;
  const response = await fetch(spec.url);
  if (!response.ok) throw new SourceError("clip_failed");
  return response.blob();
}

async function fromPicture(spec) {
  const failure = spec.file ? "file_unreadable" : "clip_failed";
  try {
    const bitmap = await createImageBitmap(await pictureOf(spec), { imageOrientation: "from-image" });
    return { element: bitmap, still: true, release: () => bitmap.close() };
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError(failure, error);
  }
}

/**
 * Gets a source. `spec` is {kind: camera|screen|clip|picture|file, deviceId?, facing?, url?, file?}; `size` the
 * size that the demo likes; `video` the stage's video element; `onEnd` is called when it ends by itself.
 */
export async function acquire(spec, { size, video, onEnd }) {
  switch (spec.kind) {
    case "camera":
      return fromMedia(await askCamera(spec, size), video, { onEnd, failure: "camera_failed" });
    case "screen":
      return fromMedia(await askScreen(), video, { onEnd, failure: "screen_denied" });
    case "picture":
      if (!spec.file && !spec.url) throw new SourceError("file_none");
      return fromPicture(spec);
    case "clip":
      return fromAddress(spec.url, video, { failure: "clip_failed" });
    case "file":
      if (!spec.file) throw new SourceError("file_none");
      return fromAddress(URL.createObjectURL(spec.file), video, { failure: "file_unreadable", revoke: true });
    default:
      throw new SourceError("file_unreadable");
  }
}
