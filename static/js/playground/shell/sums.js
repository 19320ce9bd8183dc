/** Sums on a page, in pieces that stay whole where a line is broken. */
import { partsOf } from "../maths/numbers.js";

const isProduct = (part) => /\S×\S/.test(part);

/** The nodes of a sum's line: a span for each piece, spaces between them. Its text is the line's. */
export function piecesOf(line) {
  return partsOf(line).flatMap((part, i) => {
    const piece = document.createElement("span");
    piece.className = isProduct(part) ? "sum__part sum__part--product" : "sum__part";
    piece.textContent = part;
    return i ? [" ", piece] : [piece];
  });
}
