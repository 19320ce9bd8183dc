/** Kernels and pictures on their way from page to page, as queries of addresses. Pure, but for a link. */
import { matrix } from "./state.js";

/** Sides of a kernel that the network's first layer can have. */
export const SIDES = [1, 2, 3, 4, 5, 7];

const write = (rows) => matrix(null, rows.length, rows[0].length).write(rows);
/** Learnt weights have many decimals; three are what a page shows. */
const short = (value) => Number(value.toFixed(3));
const rowsOf = (flat, side) => Array.from({ length: side }, (_, row) => Array.from(flat.slice(row * side, (row + 1) * side)));
const shortRows = (flat, side) => rowsOf(Array.from(flat, short), side);
const sideOf = (flat) => Math.sqrt(flat.length);

/** Step by step: a picture (flat, square, 0 to 1) under a kernel (flat, square). The bias stays behind. */
export const toStep = (picture, kernel, padding) =>
  `?image=${write(rowsOf(picture, sideOf(picture)))}&filter=${write(shortRows(kernel, sideOf(kernel)))}${padding ? `&padding=${padding}` : ""}`;

/** Live: a kernel over the camera, whose pixels go to 255, so its bias grows as much. */
export function toLive(kernel, bias) {
  const moved = short(bias * 255);
  return `?k=${encodeURIComponent(write(shortRows(kernel, sideOf(kernel))) + (moved ? `!${moved}` : "")).replaceAll("%2C", ",")}`;
}

/** The layer page: the picture as its red channel, green and blue empty, under up to four kernels of up to 3 × 3. */
export function toLayer(picture, kernels, biases, padding) {
  const size = sideOf(picture);
  const side = sideOf(kernels[0]);
  const none = write(rowsOf(new Float64Array(picture.length), size));
  const rest = Array(2 * side * side).fill(0);
  const weights = kernels.map((kernel) => [...Array.from(kernel, short), ...rest]);
  const all = {
    size, kernel: side, filters: kernels.length, padding, red: write(rowsOf(picture, size)), green: none, blue: none,
    weights: write(weights), bias: write([Array.from(biases, short)]),
  };
  return `?${Object.entries(all).map(([name, value]) => `${name}=${value}`).join("&")}`;
}

/** The network: a kernel (rows, times a factor) for its first filter to begin with; empty where it has no such filters. */
export function toNetwork(rows, factor) {
  const side = rows.length;
  if (rows[0].length !== side || !SIDES.includes(side)) return "";
  return `?kernel=${side}&given=${write(rows.map((row) => row.map((weight) => short(weight * factor))))}`;
}

/** Brings a link to the network's page up to date; hidden where the kernel is none for it. */
export function offerToNetwork(link, rows, factor) {
  const query = toNetwork(rows, factor);
  link.hidden = !query;
  link.setAttribute("href", link.dataset.page + query);
}
