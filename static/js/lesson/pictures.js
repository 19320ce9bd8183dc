/** The lecture's kernels on a picture, and as the nine numbers that they are. */
import { el } from "../shared/dom.js";
import { say } from "../shared/texts.js";
import { convolve, toRows } from "../playground/maths/convolution.js";
import { kernelNamed } from "../playground/maths/kernels.js";

/** The grey values (0 to 255, rows) of an image drawn to fill width × height. */
function greyOf(image, width, height) {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  const scale = Math.max(width / image.naturalWidth, height / image.naturalHeight);
  const [w, h] = [image.naturalWidth * scale, image.naturalHeight * scale];
  context.drawImage(image, (width - w) / 2, (height - h) / 4, w, h);
  const { data } = context.getImageData(0, 0, width, height);
  // Luma of ITU-R BT.601.
  const grey = Array.from({ length: width * height }, (_, i) => 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]);
  return toRows(grey, width);
}

/** How much stronger than it is a result is shown; the words under it say so. */
const GAINS = { edge: 3 };

function paint(canvas, rows, gain = 1) {
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  rows.flat().forEach((value, i) => picture.data.set([gain * value, gain * value, gain * value, 255], 4 * i));
  context.putImageData(picture, 0, 0);
}

const minus = (value) => String(value).replace("-", "−");

/** Shows the kernels; the canvases stay empty where there is no picture. */
export async function createPictures() {
  for (const place of document.querySelectorAll("[data-mini]")) {
    const { rows, factor } = kernelNamed(place.dataset.mini);
    if (factor[1] > 1) place.append(el("span", { class: "mini__factor" }, `${factor[0]}/${factor[1]}`));
    place.append(el("table", { class: "mini__numbers" }, el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((n) => el("td", {}, minus(n))))))));
  }
  const image = document.getElementById("kernel-source");
  if (!image) return;
  await image.decode();
  for (const canvas of document.querySelectorAll("[data-kernel]")) {
    const grey = greyOf(image, canvas.width, canvas.height);
    const known = kernelNamed(canvas.dataset.kernel);
    if (known) canvas.setAttribute("aria-label", say("les_kernel_alt", { kernel: say(`kernel_${known.name}`) }));
    paint(canvas, known ? convolve(grey, weightsOf(known), { padding: 1, mode: "replicate" }) : grey, GAINS[known?.name]);
    canvas.dataset.drawn = "true";
  }
}

const weightsOf = ({ rows, factor }) => rows.map((row) => row.map((weight) => (weight * factor[0]) / factor[1]));
