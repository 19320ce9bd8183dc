/** Where things stand on a sheet of made pictures (models/toolkit/synthesis/sheets.py), in its own pixels. Pure. */

export const WIDTH = 576;
export const HEIGHT = 432;
export const PICTURES = 384; // its height without the strip below
export const COLUMNS = 6;
export const HALF = 192; // the side of the first picture of a mixture, which stands in the corner

/** What the visitor has chosen once a picture was touched: the first and the second in turn; the same one twice is no choice. */
export function chosen({ first, second, next }, number) {
  if (number === first || number === second) return { first, second, next };
  return next === "first" ? { first: number, second, next: "second" } : { first, second: number, next: "first" };
}
