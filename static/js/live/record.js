/** Records the stage as a video file. */
import { recordingOf } from "../shared/webm.js";

const TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];

/** "1:05" for 65,000 ms. */
export function elapsedText(ms) {
  const whole = Math.floor(ms / 1000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A file's name with the time in it, as in pose-20250314-150926.png. */
export function fileName(demo, extension, date = new Date()) {
  const two = (n) => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${demo}-${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}.${extension}`;
}

export const canRecord = () => typeof MediaRecorder === "function" && "captureStream" in HTMLCanvasElement.prototype;

/** `onTick(ms)` each second while recording, `onDone(blob, extension)` at the end. */
export function createRecorder(canvas, { onTick, onDone }) {
  let recorder = null;
  let timer = null;

  function start() {
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const media = canvas.captureStream(30);
    const chunks = [];
    const began = performance.now();
    recorder = new MediaRecorder(media, { mimeType, videoBitsPerSecond: 6_000_000 });
    recorder.ondataavailable = ({ data }) => data.size && chunks.push(data);
    recorder.onstop = async () => {
      clearInterval(timer);
      for (const track of media.getTracks()) track.stop();
      recorder = null;
      const type = (mimeType ?? "video/webm").split(";")[0];
      onDone(await recordingOf(chunks, type), type.split("/")[1]);
    };
    recorder.start(1000);
    onTick(0);
    timer = setInterval(() => onTick(performance.now() - began), 1000);
  }

  return {
    toggle() {
      if (recorder) recorder.stop();
      else start();
    },
    stop() {
      recorder?.stop();
    },
    get active() {
      return recorder !== null;
    },
  };
}
