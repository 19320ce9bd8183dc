/** Saves the picture as the stage shows it: before to the left of the line, after to its right. */
import { download } from "../../shared/dom.js";

/** `share` is the part of the width, from 0 to 1, that shows what was before. */
export function savePicture({ before, after }, { width, height }, share) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const edge = Math.round(share * width);
  context.drawImage(before, 0, 0);
  if (edge < width) context.drawImage(after, edge, 0, width - edge, height, edge, 0, width - edge, height);
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  return canvas.toBlob((blob) => download(blob, `convolution-${time}.png`));
}
