/** Pairs for the game: a true picture and its coloured twin, from the stage or from the site's own footage. */
import { embedded } from "../../../static/js/shared/dom.js";
import { encoded } from "../../../static/js/shared/jpeg.js";
import { colour, queryOf } from "./send.js";

const WIDTH = 384;
const HEIGHT = 288;
const QUALITY = 0.9;

/** A crop of a picture or video, as large as fits, somewhere in it; the same for both pictures of a pair. */
function cropped(source, width, height, random) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const scale = Math.min(width / WIDTH, height / HEIGHT) * (0.7 + 0.3 * random());
  const [w, h] = [WIDTH * scale, HEIGHT * scale];
  canvas.getContext("2d").drawImage(source, (width - w) * random(), (height - h) * random(), w, h, 0, 0, WIDTH, HEIGHT);
  return canvas;
}

async function twin(canvas, params) {
  const truth = await encoded(canvas, QUALITY);
  return { truth, fake: await colour(truth, queryOf(params)) };
}

async function still(url, random) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return cropped(image, image.naturalWidth, image.naturalHeight, random);
}

async function clip(url, random) {
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  video.src = url;
  await once(video, "loadeddata");
  video.currentTime = video.duration * 0.98 * random();
  await once(video, "seeked");
  return cropped(video, video.videoWidth, video.videoHeight, random);
}

function once(node, name) {
  return new Promise((resolve, reject) => {
    node.addEventListener(name, resolve, { once: true });
    node.addEventListener("error", () => reject(new Error("unreadable")), { once: true });
  });
}

/** A pair from the site's pictures and clips, cropped anew each time. */
export async function givenPair(params, random = Math.random) {
  const footage = embedded("builtin-data", []);
  const { kind, url } = footage[Math.floor(random() * footage.length)];
  return twin(await (kind === "clip" ? clip : still)(url, random), params);
}

/** A pair from what the stage shows: the frame that was answered, and a coloured twin. */
export async function stagePair(frame, params) {
  return twin(cropped(frame.picture, frame.width, frame.height, () => 1), params);
}
