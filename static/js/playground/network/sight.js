/** From what a camera sees to ink. Pure: grey in, dots out. */

/** Dots along a side of the square that is looked at. */
export const SIGHT = 96;

/** Ink is darker than this share of the paper around it; around is a quarter of the side. */
const [DARKER, AROUND] = [0.8, SIGHT / 4];

/** Pieces smaller than this share of the largest are specks; a digit of fewer dots than LEAST is none. */
const [SPECK, LEAST] = [0.12, 24];

/** Grey, 0 to 255, of RGBA bytes (ITU-R BT.601). */
export function greyOf(bytes) {
  return Float64Array.from({ length: bytes.length / 4 }, (_, i) => 0.299 * bytes[4 * i] + 0.587 * bytes[4 * i + 1] + 0.114 * bytes[4 * i + 2]);
}

/** Chalk on a board is turned into ink on paper: where the middle grey is dark, light and dark change places. */
function onPaper(grey) {
  const middle = Float64Array.from(grey).sort()[grey.length >> 1];
  return middle < 96 ? grey.map((value) => 255 - value) : grey;
}

/** Sums of all grey above and to the left of each corner (F. Crow, SIGGRAPH 1984). */
function sumsOf(grey, side) {
  const wide = side + 1;
  const sums = new Float64Array(wide * wide);
  for (let row = 0; row < side; row++) {
    let line = 0;
    for (let column = 0; column < side; column++) {
      line += grey[row * side + column];
      sums[(row + 1) * wide + column + 1] = sums[row * wide + column + 1] + line;
    }
  }
  return sums;
}

/**
 * A dot each: 1 where it is darker than the mean of what is around it, so that a shadow over the paper is no ink
 * (D. Bradley and G. Roth, Journal of Graphics Tools, 2007).
 */
export function threshold(grey, side = SIGHT) {
  const paper = onPaper(grey);
  const sums = sumsOf(paper, side);
  const wide = side + 1;
  const around = (side * AROUND) / SIGHT;
  return Uint8Array.from(paper, (value, i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    const [top, bottom] = [Math.max(0, row - around), Math.min(side, row + around + 1)];
    const [left, right] = [Math.max(0, column - around), Math.min(side, column + around + 1)];
    const sum = sums[bottom * wide + right] - sums[top * wide + right] - sums[bottom * wide + left] + sums[top * wide + left];
    return value < (DARKER * sum) / ((bottom - top) * (right - left)) ? 1 : 0;
  });
}

/** All dots that hang together with `start`, sideways, up, down or cornerwise; they are taken off `left`. */
function pieceFrom(left, start, side) {
  const piece = [start];
  left[start] = 0;
  for (let at = 0; at < piece.length; at++) {
    const [row, column] = [Math.floor(piece[at] / side), piece[at] % side];
    for (let down = Math.max(0, row - 1); down <= Math.min(side - 1, row + 1); down++) {
      for (let across = Math.max(0, column - 1); across <= Math.min(side - 1, column + 1); across++) {
        const next = down * side + across;
        if (!left[next]) continue;
        left[next] = 0;
        piece.push(next);
      }
    }
  }
  return piece;
}

/** The digit among the dots: without what touches the border (a thumb, the paper's edge) and without specks. */
export function withoutSpecks(ink, side = SIGHT) {
  const left = Uint8Array.from(ink);
  const pieces = [];
  const atBorder = (dot) => dot < side || dot >= side * (side - 1) || dot % side === 0 || dot % side === side - 1;
  for (let i = 0; i < left.length; i++) {
    if (!left[i]) continue;
    const piece = pieceFrom(left, i, side);
    if (!piece.some(atBorder)) pieces.push(piece);
  }
  const largest = pieces.reduce((most, { length }) => Math.max(most, length), 0);
  const kept = new Uint8Array(ink.length);
  if (largest < LEAST) return kept;
  for (const piece of pieces) if (piece.length >= SPECK * largest) for (const dot of piece) kept[dot] = 1;
  return kept;
}

/** {grey, dark, ink} of RGBA bytes of a square: what is seen, what is dark enough, and what of it is the digit. */
export function see(bytes) {
  const grey = greyOf(bytes);
  const dark = threshold(grey);
  return { grey, dark, ink: withoutSpecks(dark) };
}
