/** A 32×32×3 picture, and the same 3072 numbers as one column on its side. */
import { setText } from "../../shared/dom.js";
import { say } from "../../shared/texts.js";

const SIDE = 32;
const byId = (id) => document.getElementById(id);

/** The picture: a sun over hills, painted by a formula. [red, green, blue], 0 to 255. */
export function colourAt(row, column) {
  const hill = 21 + 4 * Math.sin(column / 4.2) + 2 * Math.sin(column / 1.9);
  if (row > hill) return [40 + 3 * (row - hill), 110 + 4 * (31 - row), 60];
  if (Math.hypot(row - 9, column - 22) < 5) return [250, 205, 70];
  return [110 + 4 * row, 160 + 3 * row, 225];
}

/** Where a pixel's three numbers stand in the column, from 1. */
export const placesInColumn = (row, column) => [0, 1, 2].map((channel) => (row * SIDE + column) * 3 + channel + 1);

/** Draws both and follows pointer and arrow keys over the picture. */
export function createPhoto() {
  const canvas = byId("photo");
  const context = canvas.getContext("2d");
  const strip = byId("photo-column").getContext("2d");
  let [row, column] = [9, 22];

  function paint() {
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const colour = colourAt(y, x).map(Math.round);
        context.fillStyle = `rgb(${colour.join()})`;
        context.fillRect(x, y, 1, 1);
        colour.forEach((value, channel) => {
          strip.fillStyle = `rgb(${value},${value},${value})`;
          strip.fillRect((y * SIDE + x) * 3 + channel, 0, 1, 1);
        });
      }
    }
    const [first] = placesInColumn(row, column);
    context.fillStyle = strip.fillStyle = getComputedStyle(canvas).accentColor;
    context.fillRect(column, row, 1, 1);
    strip.fillRect(first - 10, 0, 20, 1);
    const [red, green, blue] = colourAt(row, column).map(Math.round);
    const places = placesInColumn(row, column);
    setText(byId("photo-words"), say("photo_words", { row: row + 1, column: column + 1, red, green, blue, first, last: places[2] }));
  }

  function move(down, across) {
    row = Math.min(SIDE - 1, Math.max(0, row + down));
    column = Math.min(SIDE - 1, Math.max(0, column + across));
    paint();
  }

  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    row = Math.floor(((event.clientY - box.top) / box.height) * SIDE);
    column = Math.floor(((event.clientX - box.left) / box.width) * SIDE);
    move(0, 0);
  });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    move(...step);
  });
  paint();
}
