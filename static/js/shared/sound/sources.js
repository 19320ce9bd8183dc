/** Where sound comes from. Each source is {element, still, release(), listen(onHop)}; a failure has a `code`. */
import { SourceError } from "../sourceerror.js";
import { permissionOf, refusalOf } from "../stage/refusals.js";
import { Scope } from "./scope.js";
import { tones } from "./tones.js";

/** The code of what went wrong with a microphone; `permission` is what the browser has noted for this site. Pure. */
export function codeOf(error, permission = "") {
  return error.name === "OverconstrainedError" ? "microphone_missing" : refusalOf("microphone", error, permission);
}

/** Whether this page may ask for a microphone at all (browsers refuse on plain HTTP off localhost). */
export const microphonePossible = () => Boolean(navigator.mediaDevices?.getUserMedia && globalThis.AudioWorkletNode);

async function askMicrophone({ deviceId = null }) {
  if (!microphonePossible()) throw new SourceError("microphone_insecure");
  // As it sounds: what a browser does for telephone calls would make voices of noises, and silence of music.
  const audio = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  if (deviceId) audio.deviceId = { exact: deviceId };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio, video: false });
  } catch (error) {
    // The microphone of the last visit may be gone: any is better than none.
    if (deviceId && ["OverconstrainedError", "NotFoundError"].includes(error.name)) return askMicrophone({});
    throw new SourceError(codeOf(error, await permissionOf("microphone")), error);
  }
}

/** Sends what a node plays through the listener; returns {element, still, release, listen}. */
async function heard(context, node, { rate, hop, release, aloud }) {
  const scope = new Scope();
  let onHop = () => {};
  const end = () => {
    release();
    context.close();
  };
  try {
    await context.audioWorklet.addModule(new URL("./listener.worklet.js", import.meta.url));
    await context.resume();
  } catch (error) {
    end();
    throw new SourceError("microphone_failed", error);
  }
  const options = { numberOfInputs: 1, numberOfOutputs: 0, processorOptions: { rate, hop } };
  const listener = new AudioWorkletNode(context, "listener", options);
  listener.port.onmessage = ({ data }) => {
    scope.take(data);
    onHop(data, scope.level);
  };
  node.connect(listener);
  if (aloud) node.connect(context.destination);
  return { element: scope.canvas, still: false, release: end, listen: (handler) => (onHop = handler) };
}

async function fromMicrophone(spec, { rate, hop, onEnd, onGranted, onTrouble }) {
  const media = await askMicrophone(spec);
  const [track] = media.getAudioTracks();
  const muted = () => onTrouble(track.muted ? "microphone_muted" : null);
  Object.assign(track, { onended: onEnd, onmute: muted, onunmute: muted });
  onGranted();
  const context = new AudioContext();
  const release = () => {
    Object.assign(track, { onended: null, onmute: null, onunmute: null });
    for (const each of media.getTracks()) each.stop();
  };
  return heard(context, context.createMediaStreamSource(media), { rate, hop, release, aloud: false });
}

/** Plays a sound in a loop, aloud: the class hears what the network hears. */
async function playing(context, buffer, { rate, hop }) {
  const node = new AudioBufferSourceNode(context, { buffer, loop: true });
  const source = await heard(context, node, { rate, hop, release: () => node.stop(), aloud: true });
  node.start();
  return source;
}

async function fromFile(file, options) {
  const context = new AudioContext();
  try {
    return await playing(context, await context.decodeAudioData(await file.arrayBuffer()), options);
  } catch (error) {
    if (context.state !== "closed") context.close();
    throw error instanceof SourceError ? error : new SourceError("sound_unreadable", error);
  }
}

function fromTones(options) {
  const context = new AudioContext();
  const samples = tones(context.sampleRate);
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: context.sampleRate });
  buffer.copyToChannel(samples, 0);
  return playing(context, buffer, options);
}

/**
 * Gets a source of sound. `spec` is {kind: microphone|sound|tones, deviceId?, file?}; `rate` the samples a second and `hop` the
 * seconds of each piece; `onEnd` is called when it ends by itself, `onGranted` when a microphone was allowed, `onTrouble(code or null)` when
 * its system mutes it or lets it speak again. `listen(onHop)` of what it resolves to gets each piece, an
 * Int16Array, and how loud it is, 0 to 1.
 */
export async function acquireSound(spec, { rate, hop, onEnd, onGranted = () => {}, onTrouble = () => {} }) {
  if (spec.kind === "microphone") return fromMicrophone(spec, { rate, hop, onEnd, onGranted, onTrouble });
  if (spec.kind === "tones") return fromTones({ rate, hop });
  if (!spec.file) throw new SourceError("sound_none");
  return fromFile(spec.file, { rate, hop });
}
